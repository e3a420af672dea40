#include "plugin.hpp"

#include "narrows/genetic_law_optimizer.hpp"
#include "narrows/spaces.hpp"

long long first_network_below(const char* limit) {
  const narrows::SearchSpace space = narrows::spaces::mobilenetv2();
  const narrows::SamplingLaw law = narrows::find_law(space, {narrows::Limit("parameters", limit)}).law;
  return space.cost(law.sample(1).front()).parameters;
}
