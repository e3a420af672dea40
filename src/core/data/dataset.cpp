#include "narrows/dataset.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "narrows/detail/numbers.hpp"
#include "narrows/detail/sha256.hpp"
#include "narrows/image.hpp"
#include "narrows/split.hpp"

namespace narrows {
namespace {

std::size_t bytes_of(const Shape& shape) {
  if (shape.channels < 1 || shape.height < 1 || shape.width < 1) {
    throw std::invalid_argument("shape must have channels, height and width of at least 1, got " + to_string(shape));
  }
  return static_cast<std::size_t>(shape.elements());
}

void check_part(const char* part, const LabelledImages& images, const Shape& shape, std::size_t classes) {
  if (images.size() > 0 && images.shape() != shape) {
    throw std::invalid_argument(std::string(part) + " images must have the shape of the training images, " +
                                to_string(shape) + ", got " + to_string(images.shape()));
  }
  const auto labels = images.labels();
  const auto wrong = std::find_if(labels.begin(), labels.end(),
                                  [&](std::int32_t label) { return static_cast<std::size_t>(label) >= classes; });
  if (wrong != labels.end()) {
    throw std::invalid_argument("labels must be below the number of classes, " + std::to_string(classes) + ", got " +
                                std::to_string(*wrong) + " for " + part + " image " +
                                std::to_string(wrong - labels.begin()));
  }
}

/** Adds up bytes and their squares, channel by channel, in lanes that a compiler turns into vector instructions. */
class ChannelSums {
 public:
  explicit ChannelSums(int channels)
      : lanes_(16 * static_cast<std::size_t>(channels)), sums_(lanes_), squares_(lanes_) {}

  void add(std::span<const std::uint8_t> pixels) {
    constexpr std::size_t steps = 60000;  // 60000 * 255 * 255 < 2^32
    for (std::size_t i = 0; i < pixels.size(); i += steps * lanes_) {
      add_block(pixels.subspan(i, std::min(steps * lanes_, pixels.size() - i)));
    }
  }

  [[nodiscard]] std::pair<double, double> of(std::size_t channel) const {
    std::uint64_t sum = 0, square = 0;
    for (std::size_t lane = channel; lane < lanes_; lane += lanes_ / 16) sum += sums_[lane], square += squares_[lane];
    return {static_cast<double>(sum), static_cast<double>(square)};
  }

 private:
  void add_block(std::span<const std::uint8_t> pixels) {
    std::vector<std::uint32_t> sums(lanes_), squares(lanes_);
    for (std::size_t i = 0; i < pixels.size(); i += lanes_) {
      const std::size_t count = std::min(lanes_, pixels.size() - i);
      for (std::size_t lane = 0; lane < count; ++lane) {
        const std::uint32_t value = pixels[i + lane];
        sums[lane] += value;
        squares[lane] += value * value;
      }
    }
    for (std::size_t lane = 0; lane < lanes_; ++lane) sums_[lane] += sums[lane], squares_[lane] += squares[lane];
  }

  std::size_t lanes_;
  std::vector<std::uint64_t> sums_, squares_;
};

Preprocessing preprocessing_of(const LabelledImages& train, Resize resize) {
  const Shape shape = train.shape();
  Preprocessing result{
      .shape = shape, .resize = resize, .order = shape.channels == 1 ? "L" : "RGB", .mean = {}, .std = {}};
  ChannelSums sums(shape.channels);
  sums.add(train.pixels());
  const double count = static_cast<double>(train.size()) * shape.height * shape.width;
  for (int channel = 0; channel < shape.channels; ++channel) {
    const auto [sum, square] = sums.of(static_cast<std::size_t>(channel));
    const double mean = sum / count, variance = square / count - mean * mean;
    result.mean.push_back(static_cast<float>(mean / 255));
    // A channel that never varies is only shifted.
    result.std.push_back(variance > 1e-6 ? static_cast<float>(std::sqrt(variance) / 255) : 1.0F);
  }
  return result;
}

void digest_part(detail::Sha256& hash, const LabelledImages& images) {
  hash.update(to_string(images.size() > 0 ? images.shape() : Shape{}) + " x " + std::to_string(images.size()) + "\n");
  std::vector<std::uint8_t> labels;
  for (const std::int32_t label : images.labels()) {
    for (int shift = 0; shift < 32; shift += 8) labels.push_back(static_cast<std::uint8_t>(label >> shift));
  }
  hash.update(labels);
  hash.update(images.pixels());
}

std::string digest_of(const Dataset& data) {
  detail::Sha256 hash;
  for (const std::string& name : data.classes()) hash.update(std::to_string(name.size()) + " " + name + "\n");
  for (const auto* part : {&data.train(), &data.validation(), &data.test()}) digest_part(hash, *part);
  return hash.finish();
}

std::vector<std::size_t> sorted_beginning(std::vector<std::size_t> order, std::size_t count) {
  order.resize(count);
  std::sort(order.begin(), order.end());
  return order;
}

}  // namespace

LabelledImages::LabelledImages(Shape shape, std::vector<std::uint8_t> pixels, std::vector<std::int32_t> labels) {
  const auto owned = std::make_shared<const std::vector<std::uint8_t>>(std::move(pixels));
  *this = LabelledImages(shape, owned, *owned, std::move(labels));
}

LabelledImages::LabelledImages(Shape shape, std::shared_ptr<const void> owner, std::span<const std::uint8_t> pixels,
                               std::vector<std::int32_t> labels)
    : shape_(shape), owner_(std::move(owner)), pixels_(pixels) {
  const std::size_t bytes = bytes_of(shape);
  if (pixels.size() != bytes * labels.size()) {
    throw std::invalid_argument("pixels must be one image of " + to_string(shape) + " bytes per label, " +
                                std::to_string(bytes * labels.size()) + " for " + std::to_string(labels.size()) +
                                " labels, got " + std::to_string(pixels.size()));
  }
  const auto negative = std::find_if(labels.begin(), labels.end(), [](std::int32_t label) { return label < 0; });
  if (negative != labels.end()) {
    throw std::invalid_argument("labels must not be negative, got " + std::to_string(*negative) + " for image " +
                                std::to_string(negative - labels.begin()));
  }
  labels_ = std::make_shared<const std::vector<std::int32_t>>(std::move(labels));
}

std::span<const std::uint8_t> LabelledImages::image(std::size_t index) const {
  if (index >= size()) {
    throw std::invalid_argument("index must be below the number of images, " + std::to_string(size()) + ", got " +
                                std::to_string(index));
  }
  const auto bytes = static_cast<std::size_t>(shape_.elements());
  return pixels().subspan(index * bytes, bytes);
}

LabelledImages LabelledImages::select(std::span<const std::size_t> indices) const {
  std::vector<std::uint8_t> pixels;
  std::vector<std::int32_t> labels;
  pixels.reserve(indices.size() * static_cast<std::size_t>(shape_.elements()));
  labels.reserve(indices.size());
  for (const std::size_t index : indices) {
    const auto bytes = image(index);
    pixels.insert(pixels.end(), bytes.begin(), bytes.end());
    labels.push_back((*labels_)[index]);
  }
  return {shape_, std::move(pixels), std::move(labels)};
}

LabelledImages prepare(const LabelledImages& images, const Preprocessing& preprocessing) {
  if (images.size() == 0 || images.shape() == preprocessing.shape) return images;
  std::vector<std::uint8_t> pixels;
  pixels.reserve(images.size() * static_cast<std::size_t>(preprocessing.shape.elements()));
  for (std::size_t i = 0; i < images.size(); ++i) {
    const auto bytes = images.image(i);
    const Image image = prepare(Image{images.shape(), {bytes.begin(), bytes.end()}}, preprocessing);
    pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
  }
  return {preprocessing.shape, std::move(pixels), {images.labels().begin(), images.labels().end()}};
}

struct Dataset::Digest {
  std::once_flag once;
  std::string value;
};

Dataset::Dataset(std::string name, std::vector<std::string> classes, LabelledImages train, LabelledImages validation,
                 LabelledImages test, Resize resize)
    : name_(std::move(name)),
      classes_(std::move(classes)),
      train_(std::move(train)),
      validation_(std::move(validation)),
      test_(std::move(test)),
      digest_(std::make_shared<Digest>()) {
  if (train_.size() == 0) throw std::invalid_argument("train must have at least one image, got none");
  if (const int channels = train_.shape().channels; channels != 1 && channels != 3) {
    throw std::invalid_argument("images must have 1 channel (grey) or 3 (red, green, blue), got " +
                                std::to_string(channels));
  }
  check_part("training", train_, train_.shape(), classes_.size());
  check_part("validation", validation_, train_.shape(), classes_.size());
  check_part("test", test_, train_.shape(), classes_.size());
  preprocessing_ = preprocessing_of(train_, resize);
}

Dataset Dataset::with_split(std::string name, std::vector<std::string> classes, LabelledImages train,
                            LabelledImages test, double validation_share, std::uint64_t seed, Resize resize) {
  check_part("training", train, train.shape(), classes.size());  // here, where images still count as given
  const double wanted = std::round(validation_share * static_cast<double>(train.size()));
  if (!(validation_share >= 0 && wanted < static_cast<double>(std::max<std::size_t>(train.size(), 1)))) {
    throw std::invalid_argument("validation_share must be at least 0 and leave a training image, got " +
                                detail::general(validation_share) + " of " + std::to_string(train.size()) + " images");
  }
  const auto taken = stratified_share(train.labels(), validation_share, seed);
  if (taken.empty()) return {std::move(name), std::move(classes), std::move(train), {}, std::move(test), resize};
  return {std::move(name),     std::move(classes), train.select(all_but(taken, train.size())),
          train.select(taken), std::move(test),    resize};
}

const std::string& Dataset::digest() const {
  std::call_once(digest_->once, [this] { digest_->value = digest_of(*this); });
  return digest_->value;
}

Dataset Dataset::subset(std::size_t count, std::uint64_t seed) const {
  if (count < 1 || count > train_.size()) {
    throw std::invalid_argument("count must be from 1 to the number of training images, " +
                                std::to_string(train_.size()) + ", got " + std::to_string(count));
  }
  const auto first = [seed](const LabelledImages& images, std::size_t size) {
    return images.select(sorted_beginning(stratified_order(images.labels(), seed), size));
  };
  const double share = static_cast<double>(count) / static_cast<double>(train_.size());
  const auto kept = static_cast<std::size_t>(std::ceil(share * static_cast<double>(validation_.size())));
  Dataset result = Dataset(name_, classes_, first(train_, count),
                           first(validation_, std::min(kept, validation_.size())), test_, preprocessing_.resize)
                       .with_notes(notes_)
                       .with_skipped(skipped_);
  if (source_.empty()) return result;
  return result.with_source("{\"subset\":[" + std::to_string(count) + "," + std::to_string(seed) +
                            "],\"of\":" + source_ + "}");
}

Dataset Dataset::with_notes(std::vector<std::string> notes) const {
  Dataset result = *this;
  result.notes_ = std::move(notes);
  return result;
}

Dataset Dataset::with_skipped(std::vector<std::string> lines) const {
  Dataset result = *this;
  result.skipped_ = std::move(lines);
  return result;
}

Dataset Dataset::with_digest(std::string digest) const {
  Dataset result = *this;
  result.digest_ = std::make_shared<Digest>();
  std::call_once(result.digest_->once, [&] { result.digest_->value = std::move(digest); });
  return result;
}

Dataset Dataset::with_source(std::string source) const {
  Dataset result = *this;
  result.source_ = std::move(source);
  return result;
}

}  // namespace narrows
