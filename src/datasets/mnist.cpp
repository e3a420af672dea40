#include "binary_sets.hpp"
#include "narrows/error.hpp"
#include "narrows/idx.hpp"

namespace narrows::datasets {
namespace {

std::string shape_text(const std::vector<int>& shape) {
  std::string text;
  for (const int size : shape) text += (text.empty() ? "" : " x ") + std::to_string(size);
  return text;
}

}  // namespace

LabelledImages read_mnist(const std::string& folder, const std::string& part) {
  const std::string prefix = part == "train" ? "train" : "t10k";
  const std::string images_path = find_file(folder, prefix + "-images-idx3-ubyte");
  const std::string labels_path = find_file(folder, prefix + "-labels-idx1-ubyte");
  const IdxArray labels = read_idx(labels_path);
  IdxArray images = read_idx(images_path);
  if (images.shape.size() != 3 || images.shape[1] < 1 || images.shape[2] < 1) {
    throw Error(images_path + ": expected images x rows x columns, found " + shape_text(images.shape));
  }
  if (labels.shape.size() != 1 || labels.shape[0] != images.shape[0]) {
    throw Error(labels_path + ": expected " + std::to_string(images.shape[0]) + " labels, one per image of " +
                images_path + ", found " + shape_text(labels.shape));
  }
  return {
      {1, images.shape[1], images.shape[2]}, std::move(images.values), {labels.values.begin(), labels.values.end()}};
}

}  // namespace narrows::datasets
