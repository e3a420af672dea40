#include "narrows/space_laws.hpp"

#include <array>
#include <stdexcept>
#include <string>

#include "narrows/spaces.hpp"

namespace narrows::spaces {
namespace {

constexpr std::array<std::string_view, 3> sizes = {"small", "middle", "large"};

std::size_t index_of(std::string_view size) {
  for (std::size_t i = 0; i < sizes.size(); ++i)
    if (sizes[i] == size) return i;
  throw std::invalid_argument("size must be small, middle or large, not \"" + std::string(size) + '"');
}

NamedRanges resnet_ranges(std::size_t size) {
  const std::array<NamedRanges, 3> laws = {
      NamedRanges{{"fin", {.low = 4, .high = 16}}, {"f", {.low = 4, .high = 16}}, {"n", {.low = 1, .high = 2}}},
      NamedRanges{{"fin", {.low = 8, .high = 32}}, {"f", {.low = 12, .high = 48}}, {"n", {.low = 1, .high = 2}}},
      NamedRanges{{"fin", {.low = 16, .high = 64}}, {"f", {.low = 32, .high = 192}}, {"n", {.low = 1, .high = 3}}}};
  return laws[size];
}

NamedRanges probenet_ranges(std::size_t size) {
  const std::array<NamedRanges, 3> laws = {NamedRanges{{"k", {.options = {1, 3}}}, {"f", {.low = 4, .high = 24}}},
                                           NamedRanges{{"k", {.options = {1, 3, 5}}}, {"f", {.low = 16, .high = 64}}},
                                           NamedRanges{{"f", {.low = 64, .high = 192}}}};
  return laws[size];
}

}  // namespace

SamplingLaw law(std::string_view space, std::string_view size) {
  const std::size_t index = index_of(size);
  if (space == "resnet") return {resnet(), resnet_ranges(index)};
  if (space == "probenet") return {probenet(), probenet_ranges(index)};
  throw std::invalid_argument("resnet and probenet have such laws, not \"" + std::string(space) +
                              "\"; for the paper's spaces there are paper::law and paper::printed_law");
}

}  // namespace narrows::spaces
