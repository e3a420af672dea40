#include "probe.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

namespace narrows::timing {
namespace {

constexpr std::size_t values = 4096;  ///< 16 KiB: in the first cache of any processor.
constexpr int passes = 75;
constexpr std::size_t copied_bytes = std::size_t{1} << 20;
constexpr std::size_t tries = 3;

/** As many independent sums as hide the latency of an addition, so that the units are the limit, as in a network. */
float multiply_and_add(const float* data, float factor) {
  constexpr std::size_t lanes = 64;
  std::array<float, lanes> sums{};
  for (std::size_t i = 0; i < values; i += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += factor * data[i + lane];
  float sum = 0;
  for (const float each : sums) sum += each;
  return sum;
}

/** Keeps the compiler from leaving out what nobody reads. */
void keep(const void* value) { asm volatile("" : : "g"(value) : "memory"); }

template <class Work>
double median_ms(const Work& work) {
  std::array<double, tries> times;
  work();  // what ran before has left the caches to others
  for (double& time : times) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    time = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  }
  std::ranges::nth_element(times, times.begin() + tries / 2);
  return times[tries / 2];
}

}  // namespace

Probe::Probe() : values_(values, 1e-3F), bytes_(2 * copied_bytes, 1) {}

ProbeTime Probe::operator()() const {
  const auto compute = [&] {
    float factor = 1;
    for (int pass = 0; pass < passes; ++pass) {
      factor = multiply_and_add(values_.data(), factor) > 0 ? 1.0F : 0.5F;
      keep(&factor);
    }
  };
  const auto copy = [&] {
    std::memcpy(bytes_.data(), bytes_.data() + copied_bytes, copied_bytes);
    keep(bytes_.data());
  };
  ProbeTime time;
  time.compute_ms = median_ms(compute);
  time.memory_ms = median_ms(copy);
  return time;
}

}  // namespace narrows::timing
