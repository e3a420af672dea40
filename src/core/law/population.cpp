#include "law/population.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "base/parallel.hpp"
#include "law/streams.hpp"

namespace narrows {
namespace {

constexpr int stages = 3;  ///< The number of draws doubles from one to the next.

int level_of(std::uint32_t uniform, const Levels& levels) {
  return levels.low + static_cast<int>((std::uint64_t{uniform} * static_cast<std::uint32_t>(levels.count())) >> 32);
}

}  // namespace

Population::Population(const Axes& axes, const TargetRegion& region, const LawSearchOptions& options,
                       std::deque<Evaluator>& evaluators)
    : axes_(axes),
      region_(region),
      options_(options),
      evaluators_(evaluators),
      shaper_(axes, region),
      samples_(options.samples) {
  const std::size_t draws = static_cast<std::size_t>(options.samples) << (stages - 1);
  uniforms_.reserve(draws * axes_.count());
  for (std::size_t draw = 0; draw < draws; ++draw) {
    Random random(options.seed, streams::judge + draw);
    for (std::size_t v = 0; v < axes_.count(); ++v) uniforms_.push_back(random.next());
  }
}

void Population::begin(const std::vector<std::vector<int>>& architectures, Random& random) {
  for (int i = 0; i < options_.population; ++i) {
    Judged judged{.genome = around(architectures[static_cast<std::size_t>(i) % architectures.size()], random)};
    judge(judged, options_.samples, evaluators_.front());
    all_.push_back(std::move(judged));
  }
}

template <class Work>
void Population::for_each(const Work& work) {
  parallel_parts(all_.size(), options_.threads, [&](std::size_t part, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) work(i, evaluators_[part]);
  });
}

void Population::advance(int generation) {
  const int samples = options_.samples << (generation * stages / options_.generations);
  if (std::exchange(samples_, samples) != samples)
    for_each([&](std::size_t i, Evaluator& evaluator) { judge(all_[i], samples_, evaluator); });
  std::vector<Judged> children(all_.size());
  for_each([&](std::size_t i, Evaluator& evaluator) {
    const auto stream = static_cast<std::uint64_t>(generation) * all_.size() + i;
    children[i] = child(i, Random(options_.seed, streams::child + stream), evaluator);
  });
  for (std::size_t i = 0; i < children.size(); ++i)
    if (children[i].fitness >= all_[i].fitness) all_[i] = std::move(children[i]);
}

void Population::sort() { std::ranges::stable_sort(all_, std::ranges::greater(), &Judged::fitness); }

const Population::Judged& Population::best() const { return *std::ranges::max_element(all_, {}, &Judged::fitness); }

double Population::mean_share() const {
  double sum = 0;
  for (const Judged& judged : all_) sum += judged.share / static_cast<double>(all_.size());
  return sum;
}

double Population::fitness(const std::vector<Levels>& box, double share, double miss) const {
  const double free = axes_.free_count();
  const auto fixed =
      static_cast<double>(std::ranges::count(box, 1, &Levels::count)) - (static_cast<double>(axes_.count()) - free);
  return breadth(box) - free * (20 * std::max(0.0, options_.share - share) + 10 * miss) -
         2 * std::max(0.0, fixed - free / 3);
}

void Population::judge(Judged& judged, int samples, Evaluator& evaluator) const {
  const std::vector<Levels>& box = judged.genome.box;
  const std::size_t axes = axes_.count();
  std::vector<int> levels(axes);
  std::vector<double> sums(region_.intervals().size());
  int inside = 0;
  int valid = 0;
  double missed = 0;
  for (int draw = 0; draw < samples; ++draw) {
    const std::uint32_t* const uniform = uniforms_.data() + static_cast<std::size_t>(draw) * axes;
    for (std::size_t v = 0; v < axes; ++v) levels[v] = level_of(uniform[v], box[v]);
    axes_.evaluate(levels, evaluator);
    missed += std::min(region_.miss(evaluator.coordinates()), 10.0);
    if (std::isnan(evaluator.coordinates()[0])) continue;
    ++valid;
    inside += region_.inside(evaluator.coordinates());
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += evaluator.coordinates()[i];
  }
  judged.share = static_cast<double>(inside) / samples;
  judged.fitness = fitness(box, judged.share, missed / samples);
  for (std::size_t v = 0; v < axes; ++v) levels[v] = (box[v].low + box[v].high) / 2;
  axes_.evaluate(levels, evaluator);
  for (std::size_t i = 0; i < sums.size() && valid > 0; ++i) {
    const double skew = sums[i] / valid - evaluator.coordinates()[i];
    judged.genome.skew[i] = std::isfinite(skew) ? std::clamp(skew, -1.0, 1.0) : 0;
  }
}

Genome Population::around(const std::vector<int>& levels, Random& random) const {
  Judged judged;
  judged.genome.skew.assign(region_.intervals().size(), 0);
  do {
    judged.genome.box.clear();
    for (const int level : levels) judged.genome.box.push_back({level, level});
    shaper_.shape(judged.genome, random, 1, evaluators_.front());
    judge(judged, options_.samples, evaluators_.front());
    judged.genome.spread /= 2;
  } while (judged.share < 0.5 && judged.genome.spread > 0.01);
  judged.genome.spread = Genome{}.spread;
  if (judged.share < 0.5)  // steps are too coarse here: begin with the architecture alone
    for (std::size_t v = 0; v < levels.size(); ++v) judged.genome.box[v] = {levels[v], levels[v]};
  return judged.genome;
}

void Population::cross(Genome& genome, const Genome& other, Random& random) const {
  for (std::size_t v = 0; v < genome.box.size(); ++v)
    if (random.uniform(0, 1) == 0) genome.box[v] = other.box[v];
  genome.spread = std::sqrt(genome.spread * other.spread);
}

void Population::mutate(Genome& genome, Random& random) const {
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

Population::Judged Population::child(std::size_t parent, Random random, Evaluator& evaluator) const {
  Judged child{.genome = all_[parent].genome};
  const int last = static_cast<int>(all_.size()) - 1;
  if (random.uniform(0, 1) == 0)
    cross(child.genome, all_[static_cast<std::size_t>(random.uniform(0, last))].genome, random);
  mutate(child.genome, random);
  constexpr double trusts[] = {0, 0.5, 1};
  shaper_.shape(child.genome, random, trusts[random.uniform(0, 2)], evaluator);
  judge(child, samples_, evaluator);
  return child;
}

}  // namespace narrows
