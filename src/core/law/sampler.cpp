#include "law/sampler.hpp"

#include <algorithm>

#include "law/range.hpp"

namespace narrows {

SamplingLaw::Sampler::Sampler(const std::vector<Variable>& all, const std::vector<Box>& boxes)
    : variables_(all.size()) {
  double total = 0;
  for (const Box& box : boxes) total += box.weight;
  double sum = 0;
  for (const Box& box : boxes) {
    sum += box.weight;
    ends_.push_back(static_cast<std::uint64_t>(sum / total * 0x1p32));
    for (std::size_t v = 0; v < variables_; ++v) add(all, v, box.ranges[v]);
  }
  ends_.back() = std::uint64_t{1} << 32;
}

void SamplingLaw::Sampler::add(const std::vector<Variable>& all, std::size_t v, const Range& range) {
  Axis axis{
      .low = range.low, .step = range.step, .count = static_cast<std::uint32_t>(range_size(range)), .high = range.high};
  if (!range.options.empty()) {
    axis.options = static_cast<int>(options_.size());
    options_.insert(options_.end(), range.options.begin(), range.options.end());
  } else if (!range.over.empty()) {
    axis.over = static_cast<int>(variable_index(all, range.over));
    axis.limit = range.limit;
    axis.inclusive = range.inclusive;
    if (std::ranges::find(bounded_, v) == bounded_.end()) bounded_.push_back(v);
  }
  axes_.push_back(axis);
}

std::size_t SamplingLaw::Sampler::pick_box(RandomWords& random) const {
  if (ends_.size() == 1) return 0;
  return static_cast<std::size_t>(std::ranges::upper_bound(ends_, random.next()) - ends_.begin());
}

void SamplingLaw::Sampler::draw(std::uint64_t seed, std::uint64_t index, std::span<int> values) const {
  RandomWords random(seed, index, variables_ + (ends_.size() > 1 ? 1 : 0));
  const Axis* const first = axes_.data() + pick_box(random) * variables_;
  for (std::size_t v = 0; v < variables_; ++v) {
    const Axis& axis = first[v];
    if (axis.over >= 0) continue;
    const int level = pick(random, axis.count);
    values[v] = axis.options < 0 ? axis.low + level * axis.step
                                 : options_[static_cast<std::size_t>(axis.options) + static_cast<std::size_t>(level)];
  }
  for (const std::size_t v : bounded_) {
    const Axis& axis = first[v];
    if (axis.over < 0) continue;
    const int high = bounded_high(axis.high, axis.limit, axis.inclusive, values[static_cast<std::size_t>(axis.over)]);
    values[v] = axis.low + axis.step * pick(random, static_cast<std::uint32_t>((high - axis.low) / axis.step + 1));
  }
}

}  // namespace narrows
