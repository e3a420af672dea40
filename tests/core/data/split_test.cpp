#include "narrows/split.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

namespace narrows {
namespace {

using Labels = std::vector<std::int32_t>;

/** So many of label 0, of label 1 and so on, mixed. */
Labels labels_of(const std::vector<int>& counts) {
  Labels labels;
  for (std::size_t label = 0; label < counts.size(); ++label) {
    labels.insert(labels.end(), static_cast<std::size_t>(counts[label]), static_cast<std::int32_t>(label));
  }
  return labels;
}

std::map<int, int> counts(const Labels& labels, const std::vector<std::size_t>& indices) {
  std::map<int, int> result;
  for (const std::size_t index : indices) ++result[labels[index]];
  return result;
}

}  // namespace

TEST_CASE("a share of a large set is the beginning of its stratified order") {
  const Labels labels = labels_of({300, 100, 200});
  auto order = stratified_order(labels, 7);
  order.resize(90);
  std::sort(order.begin(), order.end());
  CHECK(stratified_share(labels, 0.15, 7) == order);
}

TEST_CASE("a share holds one of the rarest class, and leaves what it has to keep") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Labels rare = labels_of({60, 3, 2, 1});
    CHECK(counts(rare, stratified_share(rare, 0.15, seed, 2)) == std::map<int, int>{{0, 10}, {1, 1}});
    CHECK(counts(rare, stratified_share(rare, 0.15, seed, 1)) == std::map<int, int>{{0, 10}, {1, 1}, {2, 1}});
    const Labels pairs = labels_of({2, 2});
    CHECK(counts(pairs, stratified_share(pairs, 0.9, seed)) == std::map<int, int>{{0, 1}, {1, 1}});
  }
}

TEST_CASE("a share of nothing takes nothing") {
  CHECK(stratified_share(labels_of({5, 5}), 0, 1).empty());
  CHECK(stratified_share({}, 0.5, 1).empty());
}

TEST_CASE("what is not taken is the rest") {
  const std::vector<std::size_t> taken = {0, 3};
  CHECK(all_but(taken, 5) == std::vector<std::size_t>{1, 2, 4});
  CHECK(all_but({}, 2) == std::vector<std::size_t>{0, 1});
}

}  // namespace narrows
