#pragma once

#include <ATen/core/Tensor.h>

#include "narrows/weights.hpp"

namespace narrows {

/** A copy of an array, on the CPU. */
[[nodiscard]] at::Tensor tensor_of(const Weights::Array& array);

/** A copy of a tensor's values, row-major. */
[[nodiscard]] std::vector<float> values_of(const at::Tensor& tensor);

[[nodiscard]] Weights::Array array_of(const std::string& name, const at::Tensor& tensor);

}  // namespace narrows
