#include "narrows/spaces.hpp"

#include <array>
#include <stdexcept>

namespace narrows::spaces {
namespace {

struct Entry {
  std::string_view name;
  SearchSpace (*make)(Shape, int);
};

constexpr std::array entries = {Entry{"densenet", densenet},   Entry{"mobilenetv2", mobilenetv2},
                                Entry{"googlenet", googlenet}, Entry{"pnasnet", pnasnet},
                                Entry{"resnext", resnext},     Entry{"resnet", resnet},
                                Entry{"probenet", probenet},   Entry{"mobilenetv3", mobilenetv3}};

}  // namespace

std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const Entry& entry : entries) found.emplace_back(entry.name);
  return found;
}

SearchSpace get(std::string_view name, Shape input_shape, int classes) {
  std::string known;
  for (const Entry& entry : entries) {
    if (entry.name == name) return entry.make(input_shape, classes);
    known += (known.empty() ? "" : ", ") + std::string(entry.name);
  }
  throw std::invalid_argument("there is no space \"" + std::string(name) + "\"; there are " + known);
}

}  // namespace narrows::spaces
