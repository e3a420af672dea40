#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <deque>
#include <iterator>
#include <set>
#include <unordered_map>
#include <utility>

#include "files.hpp"
#include "formats.hpp"
#include "image_list.hpp"
#include "narrows/decode_image.hpp"
#include "narrows/error.hpp"
#include "narrows/utf8.hpp"
#include "parallel.hpp"

namespace narrows::datasets {
namespace {

constexpr int sketch_side = 16;
constexpr std::array part_names = {"train", "validation", "test"};

/** One bit for each pair of neighbours in rows of nine: whether the right one is brighter. */
std::uint64_t look_of(const Image& grey) {
  const Image small = resized(grey, 8, 9, Resize::stretch);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 72; ++i) {
    if (i % 9 != 8) bits = bits << 1 | (small.pixels[i + 1] > small.pixels[i] ? 1U : 0U);
  }
  return bits;
}

/** FNV-1a. */
std::uint64_t digest_of(const Image& image) {
  std::uint64_t digest = 14695981039346656037U;
  const auto add = [&digest](std::uint64_t value) { digest = (digest ^ value) * 1099511628211U; };
  add(static_cast<std::uint64_t>(image.shape.channels));
  add(static_cast<std::uint64_t>(image.shape.width));
  for (const std::uint8_t value : image.pixels) add(value);
  return digest;
}

void look(ImageFacts& facts) {
  const std::vector<std::uint8_t> bytes = read_bytes(facts.path);
  const Image image = decode_image(bytes, 0, facts.path);
  facts.height = image.shape.height, facts.width = image.shape.width, facts.channels = image.shape.channels;
  facts.turned = formats::format_of(bytes) == formats::Format::jpeg && formats::jpeg_orientation(bytes) != 1;
  facts.digest = digest_of(image);
  const Image grey = with_channels(image, 1);
  facts.look = look_of(grey);
  const Image sketch = resized(grey, sketch_side, sketch_side, Resize::stretch);
  facts.sketch = sketch.pixels;
}

std::vector<ImageFacts> named_images(const ImageList& list) {
  std::vector<ImageFacts> images;
  const bool parts = list.has_validation || list.has_test;
  for (std::size_t part = 0; part < 3; ++part) {
    const Files& files = list.files[part];
    for (std::size_t i = 0; i < files.paths.size(); ++i)
      images.push_back(
          {files.paths[i], list.classes[static_cast<std::size_t>(files.labels[i])], parts ? part_names[part] : ""});
  }
  return images;
}

/** Mean difference of two sketches, in grey levels. */
double apart(const std::vector<std::uint8_t>& a, const std::vector<std::uint8_t>& b) {
  int sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return static_cast<double>(sum) / static_cast<double>(a.size());
}

/**
 * Finds images whose looks are near: two that differ in at most 4 bits have one of five parts of the bits in common.
 * Where very many have (plain pictures), only the latest are compared; the same picture is found in any case.
 */
class Alike {
 public:
  explicit Alike(const std::vector<ImageFacts>& images) : images_(images) {}

  /** Earlier images that are like this one; then it is one of the earlier ones. */
  std::set<std::size_t> before(std::size_t i) {
    std::set<std::size_t> found;
    std::vector<std::size_t>& same = by_digest_[images_[i].digest];
    if (!same.empty()) found.insert(same.front());
    same.push_back(i);
    for (std::size_t band = 0; band < bands; ++band) {
      std::deque<std::size_t>& near = by_band_[band][images_[i].look >> 13 * band & 0x1fff];
      std::copy_if(near.begin(), near.end(), std::inserter(found, found.end()),
                   [&](std::size_t j) { return alike(i, j); });
      near.push_back(i);
      if (near.size() > most_compared) near.pop_front();
    }
    return found;
  }

 private:
  static constexpr std::size_t bands = 5, most_compared = 200;

  [[nodiscard]] bool alike(std::size_t i, std::size_t j) const {
    constexpr int most_bits = 4;
    constexpr double most_apart = 6;
    const ImageFacts &a = images_[i], &b = images_[j];
    return std::popcount(a.look ^ b.look) <= most_bits && apart(a.sketch, b.sketch) <= most_apart;
  }

  const std::vector<ImageFacts>& images_;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> by_digest_;
  std::array<std::unordered_map<std::uint64_t, std::deque<std::size_t>>, bands> by_band_;
};

}  // namespace

FolderFacts look_at(const std::string& path, const LoadOptions& options, const LoadCallback& progress) {
  const ImageList list = list_images(path, options);
  FolderFacts facts{named_images(list), list.notes};
  const auto look_at_one = [&](std::size_t i) {
    try {
      look(facts.images[i]);
    } catch (const Error& error) {
      facts.images[i].error = as_utf8(error.what());
    }
  };
  for_each_index(facts.images.size(), options.threads, look_at_one, progress);
  for (ImageFacts& image : facts.images) image.path = as_utf8(image.path);
  return facts;
}

std::vector<LikePair> like_pairs(const std::vector<ImageFacts>& images, std::size_t most) {
  std::vector<LikePair> pairs;
  Alike alike(images);
  for (std::size_t i = 0; i < images.size() && pairs.size() < most; ++i) {
    if (!images[i].error.empty()) continue;
    for (const std::size_t j : alike.before(i)) {
      if (pairs.size() < most) pairs.push_back({j, i, images[j].digest == images[i].digest});
    }
  }
  std::sort(pairs.begin(), pairs.end(), [](const LikePair& a, const LikePair& b) {
    return std::pair(a.first, a.second) < std::pair(b.first, b.second);
  });
  return pairs;
}

}  // namespace narrows::datasets
