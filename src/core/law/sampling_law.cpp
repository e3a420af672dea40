#include "narrows/sampling_law.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/parallel.hpp"
#include "law/box_union.hpp"
#include "law/cost_counter.hpp"
#include "law/range.hpp"
#include "law/sampler.hpp"

namespace narrows {

namespace {

std::vector<Box> box_of(const SearchSpace& space, const NamedRanges& named) {
  const std::vector<Variable>& variables = space.variables();
  std::vector<Range> ranges;
  for (const Variable& variable : variables) ranges.push_back(full_range(variable));
  for (const auto& [name, range] : named) {
    bool known = false;
    for (std::size_t v = 0; v < variables.size(); ++v) {
      if (variables[v].name() != name && variables[v].group() != name) continue;
      ranges[v] = range;
      known = true;
    }
    if (!known) throw std::invalid_argument("space " + space.name() + " has no variable \"" + name + "\"");
  }
  return {Box{.weight = 1, .ranges = std::move(ranges)}};
}

void check(const SearchSpace& space, const std::vector<Box>& boxes) {
  if (boxes.empty()) throw std::invalid_argument("a law needs at least one box");
  for (const Box& box : boxes) {
    if (!(box.weight > 0) || !std::isfinite(box.weight))
      throw std::invalid_argument("a box's weight must be positive and finite, is " + std::to_string(box.weight));
    if (box.ranges.size() != space.variables().size())
      throw std::invalid_argument("a box of space " + space.name() + " needs " +
                                  std::to_string(space.variables().size()) + " ranges, has " +
                                  std::to_string(box.ranges.size()));
    for (std::size_t v = 0; v < box.ranges.size(); ++v) {
      check_range(space.variables(), v, box.ranges);
      const std::string& over = box.ranges[v].over;
      if (over != boxes.front().ranges[v].over)
        throw std::invalid_argument("variable " + space.variables()[v].name() +
                                    " must be bounded by the same variable in all boxes of a law");
    }
  }
}

/** One way to write each range, so that equal laws compare equal. */
void normalise(std::vector<Box>& boxes) {
  for (Box& box : boxes)
    for (Range& range : box.ranges) {
      if (!range.options.empty())
        range = {.low = range.options.front(), .high = range.options.back(), .options = range.options};
      if (range.over.empty()) range.limit = 0;
    }
}

/** What the builder must keep so that the columns asked for can be filled. */
Keep keep_for(const CostColumns& columns) {
  Keep keep = Keep::counts;
  for (const CostField field : cost_fields)
    if (columns[field] != nullptr) keep = std::max(keep, keep_for(field));
  return keep;
}

}  // namespace

SamplingLaw::SamplingLaw(SearchSpace space, std::vector<Box> boxes) : space_(std::move(space)) {
  check(space_, boxes);
  normalise(boxes);
  sampler_ = std::make_shared<const Sampler>(space_.variables(), boxes);
  boxes_ = std::make_shared<const std::vector<Box>>(std::move(boxes));
}

SamplingLaw::SamplingLaw(const SearchSpace& space, const NamedRanges& ranges)
    : SamplingLaw(space, box_of(space, ranges)) {}

SamplingLaw SamplingLaw::uniform(const SearchSpace& space) { return {space, NamedRanges{}}; }

void SamplingLaw::draw(std::uint64_t seed, std::uint64_t index, std::span<int> values) const {
  if (values.size() != sampler_->variables())
    throw std::invalid_argument("draw needs room for " + std::to_string(sampler_->variables()) + " values, has " +
                                std::to_string(values.size()));
  sampler_->draw(seed, index, values);
}

std::vector<Architecture> SamplingLaw::sample(std::size_t count, std::uint64_t seed, std::size_t first) const {
  std::vector<Architecture> drawn;
  drawn.reserve(count);
  std::vector<int> values(sampler_->variables());
  for (std::size_t i = first; i < first + count; ++i) {
    sampler_->draw(seed, i, values);
    drawn.emplace_back(space_.schema(), values);
  }
  return drawn;
}

std::vector<Cost> SamplingLaw::costs(std::size_t count, std::uint64_t seed, std::span<const CostField> fields,
                                     int threads) const {
  std::vector<Cost> costs(count);
  if (count == 0) return costs;
  CostColumns columns{.stride = sizeof(Cost) / sizeof(std::int64_t)};
  std::size_t index = 0;
  Cost::for_each_field([&](const char*, auto member) {
    const CostField field = cost_fields[index++];
    if (std::ranges::find(fields, field) != fields.end()) columns[field] = &(costs[0].*member);
  });
  fill_costs(columns, count, seed, threads);
  return costs;
}

void SamplingLaw::fill_costs(const CostColumns& columns, std::size_t count, std::uint64_t seed, int threads) const {
  if (threads < 1) throw std::invalid_argument("threads must be at least 1, is " + std::to_string(threads));
  parallel_for(count, threads, [&](std::size_t begin, std::size_t end) {
    CostCounter counter(space_, keep_for(columns));
    std::vector<int> values(sampler_->variables());
    for (std::size_t i = begin; i < end; ++i) {
      sampler_->draw(seed, i, values);
      counter(values);
      const Cost cost = counter.cost();
      const std::size_t row = i * columns.stride;
      for (const CostField field : cost_fields)
        if (columns[field] != nullptr) columns[field][row] = cost[field];
    }
  });
}

std::string SamplingLaw::cardinality() const { return union_size(space_.variables(), *boxes_).str(); }

double SamplingLaw::log10_cardinality() const {
  const std::string digits = cardinality();
  const std::string head = digits.substr(0, 17);
  return std::log10(std::stod(head)) + static_cast<double>(digits.size() - head.size());
}

bool SamplingLaw::contains(std::span<const int> values) const {
  const std::vector<Variable>& variables = space_.variables();
  if (values.size() != variables.size()) return false;
  return std::ranges::any_of(*boxes_, [&](const Box& box) {
    for (std::size_t v = 0; v < values.size(); ++v)
      if (!range_contains(variables, box.ranges[v], values[v], values)) return false;
    return true;
  });
}

}  // namespace narrows
