#include "image_list.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_set>

#include "dataset_cache.hpp"
#include "decoder.hpp"
#include "folder_entries.hpp"
#include "narrows/error.hpp"
#include "narrows/split.hpp"
#include "narrows/utf8.hpp"

namespace narrows::datasets {
namespace {

using Indices = std::vector<std::size_t>;

Files chosen(const Files& files, const Indices& indices) {
  Files result;
  for (const std::size_t i : indices) {
    result.add(files.paths[i], files.labels[i]);
    if (!files.groups.empty()) result.groups.push_back(files.groups[i]);
  }
  return result;
}

/** A stratified, seeded share of whole groups, of each class all but `keep` groups at most. */
Indices share_of_groups(const Files& files, double share, std::uint64_t seed, std::size_t keep) {
  std::map<std::int32_t, std::int32_t> label_of_group;
  for (std::size_t i = 0; i < files.groups.size(); ++i) label_of_group[files.groups[i]] = files.labels[i];
  std::vector<std::int32_t> groups, labels;
  for (const auto& [group, label] : label_of_group) groups.push_back(group), labels.push_back(label);
  std::map<std::int32_t, bool> taken;
  for (const std::size_t i : stratified_share(labels, share, seed, keep)) taken[groups[i]] = true;
  Indices indices;
  for (std::size_t i = 0; i < files.groups.size(); ++i) {
    if (taken.contains(files.groups[i])) indices.push_back(i);
  }
  return indices;
}

/** Moves a stratified, seeded share out of `files`; of each class `keep` images stay. */
Files split_off(Files& files, double share, std::uint64_t seed, std::size_t keep) {
  const Indices moved = files.groups.empty() ? stratified_share(files.labels, share, seed, keep)
                                             : share_of_groups(files, share, seed, keep);
  Files taken = chosen(files, moved);
  files = chosen(files, all_but(moved, files.labels.size()));
  return taken;
}

/** Names go into files and to Python, which take no other text than UTF-8. */
void check_names(const ImageList& list) {
  for (const std::string& name : list.classes) {
    if (is_utf8(name)) continue;
    throw Error(as_utf8(name) + ": the name of this class is not UTF-8; rename it");
  }
}

std::string skipped_note(const std::vector<std::string>& skipped) {
  return std::to_string(skipped.size()) +
         (skipped.size() == 1 ? " image cannot be read and is left out: "
                              : " images cannot be read and are left out, the first: ") +
         skipped.front();
}

/** A line if test images are among those that networks learn from; none if there are none. */
std::vector<std::string> leak_notes(const LabelledImages& train, const LabelledImages& test) {
  const auto bytes = [](const LabelledImages& images, std::size_t i) {
    const auto pixels = images.image(i);
    return std::string_view(reinterpret_cast<const char*>(pixels.data()), pixels.size());
  };
  std::unordered_set<std::string_view> learnt;
  for (std::size_t i = 0; i < train.size(); ++i) learnt.insert(bytes(train, i));
  std::size_t again = 0;
  for (std::size_t i = 0; i < test.size(); ++i) again += learnt.count(bytes(test, i));
  if (again == 0) return {};
  return {std::to_string(again) + " of " + std::to_string(test.size()) +
          " test images are, as the network sees them, training images as well: the test accuracy flatters"};
}

Dataset decode_list(const std::string& name, const ImageList& list, const LoadOptions& options,
                    const LoadCallback& progress) {
  Decoder decoder(list.files, options);
  decoder.decode(progress);
  auto [train, validation, test] = decoder.finish();
  const std::vector<std::string> skipped = decoder.skipped();
  std::vector<std::string> notes = list.notes;
  if (!skipped.empty()) notes.push_back(skipped_note(skipped));
  const std::vector<std::string> leaks = leak_notes(train, test);
  notes.insert(notes.end(), leaks.begin(), leaks.end());
  if (train.size() == 0) throw Error(name + ": no training image can be read; " + skipped_note(skipped));
  return Dataset(name, list.classes, std::move(train), std::move(validation), std::move(test), decoder.resize())
      .with_notes(std::move(notes))
      .with_skipped(skipped);
}

}  // namespace

std::optional<std::size_t> part_named(const std::string& name) {
  static const std::map<std::string, std::size_t> known = {{"train", 0}, {"training", 0}, {"validation", 1}, {"val", 1},
                                                           {"valid", 1}, {"test", 2},     {"testing", 2}};
  const auto found = known.find(lower(name));
  return found == known.end() ? std::nullopt : std::optional(found->second);
}

Indices some_of_each(std::span<const std::int32_t> labels, std::size_t per_class, std::uint64_t seed) {
  std::map<std::int32_t, std::size_t> kept;
  Indices indices;
  for (const std::size_t i : stratified_order(labels, seed)) {
    if (kept[labels[i]]++ < per_class) indices.push_back(i);
  }
  std::sort(indices.begin(), indices.end());
  return indices;
}

ImageList split(ImageList list, const LoadOptions& options) {
  auto& [training, validating, testing] = list.files;
  if (options.per_class > 0) {
    const auto per_class = static_cast<std::size_t>(options.per_class);
    training = chosen(training, some_of_each(training.labels, per_class, options.seed));
  }
  // A class of two images is trained and validated on; only the third can be spared for testing.
  const std::size_t kept = list.has_validation || options.validation_share == 0 ? 1 : 2;
  if (!list.has_test) testing = split_off(training, options.test_share, options.seed + 1, kept);
  if (!list.has_validation) validating = split_off(training, options.validation_share, options.seed, 1);
  return list;
}

Dataset load_list(const std::string& name, const std::string& place, ImageList list, const LoadOptions& options,
                  const LoadCallback& progress) {
  check_names(list);
  list = split(std::move(list), options);
  const DatasetCache cache(name, place, list, options);
  std::string damage;
  if (std::optional<Dataset> kept = cache.read(damage, progress)) return *kept;
  const Dataset data = decode_list(name, list, options, progress);
  std::vector<std::string> notes = data.notes();
  for (const std::string& line : {damage, cache.keep(data, list)})
    if (!line.empty()) notes.push_back(line);
  return data.with_notes(std::move(notes));
}

}  // namespace narrows::datasets
