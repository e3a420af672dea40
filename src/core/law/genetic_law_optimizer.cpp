#include "narrows/genetic_law_optimizer.hpp"

#include <algorithm>
#include <stdexcept>

#include "law/flat_law.hpp"
#include "law/law_search.hpp"

namespace narrows {
namespace {

void require(bool valid, const std::string& option, const std::string& rule, double value) {
  if (!valid) throw std::invalid_argument(option + " must be " + rule + ", is " + std::to_string(value));
}

}  // namespace

GeneticLawOptimizer::GeneticLawOptimizer(SearchSpace space, std::vector<Target> targets, LawSearchOptions options)
    : space_(std::move(space)), targets_(std::move(targets)), options_(options) {
  if (targets_.empty()) throw std::invalid_argument("targets must not be empty: give a Limit, a Band or a Flat");
  const auto flat = std::ranges::count_if(targets_, [](const Target& t) { return t.kind() == Target::Kind::flat; });
  if (flat > 1) throw std::invalid_argument("only one target can be Flat");
  require(options_.population >= 2, "population", "at least 2", options_.population);
  require(options_.generations >= 1, "generations", "at least 1", options_.generations);
  require(options_.samples >= 8, "samples", "at least 8", options_.samples);
  require(options_.share > 0 && options_.share < 1, "share", "above 0 and below 1", options_.share);
  require(options_.max_boxes >= 1, "max_boxes", "at least 1", options_.max_boxes);
  require(options_.threads >= 1, "threads", "at least 1", options_.threads);
}

LawResult GeneticLawOptimizer::run(const LawCallback& progress) const {
  if (std::ranges::count(targets_, Target::Kind::flat, &Target::kind) > 0)
    return find_flat_law(space_, targets_, options_, progress);
  return LawSearch(space_, targets_, options_, progress).run();
}

LawResult find_law(const SearchSpace& space, const std::vector<Target>& targets, const LawSearchOptions& options) {
  return GeneticLawOptimizer(space, targets, options).run();
}

}  // namespace narrows
