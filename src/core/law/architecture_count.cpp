#include "narrows/architecture_count.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "law/evaluator.hpp"
#include "narrows/random.hpp"

namespace narrows {
namespace {

constexpr int sweeps = 2;  ///< Moves of every variable between two levels.
constexpr int most_levels = 2000;

double log10_size(const SearchSpace& space) {
  double sum = 0;
  for (const Variable& variable : space.variables()) sum += std::log10(variable.size());
  return sum;
}

ArchitectureCount count_all(const SearchSpace& space, const TargetRegion& region) {
  Evaluator evaluator(space, region);
  const std::vector<Variable>& variables = space.variables();
  std::vector<int> levels(variables.size());
  std::vector<int> values;
  for (const Variable& variable : variables) values.push_back(variable.value(0));
  std::int64_t count = 0;
  for (std::size_t v = 0; v < levels.size();) {
    evaluator(values);
    count += region.inside(evaluator.coordinates());
    for (v = 0; v < levels.size(); ++v) {  // the next one, like an odometer
      levels[v] = levels[v] + 1 < variables[v].size() ? levels[v] + 1 : 0;
      values[v] = variables[v].value(levels[v]);
      if (levels[v] != 0) break;
    }
  }
  return {.log10_count = std::log10(static_cast<double>(count)), .exact = true};
}

/** A population of architectures that comes nearer to the targets level by level. */
class Splitting {
 public:
  Splitting(const SearchSpace& space, const TargetRegion& region, const ArchitectureCountOptions& options)
      : variables_(space.variables()), region_(region), evaluator_(space, region), random_(options.seed) {
    for (int i = 0; i < options.population; ++i) {
      Member member;
      for (const Variable& variable : variables_) member.values.push_back(any(variable));
      member.miss = miss(member.values);
      members_.push_back(std::move(member));
    }
  }

  ArchitectureCount count(double log10_total) {
    const auto size = static_cast<double>(members_.size());
    double log10_share = 0;
    double variance = 0;
    for (int i = 0; i < most_levels; ++i) {
      std::ranges::stable_sort(members_, {}, &Member::miss);
      const double level = members_[members_.size() / 2].miss;
      const auto kept = static_cast<std::size_t>(
          std::ranges::count_if(members_, [&](const Member& member) { return member.miss <= level; }));
      const double share = static_cast<double>(kept) / size;
      log10_share += std::log10(share);
      variance += (1 - share) / share / size;
      if (level == 0) return {log10_total + log10_share, std::sqrt(variance) / std::numbers::ln10, false};
      for (std::size_t k = kept; k < members_.size(); ++k) members_[k] = members_[k % kept];
      for (Member& member : members_) move(member, level);
    }
    return {-std::numeric_limits<double>::infinity(), 0, false};
  }

 private:
  struct Member {
    std::vector<int> values;
    double miss = 0;
  };

  int any(const Variable& variable) { return variable.value(random_.uniform(0, variable.size() - 1)); }

  double miss(const std::vector<int>& values) {
    evaluator_(values);
    // A value at the very end of an interval is no miss, but not inside either.
    return region_.inside(evaluator_.coordinates()) ? 0 : std::max(region_.miss(evaluator_.coordinates()), 1e-9);
  }

  void move(Member& member, double level) {
    for (int sweep = 0; sweep < sweeps; ++sweep)
      for (std::size_t v = 0; v < variables_.size(); ++v) {
        const int own = member.values[v];
        member.values[v] = any(variables_[v]);
        const double missed = miss(member.values);
        if (missed <= level)
          member.miss = missed;
        else
          member.values[v] = own;
      }
  }

  const std::vector<Variable>& variables_;
  const TargetRegion& region_;
  Evaluator evaluator_;
  Random random_;
  std::vector<Member> members_;
};

}  // namespace

ArchitectureCount count_architectures(const SearchSpace& space, const std::vector<Target>& targets,
                                      const ArchitectureCountOptions& options) {
  if (targets.empty()) throw std::invalid_argument("targets must not be empty");
  if (options.population < 10)
    throw std::invalid_argument("population must be at least 10, is " + std::to_string(options.population));
  const TargetRegion region(targets);
  const double log10_total = log10_size(space);
  if (log10_total <= std::log10(static_cast<double>(options.exact_up_to)) + 1e-9) return count_all(space, region);
  return Splitting(space, region, options).count(log10_total);
}

}  // namespace narrows
