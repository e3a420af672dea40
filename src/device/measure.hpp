#pragma once

#include "json.hpp"
#include "narrows/inference_timer.hpp"

namespace narrows::device {

/** What may be asked of a measurement. */
struct MeasureOptions {
  TimerOptions timer;
  bool per_operator = false;
};

constexpr int most_repeats = 100'000;
/** Threads beyond the processors would wait for one another. */
[[nodiscard]] int most_threads();

/** {"latency": {...}}. */
[[nodiscard]] Json measure(const Model& model, const MeasureOptions& options);

}  // namespace narrows::device
