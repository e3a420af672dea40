#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "narrows/datasets.hpp"

namespace narrows::datasets {

/** The files of one part, sorted by class and name, and their labels. */
struct Files {
  std::vector<std::string> paths;
  std::vector<std::int32_t> labels;
  /** Images of one group, such as pictures of one thing in a row, stay in one part; empty: each is on its own. */
  std::vector<std::int32_t> groups{};

  void add(std::string path, std::int32_t label) {
    paths.push_back(std::move(path));
    labels.push_back(label);
  }
};

/** Which files are images of which class, and what is left out. */
struct ImageList {
  std::vector<std::string> classes;
  /** Training, validation, test; the last two are empty where there is no such part. */
  std::array<Files, 3> files;
  bool has_validation = false;
  bool has_test = false;
  std::vector<std::string> notes{};  ///< A line for each thing that is left out.
};

/** 0 training, 1 validation, 2 test, by the names that people give them ("train", "val", "Testing" …). */
[[nodiscard]] std::optional<std::size_t> part_named(const std::string& name);

/** Indices, sorted, of at most `per_class` of each label, drawn by the seed. */
[[nodiscard]] std::vector<std::size_t> some_of_each(std::span<const std::int32_t> labels, std::size_t per_class,
                                                    std::uint64_t seed);

/** With the parts it does not have split off its training images, and no more of them than options.per_class. */
[[nodiscard]] ImageList split(ImageList list, const LoadOptions& options);

/** What from_folder() would load. */
[[nodiscard]] ImageList list_images(const std::string& path, const LoadOptions& options);

/**
 * Decodes the images of all parts of a list, which is split() first, or takes what is kept of them. `place` tells the
 * list from others: where it comes from and how it is read.
 */
[[nodiscard]] Dataset load_list(const std::string& name, const std::string& place, ImageList list,
                                const LoadOptions& options, const LoadCallback& progress);

}  // namespace narrows::datasets
