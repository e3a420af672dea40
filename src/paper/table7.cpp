#include "narrows/paper/table7.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "narrows/detail/median.hpp"
#include "narrows/detail/numbers.hpp"
#include "narrows/paper/laws.hpp"
#include "narrows/paper/published_cost.hpp"
#include "notation.hpp"

namespace narrows::paper {
namespace {

constexpr int networks = 1000;  ///< Of one row of the table.
constexpr int least_batches = 200;
constexpr double least_p = 0.01;
constexpr std::size_t statistics = 4;
using Statistics = std::array<double, statistics>;
constexpr std::array<const char*, statistics> statistic_names = {"min", "mean", "std", "max"};

struct Row {
  const char* space;
  const char* law;
  std::array<const char*, statistics> params;
  std::array<const char*, statistics> flops;
};

// The table's rows 1, 2, ... are L1, L2, L3 of densenet, and from the last law to L1 of the others.
constexpr std::array table = {
    Row{"densenet", "L1", {"5.8e2", "2.6e4", "2.3e4", "1.2e5"}, {"1.5e5", "7.5e6", "7.2e6", "3.3e7"}},
    Row{"densenet", "L2", {"0", "2.3e5", "2.3e5", "1.6e6"}, {"0", "6.9e7", "7.6e7", "4.0e8"}},
    Row{"densenet", "L3", {"5.6e3", "2.8e6", "3.0e6", "1.9e7"}, {"4.5e5", "7.6e8", "9.1e8", "4.8e9"}},
    Row{"mobilenetv2", "L6", {"9.5e2", "1.6e3", "2.0e2", "2.2e3"}, {"1.8e5", "4.5e5", "1.7e5", "1.2e6"}},
    Row{"mobilenetv2", "L5", {"2.5e3", "5.4e3", "1.4e3", "9.6e3"}, {"9.0e5", "2.8e6", "1.2e6", "6.6e6"}},
    Row{"mobilenetv2", "L4", {"8.8e3", "2.0e4", "5.1e3", "4.0e4"}, {"1.4e6", "5.9e6", "3.2e6", "2.1e7"}},
    Row{"mobilenetv2", "L3", {"2.8e4", "6.9e4", "1.6e4", "1.3e5"}, {"2.2e6", "1.5e7", "1.1e7", "7.2e7"}},
    Row{"mobilenetv2", "L2", {"1.2e5", "4.3e5", "1.5e5", "9.9e5"}, {"8.6e6", "1.0e8", "8.4e7", "6.9e8"}},
    Row{"mobilenetv2", "L1", {"3.1e5", "2.7e6", "1.2e6", "7.8e6"}, {"2.1e7", "6.3e8", "5.7e8", "4.0e9"}},
    Row{"googlenet", "L6", {"4.5e3", "6.5e3", "5.4e2", "8.3e3"}, {"1.8e6", "2.6e6", "2.8e5", "3.4e6"}},
    Row{"googlenet", "L5", {"8.8e3", "9.8e3", "3.2e2", "1.1e4"}, {"3.3e6", "3.8e6", "1.9e5", "4.3e6"}},
    Row{"googlenet", "L4", {"1.3e4", "1.7e4", "2.0e3", "2.2e4"}, {"4.9e6", "8.7e6", "1.9e6", "1.3e7"}},
    Row{"googlenet", "L3", {"4.5e4", "6.4e4", "6.3e3", "8.0e4"}, {"1.6e7", "2.9e7", "5.7e6", "4.3e7"}},
    Row{"googlenet", "L2", {"2.8e5", "3.8e5", "3.2e4", "4.9e5"}, {"1.0e8", "1.5e8", "1.9e7", "2.1e8"}},
    Row{"googlenet", "L1", {"2.4e6", "4.2e6", "6.6e5", "6.8e6"}, {"8.0e8", "1.5e9", "3.1e8", "2.5e9"}},
    Row{"pnasnet", "L3", {"2.7e3", "4.8e3", "1.2e3", "7.6e3"}, {"9.4e5", "1.8e6", "4.9e5", "2.8e6"}},
    Row{"pnasnet", "L2", {"6.8e3", "6.0e4", "3.6e4", "2.1e5"}, {"2.4e6", "1.6e7", "8.0e6", "4.4e7"}},
    Row{"pnasnet", "L1", {"1.6e4", "2.6e5", "2.2e5", "1.5e6"}, {"4.1e6", "5.1e7", "3.3e7", "2.0e8"}},
    Row{"resnext", "L3", {"3.0e3", "1.1e4", "3.9e3", "2.2e4"}, {"1.6e6", "6.1e6", "2.6e6", "1.2e7"}},
    Row{"resnext", "L2", {"1.5e4", "1.6e5", "7.4e4", "4.5e5"}, {"3.7e6", "7.0e7", "4.0e7", "2.1e8"}},
    Row{"resnext", "L1", {"1.0e5", "2.1e6", "1.1e6", "6.8e6"}, {"2.1e7", "8.5e8", "5.8e8", "2.7e9"}},
};

/** Least, mean, standard deviation and largest of values that are added one by one. */
class Moments {
 public:
  void add(double value) {
    ++count_;
    least_ = count_ == 1 ? value : std::min(least_, value);
    largest_ = std::max(largest_, value);
    const double before = value - mean_;
    mean_ += before / count_;
    squares_ += before * (value - mean_);
  }

  [[nodiscard]] Statistics result() const { return {least_, mean_, std::sqrt(squares_ / count_), largest_}; }

 private:
  int count_ = 0;
  double least_ = 0;
  double largest_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

struct Batch {
  Statistics params;
  Statistics flops;
};

Batch draw_batch(const SamplingLaw& law, NetworkBuilder& builder, std::uint64_t seed, int batch) {
  std::vector<int> values(law.space().variables().size());
  Moments params;
  Moments flops;
  for (int i = 0; i < networks; ++i) {
    law.draw(seed, static_cast<std::uint64_t>(batch) * networks + static_cast<std::uint64_t>(i), values);
    builder.reset();
    (void)law.space().run(builder, values);
    const PublishedCost cost = published_cost(builder, law.space().name());
    params.add(static_cast<double>(cost.params));
    flops.add(static_cast<double>(cost.flops));
  }
  return {params.result(), flops.result()};
}

std::vector<Batch> draw_batches(const SamplingLaw& law, const Table7Options& options) {
  std::vector<Batch> batches(static_cast<std::size_t>(options.batches));
  std::atomic<int> next = 0;
  const auto work = [&] {
    NetworkBuilder builder(law.space().input_shape(), law.space().classes());
    for (int batch = next++; batch < options.batches; batch = next++)
      batches[static_cast<std::size_t>(batch)] = draw_batch(law, builder, options.seed, batch);
  };
  const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  std::vector<std::jthread> threads;
  for (int t = 1; t < (options.threads > 0 ? options.threads : cores); ++t) threads.emplace_back(work);
  work();
  threads.clear();  // joins
  return batches;
}

/** Two-sided, of the values rounded as the table rounds. */
double p_value(double printed, const std::vector<double>& sample) {
  int below = 0;
  int above = 0;
  for (const double value : sample) {
    const double rounded = detail::leading_number(two_digits(value)).value;
    below += rounded <= printed ? 1 : 0;
    above += rounded >= printed ? 1 : 0;
  }
  return std::min(1.0, 2.0 * (std::min(below, above) + 1) / (static_cast<double>(sample.size()) + 1));
}

Comparison compare(const Row& row, const std::string& number, const char* printed, const std::vector<double>& sample) {
  const double p = p_value(detail::leading_number(printed).value, sample);
  const auto [least, largest] = std::ranges::minmax(sample);
  const bool constant = two_digits(least) == printed && two_digits(largest) == printed;
  const Verdict verdict = constant ? Verdict::exact : p >= least_p ? Verdict::agrees : Verdict::differs;
  const std::string range = two_digits(least) + " to " + two_digits(largest);
  return {row.space,
          row.law,
          number,
          printed,
          two_digits(detail::median(sample)),
          verdict,
          p,
          (verdict == Verdict::differs ? "hardly a draw of this law: batches give " : "batches give ") + range};
}

void compare(const Row& row, const std::vector<Batch>& batches, std::vector<Comparison>& comparisons) {
  std::vector<double> sample(batches.size());
  for (std::size_t s = 0; s < statistics; ++s) {
    std::ranges::transform(batches, sample.begin(), [s](const Batch& batch) { return batch.params[s]; });
    comparisons.push_back(compare(row, std::string("params ") + statistic_names[s], row.params[s], sample));
  }
  for (std::size_t s = 0; s < statistics; ++s) {
    std::ranges::transform(batches, sample.begin(), [s](const Batch& batch) { return batch.flops[s]; });
    comparisons.push_back(compare(row, std::string("flops ") + statistic_names[s], row.flops[s], sample));
  }
}

}  // namespace

std::vector<Comparison> compare_table7(const Table7Options& options, const std::function<bool(int, int)>& progress) {
  if (options.batches < least_batches)
    throw std::invalid_argument("batches must be at least " + std::to_string(least_batches) + ", not " +
                                std::to_string(options.batches));
  std::vector<Comparison> comparisons;
  int finished = 0;
  for (const Row& row : table) {
    compare(row, draw_batches(law(row.space, row.law), options), comparisons);
    if (progress && !progress(++finished, static_cast<int>(table.size()))) break;
  }
  return comparisons;
}

}  // namespace narrows::paper
