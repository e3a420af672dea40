#include "normalisation.hpp"

#include <algorithm>
#include <cmath>

namespace narrows::training {

namespace {
constexpr double running_rate = 0.1;  // as PyTorch's
}

Normalisation::Normalisation(View* input, View* output, double epsilon, std::size_t weight, std::size_t bias,
                             Parameters& parameters)
    : Step({input}, {output}),
      running_mean(input->width(), 0.0F),
      running_var(input->width(), 1.0F),
      epsilon_(epsilon),
      weight_(weight),
      bias_(bias),
      parameters_(parameters),
      statistics_(input->width()),
      gradient_sums_(input->width()),
      gradient_products_(input->width()) {}

void Normalisation::measure(std::size_t images) {
  const Map& map = *in().map;
  const auto count = static_cast<double>(images * map.pixels());
  const std::size_t shares = map.sums.size() / (2 * map.channels());
  for (std::size_t c = 0; c < statistics_.size(); ++c) {
    double sum = 0;
    double squares = 0;
    for (std::size_t share = 0; share < shares; ++share) {
      const double* sums = map.sums.data() + share * 2 * map.channels() + static_cast<std::size_t>(in().offset) + c;
      sum += sums[0];
      squares += sums[map.channels()];
    }
    const double mean = sum / count;
    const double variance = std::max(0.0, squares / count - mean * mean);
    statistics_[c] = {mean, 1 / std::sqrt(variance + epsilon_)};
    running_mean[c] = static_cast<float>((1 - running_rate) * running_mean[c] + running_rate * mean);
    running_var[c] =
        static_cast<float>((1 - running_rate) * running_var[c] + running_rate * variance * count / (count - 1));
  }
}

void Normalisation::after_forward(std::size_t images, bool training) {
  if (training) {
    measure(images);
  } else {
    for (std::size_t c = 0; c < statistics_.size(); ++c)
      statistics_[c] = {running_mean[c], 1 / std::sqrt(running_var[c] + epsilon_)};
  }
  const float* weight = parameters_.values() + weight_;
  const float* bias = parameters_.values() + bias_;
  for (const auto& [view, part] : uses_)
    for (int i = 0; i < part.channels; ++i) {
      const auto c = static_cast<std::size_t>(part.channel + i);
      const double scale = weight[c] * statistics_[c].inverse;
      view->scale[static_cast<std::size_t>(part.at + i)] = static_cast<float>(scale);
      view->shift[static_cast<std::size_t>(part.at + i)] = static_cast<float>(bias[c] - scale * statistics_[c].mean);
    }
}

void Normalisation::after_backward(std::size_t images) {
  std::ranges::fill(gradient_sums_, 0.0);
  std::ranges::fill(gradient_products_, 0.0);
  for (const auto& [view, part] : uses_) {
    const std::size_t shares = view->sums.size() / (2 * view->width());
    for (std::size_t share = 0; share < shares; ++share) {
      const double* sums = view->sums.data() + share * 2 * view->width() + part.at;
      for (int i = 0; i < part.channels; ++i) {
        gradient_sums_[static_cast<std::size_t>(part.channel + i)] += sums[i];
        gradient_products_[static_cast<std::size_t>(part.channel + i)] +=
            sums[view->width() + static_cast<std::size_t>(i)];
      }
    }
  }
  Map& map = *in().map;
  const auto count = static_cast<double>(images * map.pixels());
  const float* weight = parameters_.values() + weight_;
  float* gradients = parameters_.gradients(0);
  for (std::size_t c = 0; c < statistics_.size(); ++c) {
    const auto [mean, inverse] = statistics_[c];
    const double of_weight = (gradient_products_[c] - mean * gradient_sums_[c]) * inverse;
    gradients[weight_ + c] += static_cast<float>(of_weight);
    gradients[bias_ + c] += static_cast<float>(gradient_sums_[c]);
    const double scale = weight[c] * inverse;
    const double slope = -scale * inverse * of_weight / count;
    map.slope[static_cast<std::size_t>(in().offset) + c] += static_cast<float>(slope);
    map.shift[static_cast<std::size_t>(in().offset) + c] +=
        static_cast<float>(-scale * gradient_sums_[c] / count - slope * mean);
  }
}

}  // namespace narrows::training
