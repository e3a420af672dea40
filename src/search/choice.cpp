#include "choice.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "narrows/expected_accuracy.hpp"
#include "narrows/random.hpp"

namespace narrows {
namespace {

constexpr std::uint64_t choice_stream = 0x63686f696365;  // Away from the streams of the draws, which are 0, 1, 2 ...

using Order = std::vector<Candidate*>;

void shuffle(Order& order, std::uint64_t seed) {
  Random random(seed, choice_stream);
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[static_cast<std::size_t>(random.uniform(0, static_cast<int>(i) - 1))]);
  }
}

/** Those of a space that are inside, each architecture once, in a random order. */
Order different(const SearchOptions& options, const std::string& space, std::vector<Candidate>& candidates) {
  Order order;
  for (Candidate& candidate : candidates) {
    if (candidate.network.space != space) continue;
    const auto same = [&](const Candidate* other) {
      return other->network.architecture == candidate.network.architecture;
    };
    if (candidate.inside && std::ranges::none_of(order, same)) order.push_back(&candidate);
  }
  shuffle(order, options.seed);
  return order;
}

/** The largest first. */
template <class Value>
void sort_by(Order& order, const Value& value) {
  std::vector<std::pair<double, Candidate*>> keyed;
  for (Candidate* candidate : order) keyed.emplace_back(value(*candidate), candidate);
  std::ranges::stable_sort(keyed, std::ranges::greater(), [](const auto& pair) { return pair.first; });
  std::ranges::transform(keyed, order.begin(), [](const auto& pair) { return pair.second; });
}

double parameters(const Candidate& candidate) { return static_cast<double>(candidate.network.cost.parameters); }

/** One of each, again and again, so that each is among those trained. */
Order in_turns(const std::vector<Order>& orders) {
  Order result;
  std::size_t longest = 0;
  for (const Order& order : orders) longest = std::max(longest, order.size());
  for (std::size_t turn = 0; turn < longest; ++turn) {
    for (const Order& order : orders)
      if (turn < order.size()) result.push_back(order[turn]);
  }
  return result;
}

std::optional<double> expected(const SearchOptions& options, const Candidate& candidate) {
  const auto space = std::ranges::find(options.spaces, candidate.network.space, &SearchSpace::name);
  return expected_error(space->name(), space->build(space->architecture_from_json(candidate.network.architecture)));
}

struct Chosen {
  Order order;
  std::string why;
};

std::string explain(const Order& known, const Order& other) {
  std::string of_known = "chosen by the accuracy expected of their shape, fitted on the paper's released results";
  std::string of_other = "the largest chosen first, in parameters";
  if (other.empty()) return of_known;
  if (known.empty()) return of_other + ": how accurate such networks become is not known";
  return of_known + "; in turns with " + std::to_string(other.size()) + " of which that is not known, " + of_other;
}

/** The best expected first, over all spaces; in turns with those of which nothing is known, the largest first. */
Chosen by_expectation(const SearchOptions& options, const std::vector<Order>& orders) {
  std::vector<std::pair<double, Candidate*>> keyed;
  Order other;
  for (const Order& order : orders) {
    for (Candidate* candidate : order) {
      const auto error = expected(options, *candidate);
      if (error) keyed.emplace_back(*error, candidate);
      if (!error) other.push_back(candidate);
    }
  }
  std::ranges::stable_sort(keyed, {}, [](const auto& pair) { return pair.first; });
  Order known;
  for (const auto& pair : keyed) known.push_back(pair.second);
  sort_by(other, parameters);
  return {in_turns({known, other}), explain(known, other)};
}

Chosen by_size(const SearchOptions& options, std::vector<Order> orders) {
  const Resource key(name(options.choose));
  for (Order& order : orders)
    sort_by(order,
            [&](const Candidate& candidate) { return static_cast<double>(candidate.network.cost[*key.field()]); });
  return {in_turns(orders), "the largest chosen first, in " + std::string(name(options.choose))};
}

}  // namespace

std::string choose(const SearchOptions& options, std::vector<Candidate>& candidates) {
  if (options.choose == Choose::proposer) return "chosen one after another, by a proposer";
  std::vector<Order> orders;
  for (const SearchSpace& space : options.spaces) orders.push_back(different(options, space.name(), candidates));
  auto [order, why] = options.choose == Choose::automatic ? by_expectation(options, orders)
                      : options.choose == Choose::random  ? Chosen{in_turns(orders), "chosen at random"}
                                                          : by_size(options, std::move(orders));
  // Where a latency is measured before training, others may have to follow.
  const int most = options.max_latency ? options.candidates : options.train;
  const auto count = std::min(order.size(), static_cast<std::size_t>(most));
  for (std::size_t i = 0; i < count; ++i) order[i]->rank = static_cast<int>(i);
  return why;
}

}  // namespace narrows
