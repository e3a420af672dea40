#include "parameters.hpp"

#include <algorithm>
#include <numeric>

#include "kernels.hpp"

namespace narrows::training {

Layout plain_layout(std::size_t elements) {
  Layout layout{.place = std::vector<std::uint32_t>(elements), .floats = elements};
  std::iota(layout.place.begin(), layout.place.end(), 0U);
  return layout;
}

std::size_t Parameters::add(const ArraySpec& spec, Layout layout) {
  const std::size_t offset = floats_;
  floats_ += padded(layout.floats);
  entries_.push_back({spec, std::move(layout), offset});
  return offset;
}

void Parameters::add_at(std::size_t offset, const ArraySpec& spec, Layout layout) {
  entries_.push_back({spec, std::move(layout), offset});
}

void Parameters::allocate(int shares) {
  shares_ = shares;
  values_.assign(floats_, 0.0F);
  momentum_.assign(floats_, 0.0F);
  gradients_.assign(floats_ * static_cast<std::size_t>(shares), 0.0F);
}

bool Parameters::contains(const std::string& name) const {
  return std::ranges::any_of(entries_, [&](const Entry& entry) { return entry.spec.name == name; });
}

void Parameters::clear_gradients() { std::ranges::fill(gradients_, 0.0F); }

void Parameters::update(std::size_t begin, std::size_t end, const Update& how) {
  descend({.values = values_.data() + begin,
           .momentum = momentum_.data() + begin,
           .gradients = gradients_.data() + begin,
           .share_stride = floats_,
           .shares = static_cast<std::size_t>(shares_),
           .count = end - begin,
           .learning_rate = how.learning_rate,
           .momentum_factor = how.momentum,
           .weight_decay = how.weight_decay,
           .nesterov = how.nesterov});
}

std::vector<Weights::Array> Parameters::exported(const float* from) const {
  std::vector<Weights::Array> arrays;
  for (const Entry& entry : entries_) {
    std::vector<float> values(entry.layout.place.size());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = from[entry.offset + entry.layout.place[i]];
    arrays.push_back({entry.spec.name, entry.spec.shape, std::move(values)});
  }
  return arrays;
}

void Parameters::import(const Weights& weights, float* to) const {
  for (const Entry& entry : entries_) {
    const std::vector<float>& values = weights[entry.spec.name].values;
    if (values.size() != entry.layout.place.size())
      throw std::invalid_argument("weights: array " + entry.spec.name + " must have " +
                                  std::to_string(entry.layout.place.size()) + " values, not " +
                                  std::to_string(values.size()));
    for (std::size_t i = 0; i < values.size(); ++i) to[entry.offset + entry.layout.place[i]] = values[i];
  }
}

std::size_t Parameters::bytes() const {
  std::size_t bytes = (values_.size() + momentum_.size() + gradients_.size()) * sizeof(float);
  for (const Entry& entry : entries_) bytes += entry.layout.place.size() * sizeof(std::uint32_t);
  return bytes;
}

}  // namespace narrows::training
