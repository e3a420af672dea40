#include "augmentation.hpp"

#include <algorithm>
#include <numeric>

#include "narrows/random.hpp"

namespace narrows {
namespace {

// Keeps an epoch's numbers apart from those that initialise weights with the same seed.
constexpr std::uint64_t stream_of_views = std::uint64_t{1} << 63;
constexpr std::uint64_t stream_of_flips = std::uint64_t{3} << 62;

void shuffle(std::vector<View>& views, Random& random) {
  for (std::size_t last = views.size(); last > 1; --last)
    std::swap(views[last - 1], views[static_cast<std::size_t>(random.uniform(0, static_cast<int>(last) - 1))]);
}

/** Which images are mirrored in the first epoch; in the second it is the others, and so on. */
std::vector<bool> first_flips(std::size_t images, double flip, std::uint64_t seed) {
  Random random(seed, stream_of_flips);
  std::vector<bool> flips(images);
  for (std::size_t i = 0; i < images; ++i) flips[i] = random.uniform() < flip;
  return flips;
}

void flip_in_turns(std::vector<View>& views, const Recipe& recipe, std::uint64_t seed, int epoch) {
  if (recipe.flip == 0) return;
  const std::vector<bool> first = first_flips(views.size(), recipe.flip, seed);
  for (View& view : views) view.flipped = first[view.image] == (epoch % 2 == 0);
}

}  // namespace

std::vector<View> plain_views(std::size_t begin, std::size_t end) {
  std::vector<View> views(end - begin);
  for (std::size_t i = begin; i < end; ++i) views[i - begin].image = static_cast<std::uint32_t>(i);
  return views;
}

std::vector<View> augmented_views(std::size_t images, const Recipe& recipe, std::uint64_t seed, int epoch) {
  Random random(seed, stream_of_views + static_cast<std::uint64_t>(epoch));
  std::vector<View> views = plain_views(0, images);
  shuffle(views, random);
  for (View& view : views) {
    view.top = static_cast<std::int16_t>(random.uniform(-recipe.pad, recipe.pad));
    view.left = static_cast<std::int16_t>(random.uniform(-recipe.pad, recipe.pad));
    view.flipped = random.uniform() < recipe.flip;
  }
  if (recipe.alternate_flips) flip_in_turns(views, recipe, seed, epoch);
  return views;
}

ImagePainter::ImagePainter(LabelledImages images, const Preprocessing& preprocessing, PixelOrder order)
    : images_(std::move(images)), order_(order) {
  const auto channels = static_cast<std::size_t>(images_.shape().channels);
  for (std::size_t channel = 0; channel < channels; ++channel)
    for (int byte = 0; byte < 256; ++byte)
      table_.push_back((static_cast<float>(byte) / 255.0F - preprocessing.mean[channel]) / preprocessing.std[channel]);
}

void ImagePainter::paint(std::span<const View> views, std::span<float> batch) const {
  const auto elements = static_cast<std::size_t>(images_.shape().elements());
  for (std::size_t i = 0; i < views.size(); ++i) paint(views[i], batch.data() + i * elements);
}

void ImagePainter::paint(const View& view, float* out) const {
  const Shape shape = images_.shape();
  const std::uint8_t* pixels = images_.image(view.image).data();
  const std::ptrdiff_t row_bytes = std::ptrdiff_t{1} * shape.width * shape.channels;
  const std::vector<std::uint8_t> zeros(static_cast<std::size_t>(row_bytes));
  for (int y = 0; y < shape.height; ++y) {
    const int from = y + view.top;
    const bool inside = from >= 0 && from < shape.height;
    const int stride = order_ == PixelOrder::channels_last ? shape.width * shape.channels : shape.width;
    paint_row(inside ? pixels + from * row_bytes : zeros.data(), view, out + std::ptrdiff_t{1} * y * stride);
  }
}

void ImagePainter::paint_row(const std::uint8_t* row, const View& view, float* out) const {
  const Shape shape = images_.shape();
  const bool last = order_ == PixelOrder::channels_last;
  const std::ptrdiff_t pixel_step = last ? shape.channels : 1;
  const std::ptrdiff_t channel_step = last ? 1 : std::ptrdiff_t{1} * shape.height * shape.width;
  for (int channel = 0; channel < shape.channels; ++channel) {
    const float* table = table_.data() + std::ptrdiff_t{256} * channel;
    float* to = out + channel * channel_step;
    for (int x = 0; x < shape.width; ++x, to += pixel_step) {
      const int from = view.left + (view.flipped ? shape.width - 1 - x : x);
      const bool inside = from >= 0 && from < shape.width;
      *to = table[inside ? row[from * shape.channels + channel] : 0];
    }
  }
}

}  // namespace narrows
