#include "values.hpp"

#include <algorithm>

namespace narrows::training {

bool View::normalised() const {
  return std::ranges::any_of(parts, [](const Part& part) { return part.normalisation != nullptr; });
}

Reading View::reading(std::size_t pixel) const {
  const std::size_t first = (pixel * map->channels() + static_cast<std::size_t>(offset)) * map->value_bytes();
  return {.data = map->data + first,
          .stride = map->channels(),
          .channels = width(),
          .scale = scale.empty() ? nullptr : scale.data(),
          .shift = shift.empty() ? nullptr : shift.data(),
          .low = low,
          .high = high,
          .bend = bend,
          .half = map->half};
}

GradientReading View::gradient_reading(std::size_t pixel) const {
  const std::size_t first = (pixel * map->channels() + static_cast<std::size_t>(offset)) * map->value_bytes();
  return {.gradient = map->gradient + first,
          .values = map->data + first,
          .stride = map->channels(),
          .channels = width(),
          .slope = map->normalised ? map->slope.data() + offset : nullptr,
          .offset = map->normalised ? map->shift.data() + offset : nullptr,
          .half = map->half};
}

Storing View::storing(std::size_t pixel, int share) {
  double* sums_here = map->normalised ? map->sums.data() + static_cast<std::size_t>(share) * 2 * map->channels() +
                                            static_cast<std::size_t>(offset)
                                      : nullptr;
  return {.channels = width(),
          .to = map->data + (pixel * map->channels() + static_cast<std::size_t>(offset)) * map->value_bytes(),
          .stride = map->channels(),
          .sums = sums_here,
          .squares = sums_here == nullptr ? nullptr : sums_here + map->channels(),
          .half = map->half};
}

GradientStoring View::gradient_storing(std::size_t pixel, int share, bool add) {
  double* sums_here = scale.empty() ? nullptr : sums.data() + static_cast<std::size_t>(share) * 2 * width();
  return {.reading = reading(pixel),
          .gradient = map->gradient + (pixel * map->channels() + static_cast<std::size_t>(offset)) * map->value_bytes(),
          .add = add || map->zeroed,
          .sums = sums_here,
          .products = sums_here == nullptr ? nullptr : sums_here + width()};
}

void View::settle() {
  for (; map->parent != nullptr; map = map->parent) offset += map->offset;
}

void View::allocate(int shares) {
  if (!normalised()) return;
  scale.assign(padded(width()), 0.0F);
  std::fill_n(scale.begin(), width(), 1.0F);
  shift.assign(padded(width()), 0.0F);
  sums.assign(static_cast<std::size_t>(shares) * 2 * width(), 0.0);
}

}  // namespace narrows::training
