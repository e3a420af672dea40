#include "law/law_search.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "law/start_points.hpp"
#include "law/streams.hpp"
#include "narrows/detail/numbers.hpp"

namespace narrows {
namespace {

constexpr std::uint64_t checking_seed = 0x9e3779b97f4a7c15;
constexpr int more_starts = 16;
constexpr int fresh_draws = 8192;  ///< For the share that is reported.
constexpr int cut_draws = 1024;
constexpr double tolerance = 0.003;
constexpr int steps_per_axis = 4;
constexpr int patience_times_axes = 72;  ///< Boxes in a row that add nothing before the mixture is complete.

std::deque<Evaluator> evaluators(const SearchSpace& space, const TargetRegion& region, int threads) {
  std::deque<Evaluator> made;
  for (int thread = 0; thread < threads; ++thread) made.emplace_back(space, region);
  return made;
}

}  // namespace

LawSearch::LawSearch(const SearchSpace& space, const std::vector<Target>& targets, const LawSearchOptions& options,
                     const LawCallback& progress)
    : space_(space),
      targets_(targets),
      options_(options),
      progress_(progress),
      region_(targets),
      evaluators_(evaluators(space, region_, options.threads)),
      axes_(space, evaluator()),
      population_(axes_, region_, options, evaluators_) {}

LawResult LawSearch::run() {
  start();
  evolve();
  return finish();
}

void LawSearch::start() {
  Random random(options_.seed, streams::start);
  StartPoints points(axes_, region_, evaluator());
  const auto found = points.find(options_.population, random);
  if (found.empty()) throw std::invalid_argument(points.explain(targets_));
  population_.begin(found, random);
}

void LawSearch::evolve() {
  for (int generation = 0; generation < options_.generations && !interrupted_; ++generation) {
    population_.advance(generation);
    tell(generation + 1);
  }
}

std::int64_t LawSearch::evaluations() const {
  std::int64_t calls = 0;
  for (const Evaluator& each : evaluators_) calls += each.calls();
  return calls;
}

void LawSearch::tell(int generation) {
  const Population::Judged& best = population_.best();
  LawGeneration record{.generation = generation, .share_inside = best.share};
  record.log10_cardinality = breadth(best.genome.box) * std::log10(2);
  record.mean_share_inside = population_.mean_share();
  record.evaluations = evaluations();
  record.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  history_.push_back(record);
  if (progress_ && !progress_({options_.generations, record})) interrupted_ = true;
}

double LawSearch::make_sure(std::vector<Levels>& box, BoxRefiner& refiner) {
  // The cut chooses among many ends by the draws it is judged on, so that its own share is too good: ask for more.
  double asked = options_.share;
  double share = 0;
  for (int i = 0; i < 4; ++i) {
    share = refiner.share(box, cut_draws, evaluator());
    if (share >= options_.share - tolerance) break;
    asked = std::min(asked + (i == 0 ? 0 : options_.share - share), 0.995);
    refiner.cut(box, asked, cut_draws, evaluator());
  }
  return share;
}

bool LawSearch::add(BoxMixture& mixture, const std::vector<Levels>& box, Random random) {
  BoxRefiner refiner(axes_, region_, random);
  std::vector<Levels> refined = box;
  refiner.refine(refined, options_.share, steps_per_axis * static_cast<int>(axes_.count()), evaluator());
  if (make_sure(refined, refiner) >= options_.share - 0.05) return mixture.add(std::move(refined));
  refined = box;
  make_sure(refined, refiner);
  return mixture.add(std::move(refined));
}

BoxMixture LawSearch::mix() {
  population_.sort();
  BoxMixture mixture;
  std::uint64_t stream = streams::mix;
  const int patience = std::max(1, patience_times_axes / static_cast<int>(axes_.count()));
  int failures = 0;
  const std::int64_t work_end = evaluator().work() + options_.mixture_work;
  const auto complete = [&] {
    return static_cast<int>(mixture.boxes().size()) >= options_.max_boxes || failures >= patience ||
           (!mixture.boxes().empty() && (interrupted_ || evaluator().work() > work_end));
  };
  const auto take = [&](const std::vector<Levels>& box) {
    failures = add(mixture, box, Random(options_.seed, stream++)) ? 0 : failures + 1;
    if (progress_ && !interrupted_ && !history_.empty())
      interrupted_ = !progress_({options_.generations, history_.back()});
  };
  for (const Population::Judged& judged : population_.all())
    if (!complete()) take(judged.genome.box);
  Random random(options_.seed, streams::more_starts);
  StartPoints points(axes_, region_, evaluator());
  for (int i = 0; i < more_starts && !complete(); ++i)
    for (const std::vector<int>& levels : points.find(4, random))
      if (!complete() && !mixture.contains(levels)) take(population_.around(levels, random).box);
  return mixture;
}

LawResult LawSearch::finish() {
  BoxMixture mixture = mix();
  SamplingLaw law(space_, mixture.to_boxes(space_, axes_));
  double share = share_inside(law);
  double asked = options_.share;
  for (int i = 0; i < 4 && share < options_.share - tolerance; ++i) {
    asked = std::min(asked + options_.share - share, 0.999);
    BoxRefiner refiner(axes_, region_, Random(options_.seed, streams::cut + static_cast<std::uint64_t>(i)));
    mixture.change([&](std::vector<Levels>& box) { refiner.cut(box, asked, 2 * cut_draws, evaluator()); });
    law = SamplingLaw(space_, mixture.to_boxes(space_, axes_));
    share = share_inside(law);
  }
  LawResult result{.law = law};
  result.share_inside = share;
  result.log10_cardinality = law.log10_cardinality();
  result.score = result.log10_cardinality + std::log10(std::max(result.share_inside, 1e-9));
  result.history = std::move(history_);
  result.evaluations = evaluations();
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  result.interrupted = interrupted_;
  const std::size_t boxes = law.boxes().size();
  result.message = detail::fixed(100 * result.share_inside, 1) + " % of draws inside, 10^" +
                   detail::fixed(result.log10_cardinality, 1) + " architectures in " + std::to_string(boxes) +
                   (boxes == 1 ? " box" : " boxes");
  return result;
}

double LawSearch::share_inside(const SamplingLaw& law) {
  std::vector<int> values(axes_.count());
  int inside = 0;
  for (int i = 0; i < fresh_draws; ++i) {
    law.draw(options_.seed + checking_seed, static_cast<std::uint64_t>(i), values);
    evaluator()(values);
    inside += region_.inside(evaluator().coordinates());
  }
  return static_cast<double>(inside) / fresh_draws;
}

}  // namespace narrows
