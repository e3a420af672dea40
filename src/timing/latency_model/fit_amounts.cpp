#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "step_fit.hpp"

namespace narrows::timing {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

/** Non-negative x that minimises |a x - b|^2, by coordinate descent on the normal equations. */
Vector non_negative_least_squares(const Matrix& a, const Vector& b) {
  Matrix gram = a.transpose() * a;
  gram.diagonal().array() += 1e-9 * gram.diagonal().maxCoeff();  // amounts that never occur stay at 0
  Vector x = Vector::Zero(a.cols());
  Vector rest = a.transpose() * b;  // less gram times x
  for (int sweep = 0; sweep < 20'000; ++sweep) {
    double largest_step = 0;
    for (Eigen::Index j = 0; j < x.size(); ++j) {
      const double step = std::max(-x[j], rest[j] / gram(j, j));
      if (step == 0) continue;  // as of all that stay at 0
      x[j] += step;
      rest -= step * gram.col(j);
      largest_step = std::max(largest_step, std::abs(step));
    }
    if (largest_step < 1e-9 * std::max(1.0, x.maxCoeff())) break;
  }
  return x;
}

/** The same, by least squares weighted anew: where a row is off by more than `far` of its weight it pulls no harder. */
Vector robust(const Matrix& a, const Vector& b, double far) {
  constexpr int reweightings = 4;
  Vector x = non_negative_least_squares(a, b);
  if (std::isinf(far)) return x;
  for (int i = 0; i < reweightings; ++i) {
    const Vector off = (a * x - b).cwiseQuotient(b).cwiseAbs();
    const Vector weights = off.cwiseMax(far).cwiseInverse().cwiseSqrt() * std::sqrt(far);
    x = non_negative_least_squares(weights.asDiagonal() * a, weights.cwiseProduct(b));
  }
  return x;
}

}  // namespace

StepModel fit_amounts(std::span<const FitGroup> groups, double far) {
  const auto rows = static_cast<Eigen::Index>(groups.size());
  Matrix a = Matrix::Zero(rows, Eigen::Index{step_kinds} * amounts);
  Vector b(rows);
  for (Eigen::Index row = 0; row < rows; ++row) {
    const FitGroup& group = groups[static_cast<std::size_t>(row)];
    b[row] = std::sqrt(group.weight);
    for (const FitPart& part : group.parts) {
      const auto amount = amounts_of(part.step);
      const Eigen::Index first = static_cast<Eigen::Index>(part.step.kind) * amounts;
      for (Eigen::Index i = 0; i < amounts; ++i)
        a(row, first + i) += part.times * amount[static_cast<std::size_t>(i)] * b[row] / group.ms;
    }
  }
  const Vector scale = a.colwise().norm().transpose().cwiseMax(1e-12);
  const Vector x = robust(a * scale.cwiseInverse().asDiagonal(), b, far).cwiseQuotient(scale);
  StepModel model;
  for (int kind = 0; kind < step_kinds; ++kind)
    for (int i = 0; i < amounts; ++i)
      model.kind(static_cast<StepKind>(kind)).ms[static_cast<std::size_t>(i)] = x[Eigen::Index{kind} * amounts + i];
  return model;
}

}  // namespace narrows::timing
