#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "narrows/datasets.hpp"
#include "samples.hpp"

/** Folders of images, and what is read from them. */
namespace narrows::samples {

/** A flat grey or coloured image. */
inline Image flat(int size, std::uint8_t value, int channels = 3) {
  return {{channels, size, size}, Bytes(static_cast<std::size_t>(size * size * channels), value)};
}

/** `count` PNG images for each of the classes "cat" and "dog", each of one grey level of its own. */
inline void write_folder(const TemporaryFolder& folder, const std::string& part, int count, int channels = 3) {
  for (int i = 0; i < count; ++i) {
    const auto name = std::to_string(100 + i) + ".png";
    folder.write(part + "cat/" + name, png(flat(32, static_cast<std::uint8_t>(i), channels)));
    folder.write(part + "dog/" + name, png(flat(32, static_cast<std::uint8_t>(100 + i), channels)));
  }
}

/** Images of each label. */
inline std::map<int, int> counts(const LabelledImages& images) {
  std::map<int, int> result;
  for (const int label : images.labels()) ++result[label];
  return result;
}

/** A PNG of one grey level. */
inline void write_image(const TemporaryFolder& folder, const std::string& name, std::uint8_t value) {
  folder.write(name, png(flat(32, value, 1)));
}

/** cat/0.png … and dog/0.png …, of grey levels from 0 and from 100. */
inline void write_pets(const TemporaryFolder& folder, int count = 4) {
  for (int i = 0; i < count; ++i) {
    write_image(folder, "cat/" + std::to_string(i) + ".png", static_cast<std::uint8_t>(i));
    write_image(folder, "dog/" + std::to_string(i) + ".png", static_cast<std::uint8_t>(100 + i));
  }
}

/** The grey level of each image. */
inline std::vector<int> levels(const LabelledImages& images) {
  std::vector<int> result;
  for (std::size_t i = 0; i < images.size(); ++i) result.push_back(images.image(i)[0]);
  return result;
}

/** All images as training images. */
inline datasets::LoadOptions whole(datasets::LoadOptions options = {}) {
  options.validation_share = options.test_share = 0;
  return options;
}

inline bool any_contains(const std::vector<std::string>& lines, const std::string& text) {
  return std::ranges::any_of(lines, [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

}  // namespace narrows::samples
