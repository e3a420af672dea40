#pragma once

#include <string>
#include <string_view>

#include "step_model.hpp"

namespace narrows::timing {

[[nodiscard]] std::string to_json(const StepModel& model);
/** Throws Error for text that is not such a model. */
[[nodiscard]] StepModel model_from_json(std::string_view json);

}  // namespace narrows::timing
