#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "narrows/sampling_law.hpp"

namespace narrows::paper {

/** Names of a space's laws, "L0" and on; throws std::invalid_argument for a space that is not in the paper. */
[[nodiscard]] std::vector<std::string> laws(std::string_view space);

/**
 * The law that the authors drew their networks from, as their released code has it; Table 7 and the released networks
 * belong to these. They drew nothing from L0, the whole space: it is the printed one.
 *
 * Throws std::invalid_argument naming the spaces or laws there are.
 *
 * References
 * ----------
 * Scheidegger et al., NeurIPS 2019, supplement, Table 7, with the released code.
 */
[[nodiscard]] SamplingLaw law(std::string_view space, std::string_view name);

/**
 * The law as Tables 2 to 6 print it: closed ranges, mostly one value wider at the upper end than what was drawn from.
 *
 * Throws std::invalid_argument naming the spaces or laws there are.
 *
 * References
 * ----------
 * Scheidegger et al., NeurIPS 2019, supplement, Tables 2 to 6.
 */
[[nodiscard]] SamplingLaw printed_law(std::string_view space, std::string_view name);

/** The number of architectures that Tables 2 to 6 print beside a law, such as 3.3e9. */
[[nodiscard]] double printed_cardinality(std::string_view space, std::string_view name);

/** How a printed cardinality comes about. */
struct CardinalityReading {
  double value = 0;   ///< The number that this way of counting gives; it rounds to the printed one.
  std::string words;  ///< One sentence; empty where the printed ranges give the printed number.
};

/** What the authors must have counted where the printed ranges do not give the printed number. */
[[nodiscard]] CardinalityReading cardinality_reading(std::string_view space, std::string_view name);

}  // namespace narrows::paper
