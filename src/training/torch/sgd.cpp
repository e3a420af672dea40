#include "sgd.hpp"

#include <ATen/ATen.h>

#include "arrays.hpp"

namespace narrows {

Sgd::Sgd(const NetworkModule& module, const Recipe& recipe)
    : momentum_factor_(recipe.momentum), weight_decay_(recipe.weight_decay), nesterov_(recipe.nesterov) {
  for (const auto& parameter : module->named_parameters()) {
    names_.push_back(parameter.key());
    parameters_.push_back(parameter.value());
    momentum_.push_back(at::zeros_like(parameter.value()));
  }
}

void Sgd::step(double learning_rate) {
  const at::NoGradGuard no_gradients;
  std::vector<at::Tensor> gradients;
  for (const at::Tensor& parameter : parameters_)
    gradients.push_back(parameter.grad().defined() ? parameter.grad() : at::zeros_like(parameter));
  at::_fused_sgd_(parameters_, gradients, momentum_, weight_decay_, momentum_factor_, learning_rate, 0, nesterov_,
                  false, false);
  for (at::Tensor& parameter : parameters_) parameter.mutable_grad().reset();
}

Weights Sgd::momentum() const {
  std::vector<Weights::Array> arrays;
  for (std::size_t i = 0; i < names_.size(); ++i) arrays.push_back(array_of(names_[i], momentum_[i]));
  return Weights(std::move(arrays));
}

void Sgd::set_momentum(const Weights& momentum) {
  for (std::size_t i = 0; i < names_.size(); ++i) momentum_[i].copy_(tensor_of(momentum[names_[i]]));
}

}  // namespace narrows
