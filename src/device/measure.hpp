#pragma once

#include <span>
#include <vector>

#include "json.hpp"
#include "narrows/inference_timer.hpp"

namespace narrows::device {

/** What may be asked of a measurement. */
struct MeasureOptions {
  TimerOptions timer;
  bool per_operator = false;
};

constexpr int most_repeats = 100'000;
constexpr int most_blocks = 10'000;
constexpr int most_cpus = 1024;
/** Threads beyond the processors would wait for one another. */
[[nodiscard]] int most_threads();

/** For each model {"latency": {...}} and, where asked for, "operators": [...]; blocks of all models in turn. */
[[nodiscard]] std::vector<Json> measure(std::span<const Model> models, const MeasureOptions& options,
                                        const BlockCallback& progress = {});

}  // namespace narrows::device
