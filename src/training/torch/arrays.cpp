#include "arrays.hpp"

#include <ATen/ATen.h>

namespace narrows {

at::Tensor tensor_of(const Weights::Array& array) {
  return at::from_blob(const_cast<float*>(array.values.data()), array.shape, at::kFloat).clone();
}

std::vector<float> values_of(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.detach().to(at::kCPU, at::kFloat).contiguous();
  const float* values = flat.const_data_ptr<float>();
  return {values, values + flat.numel()};
}

Weights::Array array_of(const std::string& name, const at::Tensor& tensor) {
  return {name, tensor.sizes().vec(), values_of(tensor)};
}

}  // namespace narrows
