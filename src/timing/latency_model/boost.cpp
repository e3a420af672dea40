#include <algorithm>
#include <cmath>
#include <numeric>

#include "step_fit.hpp"

namespace narrows::timing {
namespace {

/** What is known of a group while trees are grown. */
struct GroupState {
  double ms;
  double weight;
  double predicted_ms = 0;
  [[nodiscard]] double residual() const { return std::log(ms / predicted_ms); }
};

struct Sample {
  int group;
  int shared;  ///< Place among the groups that have several samples here; -1: it is alone in its group.
  StepFeatures features;
  double ms;  ///< As predicted so far, all alike together.
  int leaf = 0;
  /** While a tree is grown. @{ */
  double share = 0;
  double weight = 0;
  double pull = 0;  ///< Weight times residual times share.
  /** @} */
};

/** Sums over the groups that a set of steps belongs to: what one factor for all of them would gain. */
class Side {
 public:
  explicit Side(std::size_t shared_groups) : shares_(shared_groups) {}

  void add(const Sample& sample, double sign) {
    double all = sign < 0 ? sample.share : 0;  // of this group on this side so far
    const double change = sign * sample.share;
    if (sample.shared >= 0) {
      all = shares_[static_cast<std::size_t>(sample.shared)];
      shares_[static_cast<std::size_t>(sample.shared)] += change;
    }
    gradient_ += sign * sample.pull;
    curvature_ += sample.weight * change * (2 * all + change);
    count_ += sign < 0 ? -1 : 1;
  }
  void clear() {
    std::ranges::fill(shares_, 0.0);
    gradient_ = curvature_ = 0;
    count_ = 0;
  }
  [[nodiscard]] int count() const { return count_; }
  [[nodiscard]] double step(double ridge) const { return gradient_ / (curvature_ + ridge); }
  [[nodiscard]] double gain(double ridge) const { return gradient_ * gradient_ / (curvature_ + ridge); }

 private:
  std::vector<double> shares_;
  double gradient_ = 0;
  double curvature_ = 0;
  int count_ = 0;
};

struct Split {
  double gain = 0;
  int feature = -1;
  float below = 0;
};

/** Numbers the groups that have several of these samples; returns how many there are. */
std::size_t number_shared(std::vector<Sample>& samples, std::size_t groups) {
  std::vector<int> count(groups);
  for (const Sample& sample : samples) ++count[static_cast<std::size_t>(sample.group)];
  std::vector<int> number(groups, -1);
  int numbered = 0;
  for (std::size_t g = 0; g < groups; ++g)
    if (count[g] > 1) number[g] = numbered++;
  for (Sample& sample : samples) sample.shared = number[static_cast<std::size_t>(sample.group)];
  return static_cast<std::size_t>(numbered);
}

/** Grows the trees of one kind of step. */
class Grower {
 public:
  Grower(std::vector<Sample> samples, std::vector<GroupState>& groups, const BoostOptions& options)
      : samples_(std::move(samples)),
        groups_(groups),
        options_(options),
        left_(number_shared(samples_, groups.size())),
        right_(left_) {
    for (std::size_t f = 0; f < step_features; ++f) {
      sorted_[f].resize(samples_.size());
      std::iota(sorted_[f].begin(), sorted_[f].end(), 0);
      std::ranges::stable_sort(sorted_[f], {}, [&](int i) { return at(i).features[f]; });
    }
  }

  /** One more tree; the groups' predictions follow it. */
  StepTree grow() {
    look_at_groups();
    order_ = sorted_;
    StepTree tree;
    tree.nodes.emplace_back();
    divide(tree, 0, 0, static_cast<int>(samples_.size()), 0);
    apply(tree);
    return tree;
  }

 private:
  [[nodiscard]] Sample& at(int i) { return samples_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] GroupState& group_of(const Sample& sample) { return groups_[static_cast<std::size_t>(sample.group)]; }
  [[nodiscard]] std::span<int> part(std::size_t feature, int begin, int end) {
    return std::span(order_[feature]).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  }

  void look_at_groups() {
    for (Sample& sample : samples_) {
      const GroupState& group = group_of(sample);
      sample.share = sample.ms / group.predicted_ms;
      sample.weight = group.weight;
      sample.pull = group.weight * std::clamp(group.residual(), -options_.far, options_.far) * sample.share;
    }
  }

  void fill(Side& side, int begin, int end) {
    side.clear();
    for (const int i : part(0, begin, end)) side.add(at(i), 1);
  }

  Split best_split(int begin, int end) {
    Split best;
    fill(whole_, begin, end);
    for (std::size_t f = 0; f < step_features; ++f) {
      const std::span<int> order = part(f, begin, end);
      if (at(order.front()).features[f] == at(order.back()).features[f]) continue;
      left_.clear();
      right_ = whole_;
      float before = 0;
      for (const int i : order) {
        const Sample& sample = at(i);
        const float value = sample.features[f];
        if (left_.count() >= options_.fewest && right_.count() >= options_.fewest && value > before) {
          const double gain = left_.gain(options_.ridge) + right_.gain(options_.ridge) - whole_.gain(options_.ridge);
          if (gain > best.gain + 1e-12) best = {gain, static_cast<int>(f), std::midpoint(before, value)};
        }
        right_.add(sample, -1);
        left_.add(sample, 1);
        before = value;
      }
    }
    return best;
  }

  /** The samples of a node are those between `begin` and `end` in every order. */
  void divide(StepTree& tree, int node, int begin, int end, int depth) {
    const Split split = depth < options_.depth && end - begin >= 2 * options_.fewest ? best_split(begin, end) : Split{};
    if (split.feature < 0) return set_value(tree, node, begin, end);
    const auto goes_left = [&](int i) { return at(i).features[static_cast<std::size_t>(split.feature)] < split.below; };
    for (std::size_t f = 0; f < step_features; ++f) std::ranges::stable_partition(part(f, begin, end), goes_left);
    const auto middle = static_cast<int>(std::ranges::count_if(part(0, begin, end), goes_left)) + begin;
    const auto left = static_cast<int>(tree.nodes.size());
    tree.nodes[static_cast<std::size_t>(node)] = {
        .feature = split.feature, .below = split.below, .left = left, .right = left + 1};
    tree.nodes.resize(tree.nodes.size() + 2);
    divide(tree, left, begin, middle, depth + 1);
    divide(tree, left + 1, middle, end, depth + 1);
  }

  void set_value(StepTree& tree, int leaf, int begin, int end) {
    fill(left_, begin, end);
    const double value = std::clamp(options_.rate * left_.step(options_.ridge), -0.5, 0.5);
    tree.nodes[static_cast<std::size_t>(leaf)].value =
        static_cast<float>(std::round(value * 1e6) / 1e6);  // as files have it
    for (const int i : part(0, begin, end)) at(i).leaf = leaf;
  }

  void apply(const StepTree& tree) {
    for (Sample& sample : samples_) {
      const double before = sample.ms;
      sample.ms *= std::exp(tree.nodes[static_cast<std::size_t>(sample.leaf)].value);
      group_of(sample).predicted_ms += sample.ms - before;
    }
  }

  std::vector<Sample> samples_;
  std::vector<GroupState>& groups_;
  BoostOptions options_;
  Side left_;
  Side right_;
  Side whole_ = left_;
  std::array<std::vector<int>, step_features> sorted_;  ///< Samples by each feature.
  std::array<std::vector<int>, step_features> order_;   ///< The same, node by node of the tree that grows.
};

}  // namespace

void boost(StepModel& model, std::span<const FitGroup> groups, const BoostOptions& options) {
  std::vector<GroupState> states;
  std::array<std::vector<Sample>, step_kinds> samples;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    states.push_back({groups[g].ms, groups[g].weight});
    for (const FitPart& part : groups[g].parts) {
      const double ms = part.times * model(part.step);
      states.back().predicted_ms += ms;
      samples[static_cast<std::size_t>(part.step.kind)].push_back(
          {static_cast<int>(g), -1, features_of(part.step), ms});
    }
    states.back().predicted_ms = std::max(states.back().predicted_ms, 1e-9);
  }
  std::vector<std::pair<StepKind, Grower>> growers;
  for (int kind = 1; kind < step_kinds; ++kind)
    if (auto& own = samples[static_cast<std::size_t>(kind)]; static_cast<int>(own.size()) >= 2 * options.fewest)
      growers.emplace_back(static_cast<StepKind>(kind), Grower(std::move(own), states, options));
  for (int round = 0; round < options.rounds; ++round)
    for (auto& [kind, grower] : growers) model.kind(kind).trees.push_back(grower.grow());
}

}  // namespace narrows::timing
