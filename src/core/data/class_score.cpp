#include "narrows/class_score.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace narrows {
namespace {

double square(double value) { return value * value; }

}  // namespace

std::optional<double> ClassScore::recall() const {
  if (images == 0) return std::nullopt;
  return static_cast<double>(right) / static_cast<double>(images);
}

std::vector<ClassScore> class_scores(std::span<const float> logits, std::span<const std::int32_t> labels,
                                     std::size_t classes) {
  if (logits.size() != labels.size() * classes)
    throw std::invalid_argument("logits must be one for each of " + std::to_string(classes) + " classes and " +
                                std::to_string(labels.size()) + " labels, got " + std::to_string(logits.size()));
  std::vector<ClassScore> scores(classes);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto row = logits.subspan(i * classes, classes);
    ClassScore& score = scores.at(static_cast<std::size_t>(labels[i]));
    ++score.images;
    score.right += std::ranges::max_element(row) - row.begin() == labels[i] ? 1 : 0;
  }
  return scores;
}

std::optional<double> balanced_accuracy(std::span<const ClassScore> scores) {
  double sum = 0;
  int classes = 0;
  for (const ClassScore& score : scores) {
    if (score.images == 0) continue;
    sum += score.recall().value_or(0);
    ++classes;
  }
  return classes == 0 ? std::nullopt : std::optional(sum / classes);
}

AccuracyInterval balanced_accuracy_interval(std::span<const ClassScore> scores) {
  const std::optional<double> mean = balanced_accuracy(scores);
  if (!mean) return {};
  double below = 0, above = 0;
  int classes = 0;
  for (const ClassScore& score : scores) {
    if (score.images == 0) continue;
    const double recall = score.recall().value_or(0);
    const AccuracyInterval interval = accuracy_interval(recall, static_cast<std::size_t>(score.images));
    below += square(recall - interval.low);
    above += square(interval.high - recall);
    ++classes;
  }
  return {std::max(0.0, *mean - std::sqrt(below) / classes), std::min(1.0, *mean + std::sqrt(above) / classes)};
}

}  // namespace narrows
