#include "law/law_search.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/parallel.hpp"
#include "law/start_points.hpp"
#include "narrows/detail/numbers.hpp"

namespace narrows {
namespace {

// Streams of random numbers that do not meet: one for the start, one for the children, one for judging, one for fresh
// draws.
constexpr std::uint64_t start_stream = 1;
constexpr std::uint64_t child_stream = std::uint64_t{1} << 32;
constexpr std::uint64_t judge_stream = std::uint64_t{2} << 32;
constexpr std::uint64_t fresh_seed = 0x9e3779b97f4a7c15;
constexpr std::uint64_t cut_stream = std::uint64_t{4} << 32;
constexpr int more_starts = 16;
constexpr std::uint64_t mix_stream = std::uint64_t{3} << 32;
constexpr int fresh_draws = 8192;  ///< For the share that is reported.
constexpr int cut_draws = 1024;
constexpr double tolerance = 0.003;
constexpr int steps_per_axis = 4;
constexpr int patience_times_axes = 72;  ///< Boxes in a row that add nothing before the mixture is complete.
constexpr int stages = 3;                ///< The number of draws doubles from one to the next.

int level_of(std::uint32_t uniform, const Levels& levels) {
  return levels.low + static_cast<int>((std::uint64_t{uniform} * static_cast<std::uint32_t>(levels.count())) >> 32);
}

}  // namespace

LawSearch::LawSearch(const SearchSpace& space, const std::vector<Target>& targets, const LawSearchOptions& options,
                     const LawCallback& progress)
    : space_(space),
      targets_(targets),
      options_(options),
      progress_(progress),
      goal_(targets),
      evaluator_(space, goal_),
      axes_(space, evaluator_),
      shaper_(axes_, goal_) {
  for (int thread = 1; thread < options.threads; ++thread) others_.emplace_back(space, goal_);
  const std::size_t draws = static_cast<std::size_t>(options.samples) << (stages - 1);
  uniforms_.reserve(draws * axes_.count());
  for (std::size_t draw = 0; draw < draws; ++draw) {
    Random random(options.seed, judge_stream + draw);
    for (std::size_t v = 0; v < axes_.count(); ++v) uniforms_.push_back(random.next());
  }
}

LawResult LawSearch::run() {
  start();
  evolve();
  return finish();
}

double LawSearch::fitness(const std::vector<Levels>& box, double share, double miss) const {
  const double free = axes_.free_count();
  const auto fixed =
      static_cast<double>(std::ranges::count(box, 1, &Levels::count)) - (static_cast<double>(axes_.count()) - free);
  return breadth(box) - free * (20 * std::max(0.0, options_.share - share) + 10 * miss) -
         2 * std::max(0.0, fixed - free / 3);
}

void LawSearch::judge(Judged& judged, int samples, Evaluator& evaluator) const {
  const std::vector<Levels>& box = judged.genome.box;
  const std::size_t axes = axes_.count();
  std::vector<int> levels(axes);
  std::vector<double> sums(goal_.intervals().size());
  int inside = 0;
  int valid = 0;
  double missed = 0;
  for (int draw = 0; draw < samples; ++draw) {
    const std::uint32_t* const uniform = uniforms_.data() + static_cast<std::size_t>(draw) * axes;
    for (std::size_t v = 0; v < axes; ++v) levels[v] = level_of(uniform[v], box[v]);
    evaluator(axes_, levels);
    missed += std::min(goal_.miss(evaluator.coordinates()), 10.0);
    if (std::isnan(evaluator.coordinates()[0])) continue;
    ++valid;
    inside += goal_.inside(evaluator.coordinates());
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += evaluator.coordinates()[i];
  }
  judged.share = static_cast<double>(inside) / samples;
  judged.fitness = fitness(box, judged.share, missed / samples);
  for (std::size_t v = 0; v < axes; ++v) levels[v] = (box[v].low + box[v].high) / 2;
  evaluator(axes_, levels);
  for (std::size_t i = 0; i < sums.size() && valid > 0; ++i) {
    const double skew = sums[i] / valid - evaluator.coordinates()[i];
    judged.genome.skew[i] = std::isfinite(skew) ? std::clamp(skew, -1.0, 1.0) : 0;
  }
}

void LawSearch::start() {
  Random random(options_.seed, start_stream);
  StartPoints points(axes_, goal_, evaluator_);
  const auto found = points.find(options_.population, random);
  if (found.empty()) throw std::invalid_argument(points.explain(targets_));
  for (int i = 0; i < options_.population; ++i) {
    Judged judged{.genome = around(found[static_cast<std::size_t>(i) % found.size()], random)};
    judge(judged, options_.samples, evaluator_);
    population_.push_back(std::move(judged));
  }
}

Genome LawSearch::around(const std::vector<int>& levels, Random& random) {
  Judged judged;
  judged.genome.skew.assign(goal_.intervals().size(), 0);
  do {
    judged.genome.box.clear();
    for (const int level : levels) judged.genome.box.push_back({level, level});
    shaper_.shape(judged.genome, random, 1, evaluator_);
    judge(judged, options_.samples, evaluator_);
    judged.genome.spread /= 2;
  } while (judged.share < 0.5 && judged.genome.spread > 0.01);
  judged.genome.spread = Genome{}.spread;
  if (judged.share < 0.5)  // steps are too coarse here: begin with the architecture alone
    for (std::size_t v = 0; v < levels.size(); ++v) judged.genome.box[v] = {levels[v], levels[v]};
  return judged.genome;
}

void LawSearch::cross(Genome& genome, const Genome& other, Random& random) const {
  for (std::size_t v = 0; v < genome.box.size(); ++v)
    if (random.uniform(0, 1) == 0) genome.box[v] = other.box[v];
  genome.spread = std::sqrt(genome.spread * other.spread);
}

void LawSearch::mutate(Genome& genome, Random& random) const {
  const double rate = std::max(1.5 / static_cast<double>(axes_.count()), 0.15);
  genome.spread = std::clamp(genome.spread * std::exp(0.15 * random.normal()), 0.2, 0.8);
  for (std::size_t v = 0; v < genome.box.size(); ++v) {
    if (random.uniform() >= rate) continue;
    const Levels& range = genome.box[v];
    const double width = range.count() * std::exp(0.4 * random.normal());
    const double reach = random.uniform(0, 3) == 0 ? axes_.size(v) / 4.0 : std::max(1.0, range.count() / 2.0);
    const double centre = (range.low + range.high) / 2.0 + reach * random.normal();
    genome.box[v] = levels_around(centre, static_cast<int>(width + random.uniform()), axes_.size(v));
  }
}

LawSearch::Judged LawSearch::child(std::size_t parent, Random random, int samples, Evaluator& evaluator) const {
  Judged child{.genome = population_[parent].genome};
  const int last = static_cast<int>(population_.size()) - 1;
  if (random.uniform(0, 1) == 0)
    cross(child.genome, population_[static_cast<std::size_t>(random.uniform(0, last))].genome, random);
  mutate(child.genome, random);
  constexpr double trusts[] = {0, 0.5, 1};
  shaper_.shape(child.genome, random, trusts[random.uniform(0, 2)], evaluator);
  judge(child, samples, evaluator);
  return child;
}

template <class Work>
void LawSearch::for_each_genome(const Work& work) {
  parallel_parts(population_.size(), options_.threads, [&](std::size_t part, std::size_t begin, std::size_t end) {
    Evaluator& evaluator = part == 0 ? evaluator_ : others_[part - 1];
    for (std::size_t i = begin; i < end; ++i) work(i, evaluator);
  });
}

std::int64_t LawSearch::evaluations() const {
  std::int64_t calls = evaluator_.calls();
  for (const Evaluator& other : others_) calls += other.calls();
  return calls;
}

void LawSearch::evolve() {
  int samples = options_.samples;
  for (int generation = 0; generation < options_.generations && !interrupted_; ++generation) {
    const int stage = generation * stages / options_.generations;
    const bool more = (options_.samples << stage) != samples;
    samples = options_.samples << stage;
    if (more) for_each_genome([&](std::size_t i, Evaluator& evaluator) { judge(population_[i], samples, evaluator); });
    std::vector<Judged> children(population_.size());
    for_each_genome([&](std::size_t i, Evaluator& evaluator) {
      const auto stream = static_cast<std::uint64_t>(generation) * population_.size() + i;
      children[i] = child(i, Random(options_.seed, child_stream + stream), samples, evaluator);
    });
    for (std::size_t i = 0; i < children.size(); ++i)
      if (children[i].fitness >= population_[i].fitness) population_[i] = std::move(children[i]);
    tell(generation + 1);
  }
}

void LawSearch::tell(int generation) {
  const auto best = std::ranges::max_element(population_, {}, &Judged::fitness);
  LawGeneration record{.generation = generation, .share_inside = best->share};
  record.log10_cardinality = breadth(best->genome.box) * std::log10(2);
  for (const Judged& judged : population_)
    record.mean_share_inside += judged.share / static_cast<double>(population_.size());
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
    share = refiner.share(box, cut_draws, evaluator_);
    if (share >= options_.share - tolerance) break;
    asked = std::min(asked + (i == 0 ? 0 : options_.share - share), 0.995);
    refiner.cut(box, asked, cut_draws, evaluator_);
  }
  return share;
}

bool LawSearch::add(BoxMixture& mixture, const std::vector<Levels>& box, Random random) {
  BoxRefiner refiner(axes_, goal_, random);
  std::vector<Levels> refined = box;
  refiner.refine(refined, options_.share, steps_per_axis * static_cast<int>(axes_.count()), evaluator_);
  if (make_sure(refined, refiner) >= options_.share - 0.05) return mixture.add(std::move(refined));
  refined = box;
  make_sure(refined, refiner);
  return mixture.add(std::move(refined));
}

BoxMixture LawSearch::mix() {
  std::ranges::stable_sort(population_, std::ranges::greater(), &Judged::fitness);
  BoxMixture mixture;
  std::uint64_t stream = mix_stream;
  const int patience = std::max(1, patience_times_axes / static_cast<int>(axes_.count()));
  int failures = 0;
  const std::int64_t work_end = evaluator_.work() + options_.mixture_work;
  const auto complete = [&] {
    return static_cast<int>(mixture.boxes().size()) >= options_.max_boxes || failures >= patience ||
           (!mixture.boxes().empty() && (interrupted_ || evaluator_.work() > work_end));
  };
  const auto take = [&](const std::vector<Levels>& box) {
    failures = add(mixture, box, Random(options_.seed, stream++)) ? 0 : failures + 1;
    if (progress_ && !interrupted_ && !history_.empty())
      interrupted_ = !progress_({options_.generations, history_.back()});
  };
  for (const Judged& judged : population_)
    if (!complete()) take(judged.genome.box);
  Random random(options_.seed, start_stream + 1);
  StartPoints points(axes_, goal_, evaluator_);
  for (int i = 0; i < more_starts && !complete(); ++i)
    for (const std::vector<int>& levels : points.find(4, random))
      if (!complete() && !mixture.contains(levels)) take(around(levels, random).box);
  return mixture;
}

LawResult LawSearch::finish() {
  BoxMixture mixture = mix();
  SamplingLaw law(space_, mixture.to_boxes(space_, axes_));
  double share = share_inside(law);
  double asked = options_.share;
  for (int i = 0; i < 4 && share < options_.share - tolerance; ++i) {
    asked = std::min(asked + options_.share - share, 0.999);
    BoxRefiner refiner(axes_, goal_, Random(options_.seed, cut_stream + static_cast<std::uint64_t>(i)));
    mixture.change([&](std::vector<Levels>& box) { refiner.cut(box, asked, 2 * cut_draws, evaluator_); });
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
    law.draw(options_.seed + fresh_seed, static_cast<std::uint64_t>(i), values);
    evaluator_(values);
    inside += goal_.inside(evaluator_.coordinates());
  }
  return static_cast<double>(inside) / fresh_draws;
}

}  // namespace narrows
