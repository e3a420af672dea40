#include "binary_sets.hpp"
#include "files.hpp"
#include "narrows/error.hpp"
#include "planes.hpp"

namespace narrows::datasets {
namespace {

constexpr int stl10_side = 96;
constexpr PlaneLayout stl10_layout = {3, stl10_side, stl10_side, std::size_t{stl10_side} * stl10_side,
                                      1, stl10_side};  // column after column
constexpr std::size_t stl10_bytes = std::size_t{3} * stl10_side * stl10_side;

}  // namespace

LabelledImages read_stl10(const std::string& folder, const std::string& part) {
  const std::string images_path = folder + "/" + part + "_X.bin", labels_path = folder + "/" + part + "_y.bin";
  const auto images = read_bytes(images_path), labels = read_bytes(labels_path);
  if (labels.empty() || images.size() != labels.size() * stl10_bytes) {
    throw Error(images_path + ": expected " + std::to_string(labels.size() * stl10_bytes) + " bytes, " +
                std::to_string(stl10_bytes) + " for each of the " + std::to_string(labels.size()) + " labels of " +
                labels_path + ", found " + std::to_string(images.size()));
  }
  std::vector<std::uint8_t> pixels(images.size());
  std::vector<std::int32_t> counted_from_0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == 0) throw Error(labels_path + ": labels count from 1, found 0 for image " + std::to_string(i));
    counted_from_0.push_back(labels[i] - 1);
    interleave(images.data() + i * stl10_bytes, stl10_layout, pixels.data() + i * stl10_bytes);
  }
  return {{3, stl10_side, stl10_side}, std::move(pixels), std::move(counted_from_0)};
}

}  // namespace narrows::datasets
