#include "narrows/search_plan.hpp"

#include <algorithm>
#include <stdexcept>

#include "choice.hpp"

namespace narrows {
namespace {

struct SpacePlan {
  PlannedLaw law;
  std::vector<Candidate> candidates;
};

double value(const Resource& resource, const SearchSpace& space, const Architecture& architecture, const Cost& cost) {
  return resource.field() ? static_cast<double>(cost[*resource.field()]) : resource.value(space.build(architecture));
}

/** Below the limits and inside the bands; an invalid network, which costs nothing, never is. */
bool inside(const SearchOptions& options, const SearchSpace& space, const Architecture& architecture,
            const Cost& cost) {
  if (cost.parameters == 0) return false;
  return std::ranges::all_of(options.all_targets(), [&](const Target& target) {
    const double found = value(target.resource(), space, architecture, cost);
    return target.kind() == Target::Kind::limit ? found < target.high() : target.contains(found);
  });
}

PlannedLaw planned(const SearchSpace& space, const LawResult& found) {
  return {space.name(),  found.law.to_json(), found.share_inside, found.log10_cardinality,
          found.message, found.seconds,       found.history};
}

std::vector<Candidate> draw(const SearchOptions& options, const SearchSpace& space, const SamplingLaw& law, int count) {
  std::vector<Candidate> candidates;
  for (const Architecture& architecture : law.sample(static_cast<std::size_t>(count), options.seed)) {
    const std::string name = space.name() + "-" + std::to_string(candidates.size());
    const StoredNetwork network = StoredNetwork::of(space, architecture);
    candidates.push_back({name, network, inside(options, space, architecture, network.cost), -1});
  }
  return candidates;
}

SpacePlan plan_space(const SearchOptions& options, const SearchSpace& space, int count, const PlanCallback& progress) {
  LawSearchOptions how;
  how.seed = options.seed;
  how.threads = options.threads;
  const LawResult found = GeneticLawOptimizer(space, options.all_targets(), how).run([&](const LawProgress& now) {
    return !progress || progress(space.name(), now);
  });
  if (found.interrupted) throw Interrupted();
  return {planned(space, found), draw(options, space, found.law, count)};
}

SearchPlan join(const SearchOptions& options, std::vector<SpacePlan> plans, std::vector<std::string> notes) {
  SearchPlan plan;
  plan.notes = std::move(notes);
  for (SpacePlan& part : plans) {
    plan.laws.push_back(std::move(part.law));
    std::move(part.candidates.begin(), part.candidates.end(), std::back_inserter(plan.candidates));
  }
  plan.choice = choose(options, plan.candidates);
  const auto found = static_cast<int>(plan.chosen().size());
  if (found < options.train && options.choose != Choose::proposer) {
    plan.notes.push_back("only " + std::to_string(found) + " different candidates keep the limits: training these");
  }
  return plan;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "; ") + line;
  return text;
}

}  // namespace

std::vector<Candidate> SearchPlan::chosen() const {
  std::vector<Candidate> result;
  std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(result),
               [](const Candidate& candidate) { return candidate.rank >= 0; });
  std::sort(result.begin(), result.end(), [](const Candidate& a, const Candidate& b) { return a.rank < b.rank; });
  return result;
}

int SearchPlan::inside() const {
  return static_cast<int>(
      std::count_if(candidates.begin(), candidates.end(), [](const Candidate& candidate) { return candidate.inside; }));
}

SearchPlan make_plan(const SearchOptions& options, const PlanCallback& progress) {
  options.validate();
  const auto spaces = static_cast<int>(options.spaces.size());
  std::vector<SpacePlan> plans;
  std::vector<std::string> notes;
  for (int i = 0; i < spaces; ++i) {
    const int count = options.candidates / spaces + (i < options.candidates % spaces ? 1 : 0);
    try {
      plans.push_back(plan_space(options, options.spaces[static_cast<std::size_t>(i)], count, progress));
    } catch (const std::invalid_argument& error) {
      notes.push_back(options.spaces[static_cast<std::size_t>(i)].name() + ": " + error.what());
    }
  }
  if (plans.empty()) throw std::invalid_argument(joined(notes));
  return join(options, std::move(plans), std::move(notes));
}

}  // namespace narrows
