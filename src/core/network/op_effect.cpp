#include "narrows/detail/op_effect.hpp"

#include <stdexcept>
#include <string>

namespace narrows {

void require_image(Shape input) {
  if (input.channels < 1 || input.height < 1 || input.width < 1)
    throw std::invalid_argument("input shape: channels, height and width must be at least 1");
}

void refuse(const Op& op, Shape shape, std::string_view rule) {
  throw std::invalid_argument(std::string(name(op)) + " on a map of " + to_string(shape) + ": " + std::string(rule));
}

}  // namespace narrows
