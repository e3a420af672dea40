#include <algorithm>
#include <filesystem>

#include "binary_sets.hpp"
#include "narrows/error.hpp"
#include "npy.hpp"

namespace narrows::datasets {
namespace {

namespace fs = std::filesystem;

constexpr int drawing_side = 28;

std::vector<fs::path> files_in(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".npy") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/** "airplane" of airplane.npy, or of the name that a browser gives it, full_numpy_bitmap_airplane.npy. */
std::string class_name(const fs::path& file) {
  std::string name = file.stem().string();
  for (const std::string prefix : {"full_numpy_bitmap_", "full%2Fnumpy_bitmap%2F"}) {
    if (name.starts_with(prefix)) name = name.substr(prefix.size());
  }
  return name;
}

}  // namespace

WholeSet read_quickdraw(const std::string& folder, std::size_t per_class) {
  WholeSet set;
  std::vector<std::uint8_t> pixels;
  std::vector<std::int32_t> labels;
  for (const fs::path& file : files_in(folder)) {
    const NpyRows drawings = read_npy_rows(file.string(), per_class);
    if (drawings.columns != drawing_side * drawing_side)
      throw Error(file.string() + ": expected drawings of 784 bytes (28 x 28), found " +
                  std::to_string(drawings.columns));
    pixels.insert(pixels.end(), drawings.values.begin(), drawings.values.end());
    labels.insert(labels.end(), drawings.values.size() / drawings.columns,
                  static_cast<std::int32_t>(set.classes.size()));
    set.classes.push_back(class_name(file));
  }
  set.images = {{1, drawing_side, drawing_side}, std::move(pixels), std::move(labels)};
  return set;
}

}  // namespace narrows::datasets
