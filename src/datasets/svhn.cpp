#include "binary_sets.hpp"
#include "mat5.hpp"
#include "narrows/error.hpp"
#include "planes.hpp"

namespace narrows::datasets {

LabelledImages read_svhn(const std::string& folder, const std::string& part) {
  constexpr PlaneLayout layout = {3, 32, 32, 1024, 1, 32};  // column after column
  constexpr std::size_t image_bytes = std::size_t{3} * 32 * 32;
  const std::string path = folder + "/" + part + "_32x32.mat";
  const auto arrays = read_mat5(path);
  const auto images = arrays.find("X"), labels = arrays.find("y");
  if (images == arrays.end() || labels == arrays.end()) throw Error(path + ": expected the arrays X and y");
  const MatArray<std::uint8_t>& x = images->second;
  if (x.shape.size() != 4 || x.shape[0] != 32 || x.shape[1] != 32 || x.shape[2] != 3) {
    throw Error(path + ": expected X to be 32 x 32 x 3 x images");
  }
  const auto count = static_cast<std::size_t>(x.shape[3]);
  if (labels->second.values.size() != count) {
    throw Error(path + ": expected " + std::to_string(count) + " labels, found " +
                std::to_string(labels->second.values.size()));
  }
  std::vector<std::uint8_t> pixels(x.values.size());
  std::vector<std::int32_t> digits;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t label = labels->second.values[i];
    digits.push_back(label == 10 ? 0 : label);  // the digit 0 has label 10
    interleave(x.values.data() + i * image_bytes, layout, pixels.data() + i * image_bytes);
  }
  return {{3, 32, 32}, std::move(pixels), std::move(digits)};
}

}  // namespace narrows::datasets
