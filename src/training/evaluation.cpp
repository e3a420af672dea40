#include "evaluation.hpp"

#include <stdexcept>
#include <string>

namespace narrows {

void check_input(const Network& network, Shape images) {
  if (network.input_shape() == images) return;
  throw std::invalid_argument("trainer: network must read images of " + to_string(images) + ", not " +
                              to_string(network.input_shape()));
}

}  // namespace narrows
