#include "narrows/fingerprint.hpp"

#include <stdexcept>

#include "narrows/detail/sha256.hpp"
#include "narrows/random.hpp"

namespace narrows {
namespace {

constexpr int samples = 32;

std::vector<int> drawn(const SearchSpace& space, std::uint64_t sample) {
  Random random(0, sample);
  std::vector<int> values;
  for (const Variable& variable : space.variables())
    values.push_back(variable.value(random.uniform(0, variable.size() - 1)));
  return values;
}

/** A network with an empty layer has none. */
std::string text_of(const SearchSpace& space, std::vector<int> values) {
  const Architecture architecture = space.architecture(std::move(values));
  if (space.cost(architecture) == Cost()) return "empty\n";
  return fingerprint(space.build(architecture)) + "\n";
}

}  // namespace

std::string fingerprint(const Network& network) {
  detail::Sha256 hash;
  hash.update(network.to_string());
  for (const Node& node : network.nodes()) {
    for (const int input : node.inputs) hash.update(std::to_string(input) + " ");
    hash.update("\n");
  }
  hash.update(std::to_string(network.output()));
  return hash.finish();
}

std::string fingerprint(const SearchSpace& space) {
  detail::Sha256 hash;
  for (const Variable& variable : space.variables())
    hash.update(variable.name() + " " + variable.group() + " " + variable.domain() + "\n");
  for (std::uint64_t i = 0; i < samples; ++i) hash.update(text_of(space, drawn(space, i)));
  return hash.finish();
}

}  // namespace narrows
