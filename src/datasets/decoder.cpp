#include "decoder.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "formats.hpp"
#include "narrows/decode_image.hpp"
#include "narrows/error.hpp"
#include "parallel.hpp"

namespace narrows::datasets {
namespace {

/** MNIST's size: such images are padded, as MNIST's own are, wherever the networks read more. */
bool is_small(const Shape& shape) { return shape.height == 28 && shape.width == 28; }

void keep_every_third(MappedBytes& pixels) {
  const std::span<std::uint8_t> bytes = pixels.bytes();
  for (std::size_t i = 0; i < bytes.size() / 3; ++i) bytes[i] = bytes[3 * i];
  pixels.shrink(bytes.size() / 3);
}

std::size_t half_of_the_memory() {
  return static_cast<std::size_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) / 2;
}

/** Beside what is kept of other data sets, or where the system has temporary files. */
std::string folder_for_files() {
  std::error_code error;
  std::string folder = cache_folder();
  if (!folder.empty() && (std::filesystem::create_directories(folder, error) || !error)) return folder;
  return std::filesystem::temp_directory_path().string();
}

}  // namespace

Decoder::Decoder(const std::array<Files, 3>& files, const LoadOptions& options)
    : files_(files), options_(options), resize_(options.resize) {
  const std::size_t images = files[0].paths.size() + files[1].paths.size() + files[2].paths.size();
  const std::size_t most = options.memory > 0 ? static_cast<std::size_t>(options.memory) : half_of_the_memory();
  const std::string folder = images * slot_bytes() > most ? folder_for_files() : "";
  for (std::size_t part = 0; part < 3; ++part) {
    const std::size_t bytes = files[part].paths.size() * slot_bytes();
    parts_[part].pixels = folder.empty() ? MappedBytes::memory(bytes) : MappedBytes::scratch(bytes, folder);
    parts_[part].failures.resize(files[part].paths.size());
  }
}

void Decoder::decode(const LoadCallback& progress) {
  if (options_.size >= 28 && is_small(first_shape())) resize_ = Resize::pad;
  decode_all(progress);
  if (resize_ == options_.resize || !any_other_size_) return;
  resize_ = options_.resize;
  decode_all(progress);
}

std::vector<std::string> Decoder::skipped() const {
  std::vector<std::string> lines;
  for (const Part& part : parts_) {
    std::copy_if(part.failures.begin(), part.failures.end(), std::back_inserter(lines),
                 [](const std::string& line) { return !line.empty(); });
  }
  return lines;
}

std::array<LabelledImages, 3> Decoder::finish() {
  const int channels = options_.channels != 0 ? options_.channels : any_colour_ ? 3 : 1;
  std::array<LabelledImages, 3> result;
  for (std::size_t part = 0; part < 3; ++part) {
    std::vector<std::int32_t> labels = close_gaps(part);
    const std::shared_ptr<MappedBytes>& pixels = parts_[part].pixels;
    if (channels < slot_channels()) keep_every_third(*pixels);
    if (labels.empty()) continue;
    result[part] = {{channels, options_.size, options_.size}, pixels, pixels->bytes(), std::move(labels)};
  }
  return result;
}

void Decoder::decode_all(const LoadCallback& progress) {
  const std::size_t total = files_[0].paths.size() + files_[1].paths.size() + files_[2].paths.size();
  for_each_index(
      total, options_.threads, [this](std::size_t i) { decode_one(i); }, progress);
}

/** Of no size if it is broken, which decoding finds out in its turn. */
Shape Decoder::first_shape() const {
  try {
    return read_image(files_[0].paths.front()).shape;
  } catch (const Error&) {
    return {};
  }
}

void Decoder::decode_one(std::size_t i) {
  std::size_t part = 0;
  for (; i >= files_[part].paths.size(); ++part) i -= files_[part].paths.size();
  try {
    const Image image = prepared(files_[part].paths[i]);
    std::copy(image.pixels.begin(), image.pixels.end(),
              parts_[part].pixels->bytes().subspan(i * image.pixels.size()).begin());
  } catch (const Error& error) {
    if (options_.on_bad == OnBad::stop) throw;
    parts_[part].failures[i] = error.what();
  }
}

Image Decoder::prepared(const std::string& path) {
  const Preprocessing wanted{
      .shape = {slot_channels(), options_.size, options_.size}, .resize = resize_, .mean = {}, .std = {}};
  const detail::Picture picture = formats::read_picture(path, decoding_size(wanted));
  if (picture.image.shape.channels == 3) any_colour_ = true;
  if (!is_small(picture.image.shape)) any_other_size_ = true;
  try {
    return detail::prepare(picture, wanted);
  } catch (const std::invalid_argument& error) {
    throw Error(path + ": " + error.what());
  }
}

/** Moves a part's images together where some could not be read; gives the labels of those that were. */
std::vector<std::int32_t> Decoder::close_gaps(std::size_t part) {
  const auto& failures = parts_[part].failures;
  MappedBytes& pixels = *parts_[part].pixels;
  const std::span<std::uint8_t> bytes = pixels.bytes();
  std::vector<std::int32_t> labels;
  for (std::size_t i = 0; i < failures.size(); ++i) {
    if (!failures[i].empty()) continue;
    if (labels.size() < i)
      std::ranges::copy(bytes.subspan(i * slot_bytes(), slot_bytes()),
                        bytes.subspan(labels.size() * slot_bytes()).begin());
    labels.push_back(files_[part].labels[i]);
  }
  pixels.shrink(labels.size() * slot_bytes());
  return labels;
}

}  // namespace narrows::datasets
