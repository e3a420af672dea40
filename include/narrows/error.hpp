#pragma once

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

}  // namespace narrows
