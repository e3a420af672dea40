#include "narrows/detail/step_prices.hpp"

#include <utility>

namespace narrows::detail {

/** In the next places; more than one probe long, so out of line. A full neighbourhood makes the table grow. */
double StepPrices::look_up(const NetworkStep& step) {
  if (!PackedStep::fits(step)) return (*cost_)(step);
  const PackedStep packed = PackedStep::of(step);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = 0; i < probes; ++i) {
    Slot& slot = slots_[(packed.hash() + i) & mask];
    if (slot.step == packed) return slot.price;
    if (!(slot.step == PackedStep{})) continue;
    slot = {packed, (*cost_)(step)};
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
    if (slot.step == PackedStep{}) continue;
    for (std::size_t i = 0; i < probes; ++i) {
      Slot& place = slots_[(slot.step.hash() + i) & mask];
      if (!(place.step == PackedStep{})) continue;
      place = slot;
      break;
    }  // One that finds no place is worked out again.
  }
}

}  // namespace narrows::detail
