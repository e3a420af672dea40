#include "narrows/detail/op_effect.hpp"

#include <stdexcept>
#include <string>

namespace narrows {

void refuse(const Op& op, Shape shape, std::string_view rule) {
  throw std::invalid_argument(std::string(name(op)) + " on a map of " + to_string(shape) + ": " + std::string(rule));
}

}  // namespace narrows
