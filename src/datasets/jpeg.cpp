#include <turbojpeg.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "formats.hpp"
#include "narrows/error.hpp"

namespace narrows::formats {
namespace {

using Decompressor = std::unique_ptr<std::remove_pointer_t<tjhandle>, int (*)(tjhandle)>;

/** Warnings about data that do no harm to the pixels. */
bool is_harmless(std::string_view warning) {
  return warning.find("extraneous bytes") != warning.npos || warning.find("JFIF revision") != warning.npos ||
         warning.find("Adobe color transform") != warning.npos;
}

void check(tjhandle handle, int result) {
  if (result == 0) return;
  const std::string_view message = tjGetErrorStr2(handle);
  if (tjGetErrorCode(handle) == TJERR_WARNING && is_harmless(message)) return;
  throw Error("broken JPEG: " + std::string(message));
}

struct Header {
  int width = 0, height = 0, subsampling = 0, colours = 0;
};

Header read_header(tjhandle handle, Bytes bytes) {
  Header h;
  check(handle,
        tjDecompressHeader3(handle, bytes.data(), bytes.size(), &h.width, &h.height, &h.subsampling, &h.colours));
  if (h.width < 1 || h.height < 1) throw Error("broken JPEG: no image in it");
  check_plausible(static_cast<std::uint64_t>(h.width), static_cast<std::uint64_t>(h.height), bytes.size());
  return h;
}

/** Shrinks the size in the header to the smallest eighths whose sides are still `at_least`. */
void scale(Header& header, int at_least) {
  const int shorter = std::min(header.width, header.height);
  int eighths = 8;
  if (at_least > 0) {
    for (eighths = 1; eighths < 8 && TJSCALED(shorter, (tjscalingfactor{eighths, 8})) < at_least;) ++eighths;
  }
  const tjscalingfactor factor = {eighths, 8};
  header.width = TJSCALED(header.width, factor);
  header.height = TJSCALED(header.height, factor);
}

/** Four channels of ink, stored inverted as Adobe does, to three of light. */
std::vector<std::uint8_t> rgb_of_cmyk(Bytes cmyk) {
  std::vector<std::uint8_t> rgb;
  rgb.reserve(cmyk.size() / 4 * 3);
  for (std::size_t i = 0; i + 3 < cmyk.size(); i += 4) {
    for (std::size_t c = 0; c < 3; ++c)
      rgb.push_back(static_cast<std::uint8_t>((cmyk[i + c] * cmyk[i + 3] + 127) / 255));
  }
  return rgb;
}

}  // namespace

Image decode_jpeg(Bytes bytes, int at_least) {
  const Decompressor handle(tjInitDecompress(), tjDestroy);
  if (!handle) throw Error("cannot start decoding a JPEG");
  Header header = read_header(handle.get(), bytes);
  scale(header, at_least);
  const bool grey = header.colours == TJCS_GRAY, cmyk = header.colours == TJCS_CMYK || header.colours == TJCS_YCCK;
  const int format = grey ? TJPF_GRAY : cmyk ? TJPF_CMYK : TJPF_RGB;
  Image image{.shape = {tjPixelSize[format], header.height, header.width}, .pixels = {}};
  image.pixels.resize(static_cast<std::size_t>(image.shape.elements()));
  check(handle.get(), tjDecompress2(handle.get(), bytes.data(), bytes.size(), image.pixels.data(), header.width, 0,
                                    header.height, format, TJFLAG_LIMITSCANS));
  if (cmyk) {
    image.pixels = rgb_of_cmyk(image.pixels);
    image.shape.channels = 3;
  }
  return image;
}

}  // namespace narrows::formats
