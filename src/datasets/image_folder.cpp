#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>

#include "folder_layout.hpp"
#include "narrows/datasets.hpp"
#include "narrows/decode_image.hpp"
#include "narrows/error.hpp"
#include "narrows/split.hpp"
#include "narrows/utf8.hpp"
#include "options.hpp"
#include "parallel.hpp"

namespace narrows::datasets {
namespace {

namespace fs = std::filesystem;

/** Moves a stratified, seeded share out of `files`; of each class `keep` images stay. */
Files split_off(Files& files, double share, std::uint64_t seed, std::size_t keep) {
  const auto moved = stratified_share(files.labels, share, seed, keep);
  const auto chosen = [&files](const std::vector<std::size_t>& indices) {
    Files result;
    for (const std::size_t i : indices) {
      result.paths.push_back(files.paths[i]);
      result.labels.push_back(files.labels[i]);
    }
    return result;
  };
  Files taken = chosen(moved);
  files = chosen(all_but(moved, files.labels.size()));
  return taken;
}

/** The folder's parts; those it does not have are split off its training images. */
FolderLayout split_layout(const fs::path& folder, const LoadOptions& options) {
  FolderLayout layout = folder_layout(folder);
  auto& [training, validating, testing] = layout.files;
  // A class of two images is trained and validated on; only the third can be spared for testing.
  const std::size_t kept = layout.has_validation || options.validation_share == 0 ? 1 : 2;
  if (!layout.has_test) testing = split_off(training, options.test_share, options.seed + 1, kept);
  if (!layout.has_validation) validating = split_off(training, options.validation_share, options.seed, 1);
  return layout;
}

/** MNIST's size: such images are padded, as MNIST's own are, wherever the networks read more. */
bool is_small(const Shape& shape) { return shape.height == 28 && shape.width == 28; }

/** The decoded images of all parts: three channels each, unless one channel was asked for. */
class Decoder {
 public:
  Decoder(const std::array<Files, 3>& files, const LoadOptions& options)
      : files_(files), options_(options), resize_(options.resize) {
    for (std::size_t part = 0; part < 3; ++part) {
      pixels_[part].resize(files[part].paths.size() * side() * side() * static_cast<std::size_t>(slot_channels()));
    }
  }

  /** Images that all are of 28 x 28 are padded; whether they are is known for the first one, and then found out. */
  void decode(const LoadCallback& progress) {
    if (options_.size >= 28 && is_small(first_shape())) resize_ = Resize::pad;
    decode_all(progress);
    if (resize_ == options_.resize || !any_other_size_) return;
    resize_ = options_.resize;
    decode_all(progress);
  }

  /** What was done to bring the images to their size. */
  [[nodiscard]] Resize resize() const { return resize_; }

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

  void decode_all(const LoadCallback& progress) {
    const std::size_t total = files_[0].paths.size() + files_[1].paths.size() + files_[2].paths.size();
    for_each_index(
        total, options_.threads, [this](std::size_t i) { decode_one(i); }, progress);
  }

  /** Of no size if it is broken, which decoding finds out in its turn. */
  [[nodiscard]] Shape first_shape() const {
    try {
      return read_image(files_[0].paths.front()).shape;
    } catch (const Error&) {
      return {};
    }
  }

  void decode_one(std::size_t i) {
    std::size_t part = 0;
    for (; i >= files_[part].paths.size(); ++part) i -= files_[part].paths.size();
    const std::string& path = files_[part].paths[i];
    Preprocessing wanted{
        .shape = {slot_channels(), options_.size, options_.size}, .resize = resize_, .mean = {}, .std = {}};
    const Image image = prepared(path, wanted);
    std::copy(image.pixels.begin(), image.pixels.end(),
              pixels_[part].begin() + static_cast<std::ptrdiff_t>(i * image.pixels.size()));
  }

  Image prepared(const std::string& path, const Preprocessing& wanted) {
    const Image image = read_image(path, decoding_size(wanted));
    if (image.shape.channels == 3) any_colour_ = true;
    if (!is_small(image.shape)) any_other_size_ = true;
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
  Resize resize_;
  std::atomic<bool> any_colour_ = false, any_other_size_ = false;
};

std::string source_of(const fs::path& folder, const LoadOptions& options) {
  return nlohmann::ordered_json{{"folder", folder.string()}, {"options", to_json(options)}}.dump();
}

fs::path existing_folder(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) throw Error(path + ": expected a folder of images");
  return fs::canonical(path);
}

/** Names of folders go into files and to Python, which take no other text than UTF-8. */
void check_names(const fs::path& folder, const std::vector<std::string>& classes) {
  const auto check = [](const std::string& name) {
    if (!is_utf8(name)) throw Error(as_utf8(name) + ": the name of this folder is not UTF-8; rename it");
  };
  check(folder.string());
  for (const std::string& name : classes) check((folder / name).string());
}

}  // namespace

Dataset from_folder(const std::string& path, const LoadOptions& options, const LoadCallback& progress) {
  options.validate();
  const fs::path folder = existing_folder(path);
  FolderLayout layout = split_layout(folder, options);
  check_names(folder, layout.classes);
  Decoder decoder(layout.files, options);
  decoder.decode(progress);
  auto [train, validation, test] = decoder.finish();
  return Dataset(folder.filename().string(), std::move(layout.classes), std::move(train), std::move(validation),
                 std::move(test), decoder.resize())
      .with_source(source_of(folder, options))
      .with_notes(std::move(layout.notes));
}

std::vector<std::string> broken_images(const std::string& path, int threads, const LoadCallback& progress) {
  const FolderLayout layout = folder_layout(existing_folder(path));
  std::vector<std::string> paths;
  for (const Files& part : layout.files) paths.insert(paths.end(), part.paths.begin(), part.paths.end());
  std::vector<std::string> messages(paths.size());
  const auto look_at = [&](std::size_t i) {
    try {
      (void)read_image(paths[i]);
    } catch (const Error& error) {
      messages[i] = error.what();
    }
  };
  for_each_index(paths.size(), threads, look_at, progress);
  std::erase(messages, "");
  return messages;
}

}  // namespace narrows::datasets
