#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "narrows/paper/comparison.hpp"

namespace narrows::paper {

/** One row of the authors' released results: a network by its number, its counts, what it reached and how fast. */
struct ReleasedResult {
  std::string space;
  std::string law;  ///< "s1" .. "s6".
  std::uint32_t id = 0;
  std::int64_t params = 0;
  std::int64_t flops = 0;
  std::optional<double> accuracy;  ///< Of CIFAR-10's test images, share of [0, 1].
  std::string device;              ///< What the latency was measured on; empty without one.
  double latency_ms = 0;           ///< Mean of the last five of ten inferences of one image.
  double latency_std_ms = 0;
  std::string where;  ///< File and row, for messages.
};

/**
 * Reads a file of released results: a JSON list of rows with `spacename law id params flops acc t_avg t_std`. Files of
 * JSON lines with `space law id params flops cifar10_accuracy` and a pair `NAME_ms NAME_std_ms` for each device are
 * read as well; a row with two latencies gives two results.
 *
 * `device` names what a list was measured on; if empty, it is told from the file's name ("pi3bplus", "macbook").
 * Throws Error, naming file and row, for a damaged file, a row without its fields, or a device that cannot be told.
 */
[[nodiscard]] std::vector<ReleasedResult> read_released_results(const std::string& path,
                                                                const std::string& device = "");

/** Params and flops of each row beside those of the network that its number stands for. */
[[nodiscard]] std::vector<Comparison> compare_networks(const std::vector<ReleasedResult>& results);

/** The same for a few published numbers that come with narrows: number 0 of each law. */
[[nodiscard]] std::vector<Comparison> compare_networks();

}  // namespace narrows::paper
