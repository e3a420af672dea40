#pragma once

#include <deque>
#include <map>
#include <string>

#include "engine.hpp"
#include "narrows/network.hpp"
#include "normalisation.hpp"

namespace narrows::training {

/** The steps of a network, and the maps they read and write. */
class Graph {
 public:
  Graph(const Network& network, std::size_t batch, Storage storage, Parameters& parameters);

  [[nodiscard]] const std::vector<StepPointer>& steps() const { return steps_; }
  [[nodiscard]] std::deque<Map>& maps() { return maps_; }
  [[nodiscard]] std::deque<View>& views() { return views_; }
  [[nodiscard]] Map& input() { return maps_.front(); }
  [[nodiscard]] Map& logits() { return *logits_->map; }
  /** By the name of their node. */
  [[nodiscard]] const std::map<std::string, Normalisation*>& normalisations() const { return normalisations_; }

 private:
  struct Lowering;

  View* stored(Shape shape, bool wants_gradient);
  View* view_like(const View& other);
  View* materialised(View* view);
  View* sliced(const View& view, int begin, int end);
  View* joined(const std::vector<View*>& parts, Shape shape);
  [[nodiscard]] bool can_join(const std::vector<View*>& parts, std::size_t i) const;
  void finish();

  [[nodiscard]] std::vector<std::size_t> alike(std::size_t node) const;

  const Network& network_;
  std::size_t batch_;
  Storage storage_;
  Parameters& parameters_;
  std::deque<Map> maps_;
  std::deque<View> views_;
  std::vector<StepPointer> steps_;
  std::map<std::string, Normalisation*> normalisations_;
  std::vector<bool> needed_;   ///< Values that the result depends on.
  std::vector<View*> values_;  ///< Of the network, by number.
  View* logits_ = nullptr;
};

}  // namespace narrows::training
