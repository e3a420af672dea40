#include "step_factor.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace narrows::timing {

double StepFactor::log(StepKind kind, const StepFeatures& features) const {
  const double of_kind = constant + kinds[static_cast<std::size_t>(kind)];
  if (kind == StepKind::run) return of_kind;
  return std::inner_product(slopes.begin(), slopes.end(), features.begin(), of_kind);
}

StepFactor& StepFactor::operator*=(const StepFactor& other) {
  constant += other.constant;
  std::ranges::transform(slopes, other.slopes, slopes.begin(), std::plus{});
  std::ranges::transform(kinds, other.kinds, kinds.begin(), std::plus{});
  return *this;
}

}  // namespace narrows::timing
