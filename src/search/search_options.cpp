#include "narrows/search_options.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "narrows/detail/names.hpp"
#include "narrows/detail/numbers.hpp"

namespace narrows {
namespace {

constexpr int smoke_images = 1024;

constexpr detail::Names<Choose, 7> choices = {
    "choose", {"auto", "random", "parameters", "macs", "weight_bytes", "peak_activation_bytes", "proposer"}};
constexpr detail::Names<SelectOn, 2> parts = {"select_on", {"validation", "test"}};
constexpr detail::Names<Spend, 2> ways = {"spend", {"full", "halving"}};

void require(bool holds, const std::string& rule) {
  if (!holds) throw std::invalid_argument(rule);
}

void require_at_least_1(const char* option, int value) {
  require(value >= 1, std::string(option) + " must be at least 1, but is " + std::to_string(value));
}

void require_distinct(const std::vector<SearchSpace>& spaces) {
  std::set<std::string> names;
  for (const SearchSpace& space : spaces) {
    require(names.insert(space.name()).second, "spaces must differ, but '" + space.name() + "' is there twice");
  }
}

/** What has to know all networks before the first of them is trained. */
void require_no_proposer(const SearchOptions& options) {
  if (options.choose != Choose::proposer) return;
  const auto refused = [](const std::string& option) {
    return option + " needs to know the networks before they are trained, which a proposer does not say";
  };
  require(options.hours == 0, refused("hours"));
  require(!options.max_latency, refused("max_latency"));
  require(options.spend == Spend::full, refused("spend \"halving\""));
}

/** All of `a`, then all of `b`. */
LabelledImages joined(const LabelledImages& a, const LabelledImages& b) {
  std::vector<std::uint8_t> pixels(a.pixels().begin(), a.pixels().end());
  pixels.insert(pixels.end(), b.pixels().begin(), b.pixels().end());
  std::vector<std::int32_t> labels(a.labels().begin(), a.labels().end());
  labels.insert(labels.end(), b.labels().begin(), b.labels().end());
  return {a.shape(), std::move(pixels), std::move(labels)};
}

}  // namespace

std::string_view name(Choose choose) { return choices.of(choose); }
Choose choose_named(std::string_view name) { return choices.value(name); }

std::string_view name(SelectOn part) { return parts.of(part); }
SelectOn select_on_named(std::string_view name) { return parts.value(name); }

std::string_view name(Spend spend) { return ways.of(spend); }
Spend spend_named(std::string_view name) { return ways.value(name); }

std::vector<Target> SearchOptions::all_targets() const {
  std::vector<Target> all = targets;
  if (max_latency) all.push_back(Limit(max_latency->predicted, max_latency->ms));
  return all;
}

void SearchOptions::validate() const {
  require(!spaces.empty(), "spaces must hold at least one search space");
  require_distinct(spaces);
  require(!targets.empty() || max_latency, "targets must hold at least one limit, such as parameters below 50k");
  require(!max_latency || max_latency->ms > 0, "max_latency must be above 0 ms");
  require(!folder.empty(), "folder must not be empty");
  require_at_least_1("candidates", candidates);
  require_at_least_1("train", train);
  require_at_least_1("threads", threads);
  require_at_least_1("workers", workers);
  require(train <= candidates,
          "train must be at most candidates (" + std::to_string(candidates) + "), but is " + std::to_string(train));
  require(candidates >= static_cast<int>(spaces.size()), "candidates must be at least the number of spaces (" +
                                                             std::to_string(spaces.size()) + "), but is " +
                                                             std::to_string(candidates));
  require(subset >= 0, "subset must be at least 0 (all images), but is " + std::to_string(subset));
  require(hours >= 0, "hours must be at least 0 (no bound), but is " + detail::general(hours));
  require(!device.empty(), "device must not be empty");
  require_no_proposer(*this);
  recipe.validate();
}

SearchOptions SearchOptions::smoke(const Dataset& dataset) const {
  SearchOptions small = *this;
  const std::size_t images = dataset.train().size() + (select_on == SelectOn::test ? dataset.validation().size() : 0);
  const int several = static_cast<int>(spaces.size());
  small.candidates = std::min(candidates, std::max(20, several));
  small.train = std::min({train, 2, small.candidates});
  small.recipe.epochs = std::min(recipe.epochs, 1);
  if (images > smoke_images && static_cast<std::size_t>(subset) <= images) {  // more than there are is refused later
    small.subset = subset == 0 ? smoke_images : std::min(subset, smoke_images);
  }
  return small;
}

Dataset prepare_dataset(const Dataset& dataset, const SearchOptions& options) {
  const bool on_test = options.select_on == SelectOn::test;
  Dataset whole = on_test ? Dataset(dataset.name(), dataset.classes(), joined(dataset.train(), dataset.validation()),
                                    dataset.test(), dataset.test(), dataset.preprocessing().resize)
                          : dataset;
  const auto count = static_cast<std::size_t>(options.subset);
  if (count == 0 || count == whole.train().size()) return whole;
  if (count > whole.train().size()) {
    throw std::invalid_argument("subset must be at most the number of training images (" +
                                std::to_string(whole.train().size()) + "), but is " + std::to_string(count));
  }
  Dataset part = whole.subset(count, options.seed);
  if (!on_test) return part;
  return {part.name(), part.classes(), part.train(), whole.test(), whole.test(), part.preprocessing().resize};
}

}  // namespace narrows
