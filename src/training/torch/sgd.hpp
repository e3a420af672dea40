#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "narrows/recipe.hpp"
#include "narrows/torch.hpp"

namespace narrows {

/** Stochastic gradient descent with momentum and weight decay on all trainable arrays of a module. */
class Sgd {
 public:
  Sgd(const NetworkModule& module, const Recipe& recipe);

  /** Moves the parameters against their gradients, and forgets these. */
  void step(double learning_rate);

  [[nodiscard]] Weights momentum() const;
  void set_momentum(const Weights& momentum);

 private:
  double momentum_factor_;
  double weight_decay_;
  bool nesterov_;
  std::vector<std::string> names_;
  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> momentum_;
};

}  // namespace narrows
