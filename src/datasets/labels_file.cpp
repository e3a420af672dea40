#include "labels_file.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <map>
#include <optional>

#include "csv.hpp"
#include "folder_entries.hpp"
#include "narrows/error.hpp"

namespace narrows::datasets {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

/** A path as it is written, or with the ending that is missing there. */
std::optional<fs::path> found_file(const fs::path& path) {
  for (const char* ending : {"", ".jpg", ".jpeg", ".png", ".webp", ".JPG", ".JPEG", ".PNG"}) {
    if (fs::path with = path.string() + ending; is_file(with)) return with;
  }
  return std::nullopt;
}

/** Which columns of a CSV file are the path, the label and the part; a number beyond the fields: none is. */
struct Columns {
  std::size_t path, label, part;
};

constexpr std::size_t no_column = ~std::size_t{0};

std::size_t column_named(const std::vector<std::string>& header, const std::vector<std::string>& names) {
  const auto found = std::find_if(header.begin(), header.end(), [&](const std::string& title) {
    return std::find(names.begin(), names.end(), lower(title)) != names.end();
  });
  return found == header.end() ? no_column : static_cast<std::size_t>(found - header.begin());
}

Columns columns_of(const std::vector<std::string>& header) {
  return {column_named(header, {"path", "file", "filename", "file_name", "image", "image_id", "image_path", "id"}),
          column_named(header, {"label", "class", "category", "target", "classid", "class_id", "label_name"}),
          column_named(header, {"part", "split", "set", "subset"})};
}

std::string field(const CsvRow& row, std::size_t column) {
  return column < row.fields.size() ? row.fields[column] : std::string();
}

/** Numbers in their own order, before names in theirs. */
struct NumbersFirst {
  bool operator()(const std::string& a, const std::string& b) const {
    const auto x = number(a), y = number(b);
    if (x && y && *x != *y) return *x < *y;
    if (x.has_value() != y.has_value()) return x.has_value();
    return a < b;
  }
  static std::optional<long> number(const std::string& text) {
    long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
  }
};

/** One file, found and checked. */
struct Placed {
  std::string path, label;
  std::size_t part;
};

Placed placed(const LabelledFile& file, const fs::path& folder, const Links& links) {
  const fs::path wanted = folder / file.path;
  const fs::path path = found_file(wanted).value_or(wanted);
  if (!folder.empty() && !links.follow_all() && !links.inside(path))
    throw Error(path.string() + ": lies outside of " + folder.string() + " (follow_links takes it)");
  const auto part = file.part.empty() ? 0 : part_named(file.part);
  if (!part) throw Error(path.string() + ": part must be train, validation or test, is '" + file.part + "'");
  std::string label = file.label.empty() ? wanted.parent_path().filename().string() : file.label;
  if (label.empty()) throw Error(path.string() + ": it has no label, and lies in no folder that says it");
  return {path.string(), std::move(label), *part};
}

/** Each file once; one that is named again has to say the same. */
std::map<std::string, Placed> place_all(const std::vector<LabelledFile>& files, const fs::path& folder,
                                        const LoadOptions& options) {
  const Links links(folder, options.follow_links);
  std::map<std::string, Placed> result;
  for (const LabelledFile& file : files) {
    const Placed next = placed(file, folder, links);
    const auto [before, is_new] = result.emplace(next.path, next);
    if (!is_new && (before->second.label != next.label || before->second.part != next.part))
      throw Error(next.path + ": it is named twice, and not with the same label and part");
  }
  return result;
}

}  // namespace

std::vector<LabelledFile> read_labels(const std::string& path, const std::string& folder) {
  const std::vector<CsvRow> rows = read_csv(path);
  if (rows.empty()) throw Error(path + ": no lines; expected path,label");
  const auto& first = rows.front().fields;
  Columns columns = columns_of(first);
  const bool headless = columns.path == no_column && found_file(fs::path(folder) / first[0]);
  if (headless) columns = {0, first.size() > 1 ? 1 : no_column, first.size() > 2 ? 2 : no_column};
  if (columns.path == no_column)
    throw Error(path + ": line 1: expected columns path and label, and perhaps part, or the path of an image in " +
                folder + "; found '" + first[0] + "'");
  std::vector<LabelledFile> files;
  for (auto row = rows.begin() + (headless ? 0 : 1); row != rows.end(); ++row) {
    const std::string at = path + ": line " + std::to_string(row->line) + ": ";
    if (field(*row, columns.path).empty()) throw Error(at + "no path");
    if (columns.label != no_column && field(*row, columns.label).empty()) throw Error(at + "no label");
    files.push_back({field(*row, columns.path), field(*row, columns.label), field(*row, columns.part)});
  }
  return files;
}

ImageList list_files(const std::vector<LabelledFile>& files, const std::string& folder, const LoadOptions& options) {
  ImageList list;
  std::map<std::string, std::int32_t, NumbersFirst> classes;
  const auto all = place_all(files, folder, options);
  for (const auto& [path, file] : all) {
    if (file.part == 0) classes.emplace(file.label, 0);
  }
  for (auto& [name, label] : classes) {
    label = static_cast<std::int32_t>(list.classes.size());
    list.classes.push_back(name);
  }
  for (const auto& [path, file] : all) {
    const auto found = classes.find(file.label);
    if (found == classes.end()) throw Error(path + ": the class '" + file.label + "' has no training images");
    list.files[file.part].add(path, found->second);
  }
  if (list.classes.size() < 2)
    throw Error("expected images of two or more classes, found " +
                (list.classes.empty() ? "none for training" : "only '" + list.classes[0] + "'"));
  list.has_validation = !list.files[1].paths.empty();
  list.has_test = !list.files[2].paths.empty();
  return list;
}

}  // namespace narrows::datasets
