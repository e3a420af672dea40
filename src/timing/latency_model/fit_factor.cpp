#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "step_fit.hpp"

namespace narrows::timing {
namespace {

using Eigen::Index;
using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

/** A feature of steps that a factor follows. In units of its spread one penalty is fair to all; at its mean the
 * constant stands for it. Both by the time that networks of the paper's spaces spend in their steps. */
struct Slope {
  std::size_t feature;
  double mean;
  double spread;
};
// Channels, kernel, map, work and its ratio to traffic. What engines choose their kernels by parts devices less.
constexpr std::array<Slope, 6> slopes = {
    {{0, 6.0, 2.1}, {1, 5.6, 2.1}, {3, 2.8, 2.0}, {5, 7.8, 2.5}, {6, 18.7, 4.3}, {8, 3.7, 1.9}}};
constexpr double constant_penalty = 1e-9;  // one common factor is free
constexpr double slope_penalty = 0.1;
constexpr double kind_penalty = 0.3;
constexpr double longest_step = 0.5;  // of any coefficient at once: a factor is exponential in it
constexpr Index first_kind = 1 + std::ssize(slopes);
constexpr Index coefficients = first_kind + step_kinds;

/** Steps of groups: what coefficients are multiplied by, and what the first device takes. */
struct Rows {
  Matrix columns;  ///< 1, features, and 1 for the own kind.
  Vector ms;
  std::vector<Index> group{};
};

Eigen::RowVectorXd columns_of(const NetworkStep& step) {
  Eigen::RowVectorXd columns = Eigen::RowVectorXd::Zero(coefficients);
  columns[0] = columns[first_kind + static_cast<Index>(step.kind)] = 1;
  if (step.kind == StepKind::run) return columns;  // has no features
  const StepFeatures features = features_of(step);
  for (std::size_t i = 0; i < slopes.size(); ++i)
    columns[static_cast<Index>(1 + i)] = (features[slopes[i].feature] - slopes[i].mean) / slopes[i].spread;
  return columns;
}

Rows rows_of(const StepModel& first, std::span<const FitGroup> groups) {
  Index count = 0;
  for (const FitGroup& group : groups) count += std::ssize(group.parts);
  Rows rows{Matrix(count, coefficients), Vector(count)};
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const Index begin = std::ssize(rows.group);
    for (const FitPart& part : groups[g].parts) {
      const Index row = std::ssize(rows.group);
      rows.columns.row(row) = columns_of(part.step);
      rows.ms[row] = std::max(part.times * first(part.step), 1e-12);
      rows.group.push_back(static_cast<Index>(g));
    }
    auto ms = rows.ms.segment(begin, std::ssize(groups[g].parts));
    if (groups[g].whole) ms *= first.size(ms.sum());
  }
  return rows;
}

/** Gauss and Newton's steps to the coefficients that leave the least of squared errors and penalties. */
class FactorFit {
 public:
  FactorFit(const StepModel& first, std::span<const FitGroup> groups)
      : rows_(rows_of(first, groups)),
        log_measured_(std::ssize(groups)),
        weights_(std::ssize(groups)),
        penalties_(Vector::Constant(coefficients, kind_penalty)) {
    for (std::size_t g = 0; g < groups.size(); ++g) {
      log_measured_[static_cast<Index>(g)] = std::log(groups[g].ms);
      weights_[static_cast<Index>(g)] = groups[g].weight;
    }
    penalties_[0] = constant_penalty;
    penalties_.segment(1, std::ssize(slopes)).setConstant(slope_penalty);
  }

  Vector run() {
    Vector found = Vector::Zero(coefficients);
    for (int round = 0; round < 100; ++round) {
      const Vector step = step_from(found);
      const double longest = step.cwiseAbs().maxCoeff();
      found += step * std::min(1.0, longest_step / std::max(longest, longest_step));
      if (longest < 1e-7) break;
    }
    return found;
  }

 private:
  [[nodiscard]] Vector step_from(const Vector& found) const {
    const Vector ms = rows_.ms.cwiseProduct((rows_.columns * found).array().exp().matrix());
    Vector sums = Vector::Zero(weights_.size());
    Matrix jacobian = Matrix::Zero(weights_.size(), coefficients);
    for (Index row = 0; row < ms.size(); ++row) {
      const Index group = rows_.group[static_cast<std::size_t>(row)];
      sums[group] += ms[row];
      jacobian.row(group) += ms[row] * rows_.columns.row(row);
    }
    jacobian = sums.cwiseInverse().asDiagonal() * jacobian;
    const Vector residuals = log_measured_ - sums.array().log().matrix();
    Matrix curvature = jacobian.transpose() * weights_.asDiagonal() * jacobian;
    curvature.diagonal() += penalties_;
    return curvature.ldlt().solve(jacobian.transpose() * weights_.cwiseProduct(residuals) -
                                  penalties_.cwiseProduct(found));
  }

  Rows rows_;
  Vector log_measured_;
  Vector weights_;
  Vector penalties_;
};

}  // namespace

StepFactor fit_factor(const StepModel& first, std::span<const FitGroup> groups) {
  const Vector found = FactorFit(first, groups).run();
  StepFactor factor;
  factor.constant = found[0];
  for (std::size_t i = 0; i < slopes.size(); ++i) {
    const double slope = found[static_cast<Index>(1 + i)] / slopes[i].spread;
    factor.slopes[slopes[i].feature] = slope;
    factor.constant -= slope * slopes[i].mean;
  }
  for (std::size_t k = 0; k < step_kinds; ++k) factor.kinds[k] = found[first_kind + static_cast<Index>(k)];
  factor.kinds[static_cast<std::size_t>(StepKind::run)] += found[0] - factor.constant;
  return factor;
}

}  // namespace narrows::timing
