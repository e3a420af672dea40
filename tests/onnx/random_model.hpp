#pragma once

#include <algorithm>

#include "narrows/model.hpp"
#include "narrows/random.hpp"
#include "narrows/search_space.hpp"

namespace narrows {

/** An architecture of the lower part of every range, drawn until it is valid. */
inline Architecture small_architecture(const SearchSpace& space, std::uint64_t seed) {
  Random random(seed);
  for (;;) {
    std::vector<int> values;
    for (const Variable& variable : space.variables()) {
      const bool all = variable.kind() != Variable::Kind::integer || variable.name() == "k";
      const int top = all ? variable.size() - 1 : std::min(variable.size() - 1, 8);
      values.push_back(variable.value(random.uniform(0, top)));
    }
    Architecture architecture = space.architecture(std::move(values));
    if (space.cost(architecture).macs > 0) return architecture;
  }
}

/** Like trained: no array is left as it started, batch norms least of all. */
inline Model randomised(const Network& network, std::uint64_t seed) {
  const Model fresh = Model::initialised(network, seed);
  Random random(seed, 1'000'000);
  std::vector<Weights::Array> arrays(fresh.weights().arrays().begin(), fresh.weights().arrays().end());
  for (Weights::Array& array : arrays) {
    const bool positive = array.name.ends_with(".running_var") || array.name.ends_with(".weight");
    if (array.shape.size() > 1) continue;
    for (float& value : array.values)
      value = static_cast<float>(positive ? 0.5 + 1.5 * random.uniform() : random.uniform() - 0.5);
  }
  return Model(network, Weights(std::move(arrays)));
}

}  // namespace narrows
