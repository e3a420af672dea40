#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <optional>

#include "formats.hpp"
#include "narrows/datasets.hpp"
#include "narrows/decode_image.hpp"
#include "narrows/error.hpp"
#include "options.hpp"
#include "parallel.hpp"

namespace narrows::datasets {
namespace {

namespace fs = std::filesystem;

/** The files of one part, sorted by class and name, and their labels. */
struct Files {
  std::vector<std::string> paths;
  std::vector<std::int32_t> labels;
};

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with("."); }

std::vector<fs::path> sorted_entries(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> entries;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (!is_hidden(it->path())) entries.push_back(it->path());
  }
  if (error) throw Error(folder.string() + ": cannot be read: " + error.message());
  std::sort(entries.begin(), entries.end());
  return entries;
}

std::vector<fs::path> folders_in(const fs::path& folder) {
  auto entries = sorted_entries(folder);
  std::erase_if(entries, [](const fs::path& entry) { return !fs::is_directory(entry); });
  return entries;
}

bool named_like_an_image(const fs::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  constexpr std::array known = {".jpg", ".jpeg", ".png", ".pgm",  ".ppm", ".pbm",  ".pnm",
                                ".gif", ".webp", ".tif", ".tiff", ".bmp", ".heic", ".avif"};
  return std::find(known.begin(), known.end(), extension) != known.end();
}

bool holds_an_image(const fs::path& path) {
  std::array<char, 16> head{};
  std::ifstream(path, std::ios::binary).read(head.data(), head.size());
  return formats::format_of({reinterpret_cast<const std::uint8_t*>(head.data()), head.size()}) !=
         formats::Format::unknown;
}

/** Images of a class folder. One that cannot be read is found out when it is decoded. */
std::vector<fs::path> images_in(const fs::path& folder) {
  auto entries = sorted_entries(folder);
  std::erase_if(entries, [](const fs::path& entry) {
    return fs::is_directory(entry) || !(named_like_an_image(entry) || holds_an_image(entry));
  });
  if (entries.empty())
    throw Error(folder.string() + ": no images in this folder of a class (its folders are not searched)");
  return entries;
}

Files files_of(const fs::path& folder, const std::vector<std::string>& classes) {
  Files files;
  for (const fs::path& class_folder : folders_in(folder)) {
    const auto found = std::find(classes.begin(), classes.end(), class_folder.filename().string());
    if (found == classes.end()) throw Error(class_folder.string() + ": a class without training images");
    for (const fs::path& path : images_in(class_folder)) {
      files.paths.push_back(path.string());
      files.labels.push_back(static_cast<std::int32_t>(found - classes.begin()));
    }
  }
  if (files.paths.empty()) throw Error(folder.string() + ": no images; expected a folder per class with images in it");
  return files;
}

std::vector<std::string> classes_in(const fs::path& folder) {
  std::vector<std::string> classes;
  for (const fs::path& entry : folders_in(folder)) classes.push_back(entry.filename().string());
  if (classes.size() < 2) {
    throw Error(folder.string() +
                ": no images of two or more classes; expected train/<class>/ and test/<class>/, or <class>/, " +
                "with images in them, found " +
                (classes.empty() ? "no folders" : "only the folder '" + classes[0] + "'"));
  }
  return classes;
}

/** Moves a stratified, seeded share out of `files`. */
Files split_off(Files& files, double share, std::uint64_t seed) {
  const auto order = stratified_order(files.labels, seed);
  std::vector<bool> chosen(order.size());
  const auto count = static_cast<std::size_t>(std::llround(share * static_cast<double>(order.size())));
  for (std::size_t i = 0; i < count; ++i) chosen[order[i]] = true;
  Files taken, kept;
  for (std::size_t i = 0; i < order.size(); ++i) {
    Files& to = chosen[i] ? taken : kept;
    to.paths.push_back(std::move(files.paths[i]));
    to.labels.push_back(files.labels[i]);
  }
  files = std::move(kept);
  return taken;
}

struct Parts {
  std::vector<std::string> classes;
  std::array<Files, 3> files;  ///< Training, validation, test.
};

fs::path first_folder(const fs::path& folder, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (fs::is_directory(folder / name)) return folder / name;
  }
  return {};
}

Parts find_parts(const fs::path& folder, const LoadOptions& options) {
  const fs::path train = first_folder(folder, {"train", "training"}), test = first_folder(folder, {"test", "testing"});
  const fs::path validation = first_folder(folder, {"validation", "val", "valid"});
  const fs::path& classes_folder = train.empty() ? folder : train;
  if (train.empty() && !test.empty()) throw Error(folder.string() + ": a folder 'test' and no folder 'train'");
  Parts parts{.classes = classes_in(classes_folder), .files = {}};
  auto& [training, validating, testing] = parts.files;
  training = files_of(classes_folder, parts.classes);
  if (!test.empty())
    testing = files_of(test, parts.classes);
  else
    testing = split_off(training, options.test_share, options.seed + 1);
  if (!train.empty() && !validation.empty())
    validating = files_of(validation, parts.classes);
  else
    validating = split_off(training, options.validation_share, options.seed);
  return parts;
}

/** The decoded images of all parts: three channels each, unless one channel was asked for. */
class Decoder {
 public:
  Decoder(const std::array<Files, 3>& files, const LoadOptions& options) : files_(files), options_(options) {
    for (std::size_t part = 0; part < 3; ++part) {
      pixels_[part].resize(files[part].paths.size() * side() * side() * static_cast<std::size_t>(slot_channels()));
    }
  }

  void decode(const LoadCallback& progress) {
    const std::size_t total = files_[0].paths.size() + files_[1].paths.size() + files_[2].paths.size();
    for_each_index(
        total, options_.threads, [this](std::size_t i) { decode_one(i); }, progress);
  }

  /** All parts with one channel if all images are grey and nothing else was asked for. */
  [[nodiscard]] std::array<LabelledImages, 3> finish() {
    const int channels = options_.channels != 0 ? options_.channels : any_colour_ ? 3 : 1;
    std::array<LabelledImages, 3> result;
    for (std::size_t part = 0; part < 3; ++part) {
      if (channels < slot_channels()) keep_every_third(pixels_[part]);
      if (files_[part].labels.empty()) continue;
      result[part] = {{channels, options_.size, options_.size}, std::move(pixels_[part]), files_[part].labels};
    }
    return result;
  }

 private:
  [[nodiscard]] std::size_t side() const { return static_cast<std::size_t>(options_.size); }
  [[nodiscard]] int slot_channels() const { return options_.channels == 1 ? 1 : 3; }

  void decode_one(std::size_t i) {
    std::size_t part = 0;
    for (; i >= files_[part].paths.size(); ++part) i -= files_[part].paths.size();
    const std::string& path = files_[part].paths[i];
    Preprocessing wanted{
        .shape = {slot_channels(), options_.size, options_.size}, .resize = options_.resize, .mean = {}, .std = {}};
    const Image image = prepared(path, wanted);
    std::copy(image.pixels.begin(), image.pixels.end(),
              pixels_[part].begin() + static_cast<std::ptrdiff_t>(i * image.pixels.size()));
  }

  Image prepared(const std::string& path, const Preprocessing& wanted) {
    const Image image = read_image(path, decoding_size(wanted));
    if (image.shape.channels == 3) any_colour_ = true;
    try {
      return prepare(image, wanted);
    } catch (const std::invalid_argument& error) {
      throw Error(path + ": " + error.what());
    }
  }

  static void keep_every_third(std::vector<std::uint8_t>& pixels) {
    for (std::size_t i = 0; i < pixels.size() / 3; ++i) pixels[i] = pixels[3 * i];
    pixels.resize(pixels.size() / 3);
    pixels.shrink_to_fit();
  }

  const std::array<Files, 3>& files_;
  const LoadOptions& options_;
  std::array<std::vector<std::uint8_t>, 3> pixels_;
  std::atomic<bool> any_colour_ = false;
};

std::string source_of(const fs::path& folder, const LoadOptions& options) {
  return nlohmann::ordered_json{{"folder", folder.string()}, {"options", to_json(options)}}.dump();
}

}  // namespace

Dataset from_folder(const std::string& path, const LoadOptions& options, const LoadCallback& progress) {
  options.validate();
  if (!fs::is_directory(path)) throw Error(path + ": expected a folder of images");
  const fs::path folder = fs::canonical(path);
  Parts parts = find_parts(folder, options);
  if (parts.files[0].paths.empty())
    throw Error(path + ": the shares for validation and test leave no image to train on");
  Decoder decoder(parts.files, options);
  decoder.decode(progress);
  auto [train, validation, test] = decoder.finish();
  return Dataset(folder.filename().string(), std::move(parts.classes), std::move(train), std::move(validation),
                 std::move(test), options.resize)
      .with_source(source_of(folder, options));
}

}  // namespace narrows::datasets
