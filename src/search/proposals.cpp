#include <algorithm>
#include <stdexcept>

#include "narrows/fingerprint.hpp"
#include "search_state.hpp"

// With choose "proposer": networks to train are named one after another, while the search runs.
namespace narrows {
namespace {

/** The candidate of that name, which may be trained and has not been chosen yet. */
Candidate& proposable(std::vector<Candidate>& candidates, const std::string& name) {
  const auto found = std::ranges::find(candidates, name, &Candidate::name);
  const auto refuse = [&](const std::string& why) { throw std::invalid_argument("propose: '" + name + "' " + why); };
  if (found == candidates.end()) refuse("is no candidate of this search");
  if (!found->inside) refuse("does not keep the limits");
  if (found->rank >= 0) refuse("was proposed before");
  return *found;
}

}  // namespace

bool Search::State::open_to_proposals() const {
  const bool ended = !file.proposals.empty() && file.proposals.back().empty();
  return options.choose == Choose::proposer && !ended && static_cast<int>(works.size()) < options.train;
}

void Search::State::propose(const std::vector<std::string>& names) {
  if (!open_to_proposals()) throw std::invalid_argument("propose: this search takes no more proposals");
  if (static_cast<int>(works.size() + names.size()) > options.train)
    throw std::invalid_argument("propose: " + std::to_string(options.train) + " networks are trained in all, not " +
                                std::to_string(works.size() + names.size()));
  std::vector<Candidate> candidates = file.plan.candidates;
  auto rank = static_cast<int>(works.size());
  for (const std::string& name : names) proposable(candidates, name).rank = rank++;
  file.plan.candidates = std::move(candidates);
  file.proposals.push_back(names);
  file.fingerprints = fingerprints();
  save();
  load_works();
}

}  // namespace narrows
