#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "narrows/architecture.hpp"

namespace narrows::paper {

/** Names of the paper's five spaces: S1 to S5. */
[[nodiscard]] std::vector<std::string> spaces();

/** Names of a space's laws in the released code, "s1" .. "s6"; throws std::invalid_argument for another space. */
[[nodiscard]] std::vector<std::string> released_laws(std::string_view space);

/**
 * The authors' network of a number: what their released code draws from its law `law` ("s1" .. "s6") with
 * `numpy.random.RandomState(id)`.
 *
 * They trained ids 0 to 99 or 0 to 39 of each law; any other number works too. Throws std::invalid_argument for a space
 * or law that is not in the paper; the message names those there are.
 *
 * References
 * ----------
 * Scheidegger et al., NeurIPS 2019, with the code and the results that they released.
 */
[[nodiscard]] Architecture network(std::string_view space, std::string_view law, std::uint32_t id);

}  // namespace narrows::paper
