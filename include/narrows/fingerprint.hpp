#pragma once

#include <string>

#include "narrows/search_space.hpp"

namespace narrows {

/**
 * What a space's build function builds, in 64 hexadecimal digits: SHA-256 of its variables and of the networks of 32
 * architectures, drawn alike every time. A build function that is edited gets another one, so that results of the old
 * are not taken for the new's.
 */
[[nodiscard]] std::string fingerprint(const SearchSpace& space);

/** The same of one network: operations, shapes and what reads what. */
[[nodiscard]] std::string fingerprint(const Network& network);

}  // namespace narrows
