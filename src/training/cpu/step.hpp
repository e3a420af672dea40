#pragma once

#include <memory>
#include <vector>

#include "parameters.hpp"
#include "values.hpp"

namespace narrows::training {

/** Consecutive images of a batch, the work of one thread, and what it works with. */
struct Share {
  int index = 0;
  std::size_t first = 0, last = 0;  ///< Images, the last excluded.
  float* scratch = nullptr;
  float* gradients = nullptr;  ///< Of the parameters.
};

/** What one or several operations of a network become. */
class Step {
 public:
  Step(std::vector<View*> inputs, std::vector<View*> outputs)
      : inputs_(std::move(inputs)), outputs_(std::move(outputs)) {}
  virtual ~Step() = default;
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

  /** Views are settled. */
  virtual void settle() {}
  /** Parameters have changed. */
  virtual void prepare(const Parameters&) {}
  /** Steps are done share by share, at the same time; what must follow for all shares together is done afterwards. */
  virtual void forward(const Share& share) = 0;
  virtual void after_forward(std::size_t /*images*/, bool /*training*/) {}
  /** Adds to the gradients of parameters; writes or adds to those of the inputs. */
  virtual void backward(const Share& share) = 0;
  virtual void after_backward(std::size_t /*images*/) {}

  /** Working memory of a share, in floats. */
  [[nodiscard]] virtual std::size_t scratch() const { return 0; }
  [[nodiscard]] virtual std::size_t bytes() const { return 0; }

  [[nodiscard]] const std::vector<View*>& inputs() const { return inputs_; }
  [[nodiscard]] const std::vector<View*>& outputs() const { return outputs_; }
  /** Whether input i's gradient is added to what is there. */
  void set_adds(std::size_t i, bool adds) {
    adds_.resize(inputs_.size());
    adds_[i] = adds;
  }

 protected:
  [[nodiscard]] View& in(std::size_t i = 0) const { return *inputs_[i]; }
  [[nodiscard]] View& out(std::size_t i = 0) const { return *outputs_[i]; }
  [[nodiscard]] bool wants_gradient(std::size_t i = 0) const { return inputs_[i]->map->wants_gradient; }
  [[nodiscard]] bool adds(std::size_t i = 0) const { return i < adds_.size() && adds_[i]; }

 private:
  std::vector<View*> inputs_;
  std::vector<View*> outputs_;
  std::vector<bool> adds_;
};

using StepPointer = std::unique_ptr<Step>;

/** Clears the border of a patch's memory, or all of it. */
void clear(float* data, std::size_t floats);

}  // namespace narrows::training
