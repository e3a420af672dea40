#include <algorithm>
#include <filesystem>

#include "folder_layout.hpp"
#include "image_list.hpp"
#include "labels_file.hpp"
#include "narrows/decode_image.hpp"
#include "narrows/error.hpp"
#include "narrows/utf8.hpp"
#include "options.hpp"
#include "parallel.hpp"

namespace narrows::datasets {
namespace {

namespace fs = std::filesystem;

fs::path existing_folder(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) throw Error(path + ": expected a folder of images");
  fs::path folder = fs::canonical(path);
  if (!is_utf8(folder.string()))
    throw Error(as_utf8(folder.string()) + ": the name of this folder is not UTF-8; rename it");
  return folder;
}

}  // namespace

ImageList list_images(const std::string& path, const LoadOptions& options) {
  options.validate();
  const fs::path folder = existing_folder(path);
  if (options.labels.empty()) return list_folder(folder, options);
  return list_files(read_labels(options.labels, folder.string()), folder.string(), options);
}

Dataset from_folder(const std::string& path, const LoadOptions& options, const LoadCallback& progress) {
  LoadOptions kept = options;
  if (!options.labels.empty()) kept.labels = fs::absolute(options.labels).lexically_normal().string();
  ImageList list = list_images(path, kept);
  const fs::path folder = existing_folder(path);
  const nlohmann::ordered_json source = {{"folder", folder.string()}, {"options", to_json(kept)}};
  return load_list(folder.filename().string(), source.dump(), std::move(list), kept, progress)
      .with_source(source.dump());
}

Dataset from_files(const std::vector<LabelledFile>& files, const std::string& folder, const LoadOptions& options,
                   const LoadCallback& progress) {
  options.validate();
  const fs::path root = folder.empty() ? fs::path() : existing_folder(folder);
  std::string place = root.string() + '\n' + to_json(options).dump();
  for (const LabelledFile& file : files) place += '\n' + file.path;
  return load_list(root.empty() ? "files" : root.filename().string(), place, list_files(files, root.string(), options),
                   options, progress);
}

std::vector<std::string> broken_images(const std::string& path, const LoadOptions& options,
                                       const LoadCallback& progress) {
  const ImageList list = list_images(path, options);
  std::vector<std::string> paths;
  for (const Files& part : list.files) paths.insert(paths.end(), part.paths.begin(), part.paths.end());
  std::vector<std::string> messages(paths.size());
  const auto look = [&](std::size_t i) {
    try {
      (void)read_image(paths[i]);
    } catch (const Error& error) {
      messages[i] = error.what();
    }
  };
  for_each_index(paths.size(), options.threads, look, progress);
  std::erase(messages, "");
  return messages;
}

}  // namespace narrows::datasets
