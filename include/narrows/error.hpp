#pragma once

#include <exception>
#include <stdexcept>

namespace narrows {

/**
 * The world failed: a file, a disk, a device, a damaged input.
 *
 * Wrong arguments are std::invalid_argument (Python: ValueError) instead; a search that finds nothing feasible is a
 * result, not an exception. The message says what was wrong, what was expected, and in which file.
 */
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/** A long job was stopped by its callback. Nothing that was finished is lost. */
class Interrupted : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }
};

}  // namespace narrows
