#include "narrows/detail/step_prices.hpp"

#include <utility>

namespace narrows::detail {

/** In the next places; more than one probe long, so out of line. A full neighbourhood makes the table grow. */
double StepPrices::look_up(const NetworkStep& step) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = 0; i < probes; ++i) {
    Slot& slot = slots_[(hash(step) + i) & mask];
    if (slot.step == step) return slot.price;
    if (slot.step.height != 0) continue;
    slot = {step, (*cost_)(step)};
    return slot.price;
  }
  if (slots_.size() >= most_slots) return (*cost_)(step);
  grow();
  return look_up(step);
}

void StepPrices::grow() {
  std::vector<Slot> before = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : before) {
    if (slot.step.height == 0) continue;
    for (std::size_t i = 0; i < probes; ++i) {
      Slot& place = slots_[(hash(slot.step) + i) & mask];
      if (place.step.height != 0) continue;
      place = slot;
      break;
    }  // One that finds no place is worked out again.
  }
}

}  // namespace narrows::detail
