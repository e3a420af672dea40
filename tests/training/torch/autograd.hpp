#pragma once

#include <ATen/ATen.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "engine_samples.hpp"
#include "narrows/torch.hpp"

/** What PyTorch's autograd gives for a batch. */
namespace samples {

using Gradients = std::map<std::string, at::Tensor>;

struct Reference {
  Gradients gradients;
  double loss = 0;
  NetworkModule module = nullptr;
};

/** Autograd's, in float64 or float32. */
inline Reference reference(const Model& model, const at::Tensor& batch, const std::vector<float>& weights = {},
                           at::ScalarType type = at::kDouble) {
  Reference result;
  result.module = NetworkModule(model);
  result.module->to(type);
  result.module->set_activation_type(type);
  const at::Tensor logits = result.module->forward(batch.permute({0, 3, 1, 2}).to(type));
  const at::Tensor targets = at::tensor(labels, at::kInt).to(at::kLong);
  at::Tensor losses = at::cross_entropy_loss(logits, targets, {}, at::Reduction::None, -100, label_smoothing);
  if (!weights.empty()) losses = losses * at::tensor(weights).to(type).index_select(0, targets);
  const at::Tensor loss = losses.mean();
  loss.backward();
  result.loss = loss.item<double>() * images;
  for (const auto& parameter : result.module->named_parameters())
    result.gradients[parameter.key()] = parameter.value().grad();
  return result;
}

/** Whatever is wrong shows as a multiple of the scale of an array's gradients. */
inline double worst_difference(const Gradients& got, const Gradients& expected) {
  double largest = 0;
  for (const auto& [name, gradient] : expected) largest = std::max(largest, gradient.abs().max().item<double>());
  double worst = 0;
  for (const auto& [name, gradient] : expected) {
    const double own = gradient.abs().max().item<double>();
    // A bias before a batch norm has the gradient 0: there only rounding can be seen.
    const double scale = own < 1e-9 * largest ? largest : std::max(own, 1e-3 * largest);
    worst = std::max(worst, (got.at(name).to(at::kDouble) - gradient).abs().max().item<double>() / scale);
  }
  return worst;
}

}  // namespace samples
