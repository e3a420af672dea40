#include "narrows/detail/op_effect.hpp"

#include <stdexcept>
#include <string>

namespace narrows {

void refuse(const Op& op, Shape shape, std::string_view rule) {
  throw std::invalid_argument(std::string(name(op)) + " on a map of " + std::to_string(shape.channels) + " x " +
                              std::to_string(shape.height) + " x " + std::to_string(shape.width) + ": " +
                              std::string(rule));
}

}  // namespace narrows
