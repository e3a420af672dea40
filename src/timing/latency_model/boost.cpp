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
  StepFeatures features;
  double ms;  ///< As predicted so far, all alike together.
  int leaf = 0;
};

/** Sums over the groups that a set of steps belongs to: what one factor for all of them would gain. */
class Side {
 public:
  explicit Side(std::size_t groups) : shares_(groups) {}

  void add(int group, double weighted_residual, double weight, double share) {
    double& all = shares_[static_cast<std::size_t>(group)];
    gradient_ += weighted_residual * share;
    curvature_ += weight * share * (2 * all + share);
    all += share;
    count_ += share < 0 ? -1 : 1;
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

/** Grows the trees of one kind of step. */
class Grower {
 public:
  Grower(std::vector<Sample> samples, std::vector<GroupState>& groups, const BoostOptions& options)
      : samples_(std::move(samples)), groups_(groups), options_(options), left_(groups.size()), right_(groups.size()) {
    for (std::size_t f = 0; f < step_features; ++f) {
      order_[f].resize(samples_.size());
      std::iota(order_[f].begin(), order_[f].end(), std::size_t{0});
      std::ranges::stable_sort(order_[f], {}, [&](std::size_t i) { return samples_[i].features[f]; });
    }
  }

  /** One more tree; the groups' predictions follow it. Empty where no leaf would gain. */
  StepTree grow() {
    StepTree tree;
    tree.nodes.emplace_back();
    for (Sample& sample : samples_) sample.leaf = 0;
    int first = 0;
    for (int depth = 0; depth < options_.depth; ++depth) {
      const auto end = static_cast<int>(tree.nodes.size());
      for (int leaf = first; leaf < end; ++leaf) divide(tree, leaf);
      first = end;
    }
    for (int leaf = 0; leaf < static_cast<int>(tree.nodes.size()); ++leaf)
      if (tree.nodes[static_cast<std::size_t>(leaf)].feature < 0) set_value(tree, leaf);
    apply(tree);
    return tree;
  }

 private:
  [[nodiscard]] GroupState& group_of(const Sample& sample) { return groups_[static_cast<std::size_t>(sample.group)]; }

  void add(Side& side, const Sample& sample, double sign) {
    const GroupState& group = group_of(sample);
    side.add(sample.group, group.weight * group.residual(), group.weight, sign * sample.ms / group.predicted_ms);
  }

  void fill(Side& side, int leaf) {
    side.clear();
    for (const Sample& sample : samples_)
      if (sample.leaf == leaf) add(side, sample, 1);
  }

  Split best_split(int leaf) {
    Split best;
    for (std::size_t f = 0; f < step_features; ++f) {
      left_.clear();
      fill(right_, leaf);
      const double whole = right_.gain(options_.ridge);
      float before = 0;
      for (const std::size_t i : order_[f]) {
        const Sample& sample = samples_[i];
        if (sample.leaf != leaf) continue;
        const float value = sample.features[f];
        if (left_.count() >= options_.fewest && right_.count() >= options_.fewest && value > before) {
          const double gain = left_.gain(options_.ridge) + right_.gain(options_.ridge) - whole;
          if (gain > best.gain + 1e-12) best = {gain, static_cast<int>(f), std::midpoint(before, value)};
        }
        add(right_, sample, -1);
        add(left_, sample, 1);
        before = value;
      }
    }
    return best;
  }

  void divide(StepTree& tree, int leaf) {
    const Split split = best_split(leaf);
    if (split.feature < 0) return;
    const auto left = static_cast<int>(tree.nodes.size());
    tree.nodes[static_cast<std::size_t>(leaf)] = {
        .feature = split.feature, .below = split.below, .left = left, .right = left + 1};
    tree.nodes.resize(tree.nodes.size() + 2);
    for (Sample& sample : samples_)
      if (sample.leaf == leaf)
        sample.leaf = sample.features[static_cast<std::size_t>(split.feature)] < split.below ? left : left + 1;
  }

  void set_value(StepTree& tree, int leaf) {
    fill(left_, leaf);
    const double value = std::clamp(options_.rate * left_.step(options_.ridge), -0.5, 0.5);
    tree.nodes[static_cast<std::size_t>(leaf)].value =
        static_cast<float>(std::round(value * 1e6) / 1e6);  // as files have it
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
  std::array<std::vector<std::size_t>, step_features> order_;
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
      samples[static_cast<std::size_t>(part.step.kind)].push_back({static_cast<int>(g), features_of(part.step), ms});
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
