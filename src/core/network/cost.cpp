#include "narrows/cost.hpp"

namespace narrows {

std::string_view name(CostField field) {
  std::string_view found;
  int index = 0;
  Cost::for_each_field([&](std::string_view name, auto) {
    if (index++ == static_cast<int>(field)) found = name;
  });
  return found;
}

}  // namespace narrows
