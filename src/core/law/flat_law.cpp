#include "law/flat_law.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "law/genome.hpp"
#include "law/law_search.hpp"
#include "law/start_points.hpp"
#include "narrows/detail/numbers.hpp"

namespace narrows {
namespace {

constexpr double bands_per_decade = 6;  ///< Three in every half decade.
constexpr int draws = 2000;             ///< From each band's law, to weigh it.
constexpr int balancing_steps = 300;
constexpr std::uint64_t weighing_seed = 0x2545f4914f6cdd1d;

struct Component {
  SamplingLaw law;
  std::vector<double> shares;  ///< Of its draws in each band.
  double weight = 0;
};

class FlatSearch {
 public:
  FlatSearch(const SearchSpace& space, const std::vector<Target>& targets, const LawSearchOptions& options,
             const LawCallback& progress)
      : space_(space), targets_(targets), options_(options), progress_(progress), region_(targets) {
    flat_ = static_cast<std::size_t>(std::ranges::find(targets, Target::Kind::flat, &Target::kind) - targets.begin());
    find_edges();
  }

  LawResult run() {
    for (std::size_t band = 0; band + 1 < edges_.size() && !interrupted_; ++band) search(band);
    if (components_.empty()) throw std::invalid_argument(explain());
    balance();
    return result();
  }

 private:
  const Target& flat() const { return targets_[flat_]; }

  std::string explain() {
    Evaluator evaluator(space_, region_);
    const Axes axes(space_, evaluator);
    return StartPoints(axes, region_, evaluator).explain(targets_);
  }

  /** Ends of the bands: equal on a logarithmic axis, over what the space reaches. */
  void find_edges() {
    Evaluator evaluator(space_, region_);
    const Axes axes(space_, evaluator);
    StartPoints points(axes, region_, evaluator);
    const auto resource = static_cast<std::size_t>(std::ranges::find(region_.resources(), flat().resource()) -
                                                   region_.resources().begin());
    const double low = std::max(flat().low(), points.extreme(resource, false));
    const double high = std::min(flat().high(), points.extreme(resource, true));
    if (!(low < high)) throw std::invalid_argument(points.explain(targets_));
    const int bands = std::max(1, static_cast<int>(std::ceil(std::log10(high / low) * bands_per_decade)));
    for (int band = 0; band <= bands; ++band) edges_.push_back(low * std::pow(high / low, double(band) / bands));
  }

  void search(std::size_t band) {
    std::vector<Target> targets = targets_;
    targets[flat_] = Band(flat().resource(), edges_[band], edges_[band + 1]);
    LawSearchOptions options = options_;
    options.population = std::max(2, options_.population / 4);
    options.generations = std::max(1, options_.generations / 3);
    options.max_boxes = std::min(options_.max_boxes, 2);
    const int generations = options.generations * static_cast<int>(edges_.size() - 1);
    const auto done = static_cast<int>(history_.size());
    const LawCallback note = [&](const LawProgress& now) {
      LawGeneration latest = now.latest;
      latest.generation += done;
      latest.seconds += seconds_;
      latest.evaluations += evaluations_;
      if (history_.empty() || history_.back().generation < latest.generation) history_.push_back(latest);
      return !progress_ || progress_({generations, latest});
    };
    try {
      const LawResult found = LawSearch(space_, targets, options, note).run();
      seconds_ += found.seconds;
      evaluations_ += found.evaluations;
      interrupted_ = found.interrupted;
      components_.push_back({found.law, shares(found.law), 1});
    } catch (const std::invalid_argument&) {  // NOLINT(bugprone-empty-catch)
      // The space has nothing in this band: the law is flat over the others.
    }
  }

  /** Resources of draws that meet the other targets; where the flat one lies, in bands. */
  std::vector<double> shares(const SamplingLaw& law) {
    std::vector<double> shares(edges_.size() - 1);
    const auto count = [&](double value) {
      const auto above = std::ranges::upper_bound(edges_, value) - edges_.begin();
      if (above > 0 && above < std::ssize(edges_)) shares[static_cast<std::size_t>(above - 1)] += 1.0 / draws;
    };
    each_draw(law, draws, count);
    return shares;
  }

  /** Calls `use` with the flat resource of every draw that meets the targets. */
  template <class Use>
  void each_draw(const SamplingLaw& law, int count, const Use& use) {
    Evaluator evaluator(space_, region_);
    const auto resource = static_cast<std::size_t>(std::ranges::find(region_.resources(), flat().resource()) -
                                                   region_.resources().begin());
    std::vector<int> values(space_.variables().size());
    for (int i = 0; i < count; ++i) {
      law.draw(options_.seed + weighing_seed, static_cast<std::uint64_t>(i), values);
      evaluator(values);
      if (region_.inside(evaluator.coordinates())) use(evaluator.resources()[resource]);
    }
    evaluations_ += count;
  }

  /** Weights that make all bands that can be hit equally likely: expectation maximisation of a mixture. */
  void balance() {
    const std::size_t bands = edges_.size() - 1;
    std::vector<double> wanted(bands);
    for (const Component& component : components_)
      for (std::size_t band = 0; band < bands; ++band)
        if (component.shares[band] > 0.3) wanted[band] = 1;
    for (int step = 0; step < balancing_steps; ++step) {
      std::vector<double> mixed(bands, 1e-12);
      for (const Component& component : components_)
        for (std::size_t band = 0; band < bands; ++band) mixed[band] += component.weight * component.shares[band];
      for (Component& component : components_) {
        double factor = 0;
        for (std::size_t band = 0; band < bands; ++band) factor += component.shares[band] * wanted[band] / mixed[band];
        component.weight *= factor;
      }
    }
  }

  LawResult result() {
    std::vector<Box> boxes;
    double sum = 0;
    for (const Component& component : components_) sum += component.weight;
    for (const Component& component : components_) {
      double own = 0;
      for (const Box& box : component.law.boxes()) own += box.weight;
      for (Box box : component.law.boxes()) {
        box.weight = std::max(std::round(component.weight / sum * box.weight / own * 1e6), 1.0) / 1e6;
        boxes.push_back(std::move(box));
      }
    }
    LawResult result{.law = SamplingLaw(space_, std::move(boxes))};
    constexpr int judged = 8192;
    int inside = 0;
    std::vector<int> halves(static_cast<std::size_t>(std::ceil(2 * std::log10(edges_.back() / edges_.front()) - 1e-9)));
    each_draw(result.law, judged, [&](double value) {
      ++inside;
      ++halves[std::min(static_cast<std::size_t>(2 * std::log10(value / edges_.front())), halves.size() - 1)];
    });
    result.share_inside = static_cast<double>(inside) / judged;
    result.log10_cardinality = result.law.log10_cardinality();
    result.score = result.log10_cardinality + std::log10(std::max(result.share_inside, 1e-9));
    result.history = std::move(history_);
    result.evaluations = evaluations_;
    result.seconds = seconds_;
    result.interrupted = interrupted_;
    result.message = describe(result, halves);
    return result;
  }

  std::string describe(const LawResult& result, const std::vector<int>& halves) const {
    const auto [least, most] = std::ranges::minmax_element(halves.begin(), halves.end() - (halves.size() > 1 ? 1 : 0));
    const std::string unit = flat().resource().unit();
    const std::string from = format_quantity({edges_.front(), unit}), to = format_quantity({edges_.back(), unit});
    const std::string text = detail::fixed(100 * result.share_inside, 1) + " % of draws inside, between " +
                             std::to_string(*least) + " and " + std::to_string(*most) +
                             " of 8192 in each half decade from " + from + " to " + to + ", 10^" +
                             detail::fixed(result.log10_cardinality, 1) + " architectures in " +
                             std::to_string(result.law.boxes().size()) + " boxes";
    return text;
  }

  const SearchSpace& space_;
  const std::vector<Target>& targets_;
  const LawSearchOptions& options_;
  const LawCallback& progress_;
  TargetRegion region_;
  std::size_t flat_ = 0;
  std::vector<double> edges_;
  std::vector<Component> components_;
  std::vector<LawGeneration> history_;
  std::int64_t evaluations_ = 0;
  double seconds_ = 0;
  bool interrupted_ = false;
};

}  // namespace

LawResult find_flat_law(const SearchSpace& space, const std::vector<Target>& targets, const LawSearchOptions& options,
                        const LawCallback& progress) {
  return FlatSearch(space, targets, options, progress).run();
}

}  // namespace narrows
