#pragma once

#include <string>

#include "step.hpp"

namespace narrows::training {

/**
 * A batch norm. Nothing is computed for it alone but its few numbers per channel: sums are collected by the step that
 * writes what it reads, it is applied by those that read its result, and these collect what its gradients need.
 */
class Normalisation : public Step {
 public:
  Normalisation(View* input, View* output, double epsilon, std::size_t weight, std::size_t bias,
                Parameters& parameters);

  void forward(const Share&) override {}
  void backward(const Share&) override {}
  void after_forward(std::size_t images, bool training) override;
  void after_backward(std::size_t images) override;

  /** A view that shows it, from the view's channel `at` on, and its own channel `channel`. */
  void add_use(View* view, const View::Part& part) { uses_.push_back({view, part}); }

  std::vector<float> running_mean, running_var;

 private:
  struct Use {
    View* view;
    View::Part part;
  };
  struct Channel {
    double mean = 0, inverse = 1;  ///< One over the standard deviation.
  };

  void measure(std::size_t images);

  double epsilon_;
  std::size_t weight_, bias_;
  Parameters& parameters_;
  std::vector<Channel> statistics_;
  std::vector<double> gradient_sums_, gradient_products_;
  std::vector<Use> uses_;
};

}  // namespace narrows::training
