#include "narrows/split.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "narrows/random.hpp"

namespace narrows {
namespace {

/** The indices of each label. */
std::vector<std::vector<std::size_t>> members_of(std::span<const std::int32_t> labels) {
  const std::int32_t last = labels.empty() ? -1 : *std::max_element(labels.begin(), labels.end());
  std::vector<std::vector<std::size_t>> members(static_cast<std::size_t>(last + 1));
  for (std::size_t i = 0; i < labels.size(); ++i) members[static_cast<std::size_t>(labels[i])].push_back(i);
  return members;
}

/** How many of a label may be taken, and have to be. */
struct Bounds {
  std::size_t taken = 0, least = 0, most = 0;
};

std::vector<Bounds> bounds_of(std::span<const std::int32_t> labels, std::size_t keep) {
  std::vector<Bounds> bounds;
  for (const auto& members : members_of(labels)) {
    const std::size_t most = members.size() - std::min(keep, members.size());
    bounds.push_back({.taken = 0, .least = std::min<std::size_t>(1, most), .most = most});
  }
  return bounds;
}

}  // namespace

std::vector<std::size_t> stratified_order(std::span<const std::int32_t> labels, std::uint64_t seed) {
  std::vector<std::vector<std::size_t>> members = members_of(labels);
  std::vector<std::pair<double, std::size_t>> keyed;  // each label's members evenly over (0, 1)
  keyed.reserve(labels.size());
  for (std::size_t label = 0; label < members.size(); ++label) {
    auto& of_label = members[label];
    Random random(seed, label);
    for (std::size_t i = of_label.size(); i > 1; --i) {
      std::swap(of_label[i - 1], of_label[static_cast<std::size_t>(random.uniform(0, static_cast<int>(i) - 1))]);
    }
    const auto size = static_cast<double>(of_label.size());
    for (std::size_t i = 0; i < of_label.size(); ++i)
      keyed.emplace_back((static_cast<double>(i) + 0.5) / size, of_label[i]);
  }
  std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });

  std::vector<std::size_t> order(keyed.size());
  std::transform(keyed.begin(), keyed.end(), order.begin(), [](const auto& entry) { return entry.second; });
  return order;
}

std::vector<std::size_t> stratified_share(std::span<const std::int32_t> labels, double share, std::uint64_t seed,
                                          std::size_t keep) {
  std::vector<std::size_t> taken;
  if (share <= 0) return taken;
  const auto wanted = static_cast<std::size_t>(std::llround(share * static_cast<double>(labels.size())));
  std::vector<Bounds> bounds = bounds_of(labels, keep);
  std::size_t place = 0;
  for (const std::size_t index : stratified_order(labels, seed)) {
    Bounds& label = bounds[static_cast<std::size_t>(labels[index])];
    if (++place > wanted ? label.taken >= label.least : label.taken >= label.most) continue;
    ++label.taken;
    taken.push_back(index);
  }
  std::sort(taken.begin(), taken.end());
  return taken;
}

std::vector<std::size_t> all_but(std::span<const std::size_t> taken, std::size_t count) {
  std::vector<std::size_t> rest;
  for (std::size_t i = 0; i < count; ++i) {
    if (!taken.empty() && taken.front() == i) {
      taken = taken.subspan(1);
    } else {
      rest.push_back(i);
    }
  }
  return rest;
}

}  // namespace narrows
