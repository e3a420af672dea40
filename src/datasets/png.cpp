#include <png.h>

#include <csetjmp>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "formats.hpp"
#include "narrows/error.hpp"
#include "opacity.hpp"

namespace narrows::formats {
namespace {

/** What libpng's callbacks see. No function that libpng may leave by longjmp holds anything with a destructor. */
struct PngReading {
  Bytes rest;
  char message[128] = "";
};

void fail(png_structp png, png_const_charp message) {
  auto* reading = static_cast<PngReading*>(png_get_error_ptr(png));
  std::strncpy(reading->message, message, sizeof reading->message - 1);
  png_longjmp(png, 1);
}

void ignore(png_structp, png_const_charp) {}

void read(png_structp png, png_bytep to, std::size_t count) {
  auto* reading = static_cast<PngReading*>(png_get_io_ptr(png));
  if (count > reading->rest.size()) png_error(png, "it ends too early");
  std::memcpy(to, reading->rest.data(), count);
  reading->rest = reading->rest.subspan(count);
}

/** A libpng reader, freed at the end. */
struct PngReader {
  png_structp png = nullptr;
  png_infop info = nullptr;

  explicit PngReader(PngReading& reading) {
    png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading, fail, ignore);
    if (png != nullptr) info = png_create_info_struct(png);
    if (info == nullptr) throw Error("cannot start decoding a PNG");
    png_set_read_fn(png, &reading, read);
    png_set_chunk_malloc_max(png, 8'000'000);
  }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
  ~PngReader() { png_destroy_read_struct(&png, &info, nullptr); }
};

/** Reads up to the pixels and asks for bytes, grey or RGB, with opacity where there is any. */
bool read_header(png_structp png, png_infop info) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_read_info(png, info);
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  return true;
}

/** The chunks behind the pixels too: the orientation may stand there. */
bool read_pixels(png_structp png, png_infop info, png_bytepp rows) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_read_image(png, rows);
  png_read_end(png, info);
  return true;
}

int png_orientation(png_structp png, png_infop info) {
  png_uint_32 size = 0;
  png_bytep exif = nullptr;
  if (png_get_eXIf_1(png, info, &size, &exif) == 0) return 1;
  return exif_orientation({exif, size});
}

}  // namespace

Image decode_png(Bytes bytes) {
  PngReading reading{.rest = bytes};
  const PngReader reader(reading);
  if (!read_header(reader.png, reader.info)) throw Error(std::string("broken PNG: ") + reading.message);
  const std::uint32_t width = png_get_image_width(reader.png, reader.info),
                      height = png_get_image_height(reader.png, reader.info);
  check_plausible(width, height, bytes.size());
  const std::size_t row_bytes = png_get_rowbytes(reader.png, reader.info);
  Image image{.shape = {png_get_channels(reader.png, reader.info), static_cast<int>(height), static_cast<int>(width)},
              .pixels = std::vector<std::uint8_t>(row_bytes * height)};
  std::vector<png_bytep> rows;
  for (std::size_t y = 0; y < height; ++y) rows.push_back(image.pixels.data() + y * row_bytes);
  if (!read_pixels(reader.png, reader.info, rows.data())) throw Error(std::string("broken PNG: ") + reading.message);
  const bool opaque = image.shape.channels == 1 || image.shape.channels == 3;
  return upright(opaque ? std::move(image) : without_opacity(image), png_orientation(reader.png, reader.info));
}

}  // namespace narrows::formats
