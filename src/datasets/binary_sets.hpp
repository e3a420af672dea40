#pragma once

#include <string>
#include <vector>

#include "narrows/dataset.hpp"

/** One reader per data set that comes as binary files; a part is "train" or "test". All throw Error naming the file. */
namespace narrows::datasets {

/** MNIST and its likes: 28 x 28 grey, IDX. */
[[nodiscard]] LabelledImages read_mnist(const std::string& folder, const std::string& part);
/** CIFAR-10, binary version. */
[[nodiscard]] LabelledImages read_cifar10(const std::string& folder, const std::string& part);
/** CIFAR-100, binary version, with its 100 fine labels. */
[[nodiscard]] LabelledImages read_cifar100(const std::string& folder, const std::string& part);
/** STL-10, binary version: 96 x 96. */
[[nodiscard]] LabelledImages read_stl10(const std::string& folder, const std::string& part);
/** SVHN, cropped digits, MATLAB level 5. */
[[nodiscard]] LabelledImages read_svhn(const std::string& folder, const std::string& part);

/** All images of a data set that has no parts. */
struct WholeSet {
  std::vector<std::string> classes;
  LabelledImages images;
};

/** Quick, Draw!, bitmaps of 28 x 28: a .npy file per class, of which the first drawings are read (they are shuffled).
 */
[[nodiscard]] WholeSet read_quickdraw(const std::string& folder, std::size_t per_class);

/** Path of FILE or FILE.gz in a folder, whichever is there; empty: neither. */
[[nodiscard]] std::string find_file(const std::string& folder, const std::string& file);

}  // namespace narrows::datasets
