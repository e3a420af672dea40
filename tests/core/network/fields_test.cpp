#include "narrows/detail/fields.hpp"

#include <doctest/doctest.h>

#include <type_traits>
#include <utility>

#include "narrows/cost.hpp"
#include "narrows/latency.hpp"
#include "narrows/recipe.hpp"
#include "narrows/training.hpp"

using namespace narrows;

namespace {

/** Stands for a value of any member. */
struct Anything {
  explicit Anything(std::size_t /*index*/) {}
  template <class T>
  operator T() const;  // NOLINT(google-explicit-constructor)
};

template <class T, std::size_t... index>
constexpr bool takes(std::index_sequence<index...> /*members*/) {
  return requires { T{Anything(index)...}; };
}

/** How many members an aggregate has. */
template <class T, std::size_t most = 64>
constexpr std::size_t members() {
  if constexpr (takes<T>(std::make_index_sequence<most>())) {
    return most;
  } else {
    return members<T, most - 1>();
  }
}

template <class T>
std::size_t listed() {
  std::size_t count = 0;
  T::for_each_field([&](const char*, auto) { ++count; });
  return count;
}

}  // namespace

TEST_CASE("every member of a value that lists its fields is in the list") {
  CHECK(listed<Cost>() == members<Cost>());
  CHECK(listed<Latency>() == members<Latency>());
  CHECK(listed<Recipe>() == members<Recipe>());
  CHECK(listed<EpochRecord>() == members<EpochRecord>());
}

TEST_CASE("the fields of a cost have the names and the order of CostField") {
  CHECK(detail::field_names<Cost>() == "parameters, macs, weight_bytes, peak_activation_bytes");
  const Cost cost{1, 2, 3, 4};
  std::int64_t expected = 0;
  for (const CostField field : cost_fields) CHECK(cost[field] == ++expected);
  CHECK(name(CostField::weight_bytes) == "weight_bytes");
}
