#pragma once

#include <string>
#include <vector>

#include "narrows/paper/released_results.hpp"
#include "narrows/results_store.hpp"

namespace narrows::paper {

/** What an import brought into a results store. */
struct Import {
  int trainings = 0;      ///< Networks by number, each with its accuracy.
  int architectures = 0;  ///< Different ones among them: some numbers stand for the same network.
  int latencies = 0;      ///< One for each architecture and device.
  std::vector<std::string> devices;
  std::vector<std::string> refused;  ///< Rows whose counts are not those of their network, each with the reason.
};

/**
 * Puts released results into a store, as one transaction: accuracies on "cifar10" (test images, source "IBM/iotnets"),
 * and latencies by device (engine "pytorch").
 *
 * Only a mean and a standard deviation of five runs were released: the median, the least and the 90th percentile are
 * stored as the mean, the interval is the 95 % interval of the mean. Where several numbers stand for the same network,
 * their timings are taken together. Importing again changes nothing.
 */
Import import_results(const std::vector<ReleasedResult>& results, ResultsStore& store);

}  // namespace narrows::paper
