#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "narrows/network_step.hpp"
#include "size_factor.hpp"
#include "step_factor.hpp"
#include "step_trees.hpp"

namespace narrows::timing {

/** What a step's time is proportional to. */
inline constexpr int amounts = 5;
inline constexpr std::array<std::string_view, amounts> amount_names = {"call", "MACs", "read", "written", "weights"};
/** All but the calls in millions. */
[[nodiscard]] std::array<double, amounts> amounts_of(const NetworkStep& step);

/** What one kind of step takes. */
struct KindModel {
  std::array<double, amounts> ms{};  ///< For each amount; at least 0.
  std::vector<StepTree> trees{};     ///< Sum: the logarithm of a factor.
};

/** What steps take, in ms. */
class StepModel : public StepCost {
 public:
  [[nodiscard]] double operator()(const NetworkStep& step) const override;
  [[nodiscard]] double whole(double sum) const override { return sum * size(sum); }
  /** Without the trees. */
  [[nodiscard]] double physical(const NetworkStep& step) const;

  [[nodiscard]] KindModel& kind(StepKind kind) { return kinds_[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] const KindModel& kind(StepKind kind) const { return kinds_[static_cast<std::size_t>(kind)]; }

  /** Logarithms of measured over predicted, of networks that the fit had not seen: the 5 % and 95 % quantiles. */
  double low_residual = 0;
  double high_residual = 0;
  SizeFactor size;
  StepFactor factor;  ///< Over all that the kinds say, for a device like the one that they were fitted on.

 private:
  std::array<KindModel, step_kinds> kinds_{};
};

}  // namespace narrows::timing
