#pragma once

#include <png.h>
#include <turbojpeg.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "message_of.hpp"
#include "narrows/error.hpp"
#include "narrows/image.hpp"
#include "temporary_folder.hpp"

/** Files for the tests of the readers, made by the libraries that others write such files with. */
namespace narrows::samples {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

/** A folder of its own for one test, with files in it. */
class TemporaryFolder : public ::TemporaryFolder {
 public:
  /** Writes a file, with the folders it needs, and gives its path. */
  std::string write(const std::string& name, const Bytes& bytes) const {
    const fs::path file = ::TemporaryFolder::path() / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return file.string();
  }
  std::string write(const std::string& name, const std::string& text) const {
    return write(name, Bytes(text.begin(), text.end()));
  }
  [[nodiscard]] std::string path(const std::string& name = {}) const {
    return name.empty() ? ::TemporaryFolder::path().string() : *this / name;
  }
};

/** What a call says when it throws an Error. */
inline std::string failure(const std::function<void()>& call) { return message_of<Error>(call); }

/** A picture whose quarters differ, top left the brightest; colour adds a tint to the right half. */
inline Image quarters(int height, int width, int channels = 3) {
  Image image{.shape = {channels, height, width}, .pixels = {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool bottom = 2 * y >= height, right = 2 * x >= width;
      const int value = 240 - 120 * bottom - 60 * right;
      for (int c = 0; c < channels; ++c)
        image.pixels.push_back(static_cast<std::uint8_t>(c == 2 && right ? value / 2 : value));
    }
  }
  return image;
}

inline Bytes jpeg(const Image& image, int quality = 95) {
  const tjhandle handle = tjInitCompress();
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  const bool grey = image.shape.channels == 1;
  const int result =
      tjCompress2(handle, image.pixels.data(), image.shape.width, 0, image.shape.height, grey ? TJPF_GRAY : TJPF_RGB,
                  &buffer, &size, grey ? TJSAMP_GRAY : TJSAMP_444, quality, 0);
  if (result != 0) throw std::runtime_error(tjGetErrorStr2(handle));
  Bytes bytes(buffer, buffer + size);
  tjFree(buffer);
  tjDestroy(handle);
  return bytes;
}

inline Bytes png(const Image& image) {
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  header.width = static_cast<png_uint_32>(image.shape.width);
  header.height = static_cast<png_uint_32>(image.shape.height);
  constexpr png_uint_32 formats[] = {PNG_FORMAT_GRAY, PNG_FORMAT_GA, PNG_FORMAT_RGB, PNG_FORMAT_RGBA};
  header.format = formats[image.shape.channels - 1];
  png_alloc_size_t size = 0;
  png_image_write_get_memory_size(header, size, 0, image.pixels.data(), 0, nullptr);
  Bytes bytes(size);
  png_image_write_to_memory(&header, bytes.data(), &size, 0, image.pixels.data(), 0, nullptr);
  bytes.resize(size);
  return bytes;
}

inline void append(Bytes& bytes, std::uint32_t value, bool big_endian = true) {
  for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * (big_endian ? 3 - i : i)));
}

inline Bytes idx(const std::vector<std::uint32_t>& shape, const Bytes& values) {
  Bytes bytes = {0, 0, 8, static_cast<std::uint8_t>(shape.size())};
  for (const std::uint32_t size : shape) append(bytes, size);
  bytes.insert(bytes.end(), values.begin(), values.end());
  return bytes;
}

/** zlib's compress(), or with a gzip header and trailer. */
inline Bytes packed(const Bytes& bytes, bool gzip) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, gzip ? 31 : 15, 8, Z_DEFAULT_STRATEGY);
  Bytes result(deflateBound(&stream, bytes.size()) + 32);
  stream.next_in = const_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = result.data();
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

inline Bytes mat_element(std::uint32_t type, Bytes data, bool padded = true) {
  Bytes bytes;
  append(bytes, type, false);
  append(bytes, static_cast<std::uint32_t>(data.size()), false);
  bytes.insert(bytes.end(), data.begin(), data.end());
  while (padded && bytes.size() % 8 != 0) bytes.push_back(0);
  return bytes;
}

/** One array of a MATLAB level-5 file; `type` 2 is bytes, 9 doubles. */
inline Bytes mat_array(const std::string& name, const std::vector<std::uint32_t>& shape, std::uint32_t type,
                       const Bytes& data, bool compressed) {
  Bytes sizes, matrix = mat_element(6, {type == 2 ? std::uint8_t{9} : std::uint8_t{6}, 0, 0, 0, 0, 0, 0, 0});
  for (const std::uint32_t size : shape) append(sizes, size, false);
  Bytes small = {1, 0, static_cast<std::uint8_t>(name.size()), 0, 0, 0, 0, 0};  // the name as a small element
  std::copy_n(name.begin(), std::min<std::size_t>(name.size(), 4), small.begin() + 4);
  if (name.size() > 4) small = mat_element(1, Bytes(name.begin(), name.end()));
  for (const Bytes& part : {mat_element(5, sizes), small, mat_element(type, data)})
    matrix.insert(matrix.end(), part.begin(), part.end());
  const Bytes element = mat_element(14, matrix);
  return compressed ? mat_element(15, packed(element, false), false) : element;
}

inline Bytes mat_file(const std::vector<Bytes>& arrays) {
  Bytes bytes(124, ' ');
  for (const std::uint8_t byte : {0x00, 0x01, int{'I'}, int{'M'}}) bytes.push_back(byte);
  for (const Bytes& array : arrays) bytes.insert(bytes.end(), array.begin(), array.end());
  return bytes;
}

/** A numpy file of uint8, version 1. */
inline Bytes npy(std::size_t rows, const Bytes& values) {
  std::string text = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                     std::to_string(values.size() / rows) + "), }";
  text.resize((10 + text.size() + 64) / 64 * 64 - 10, ' ');
  text.back() = '\n';
  const std::string head = std::string("\x93NUMPY\1\0", 8) + static_cast<char>(text.size()) + '\0' + text;
  Bytes bytes(head.size() + values.size());
  std::copy(head.begin(), head.end(), bytes.begin());
  std::copy(values.begin(), values.end(), bytes.begin() + static_cast<std::ptrdiff_t>(head.size()));
  return bytes;
}

}  // namespace narrows::samples
