#include <cstddef>
#include <cstdio>

#include <jpeglib.h>

#include <jerror.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <string>
#include <vector>

#include "formats.hpp"
#include "narrows/error.hpp"
#include "pixels.hpp"

namespace narrows::formats {
namespace {

/** What libjpeg's callbacks see. No function that they may leave by longjmp holds anything with a destructor. */
struct JpegReading {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf back{};
  std::array<char, JMSG_LENGTH_MAX> message{};
};

JpegReading& reading_of(j_common_ptr jpeg) { return *static_cast<JpegReading*>(jpeg->client_data); }

[[noreturn]] void fail(j_common_ptr jpeg) {
  JpegReading& reading = reading_of(jpeg);
  reading.errors.format_message(jpeg, reading.message.data());
  std::longjmp(reading.back, 1);
}

/** Warnings about data that do no harm to the pixels; each is looked at, since a harmless one may come first. */
bool is_harmless(int warning) {
  constexpr std::array harmless = {JWRN_EXTRANEOUS_DATA, JWRN_JFIF_MAJOR, JWRN_ADOBE_XFORM, JWRN_NOT_SEQUENTIAL};
  return std::find(harmless.begin(), harmless.end(), warning) != harmless.end();
}

void warn(j_common_ptr jpeg, int level) {
  if (level < 0 && !is_harmless(jpeg->err->msg_code)) fail(jpeg);
}

void say_nothing(j_common_ptr) {}

/** A small file of very many scans would keep the decoder busy for minutes. */
void limit_scans(j_common_ptr jpeg) {
  constexpr int most_scans = 500;
  if (reinterpret_cast<j_decompress_ptr>(jpeg)->input_scan_number <= most_scans) return;
  JpegReading& reading = reading_of(jpeg);
  std::snprintf(reading.message.data(), reading.message.size(), "it has more than %d scans", most_scans);
  std::longjmp(reading.back, 1);
}

/** A libjpeg reader, freed at the end. */
class JpegReader {
 public:
  JpegReader() {
    jpeg_decompress_struct& jpeg = reading.jpeg;
    jpeg.err = jpeg_std_error(&reading.errors);
    jpeg.client_data = &reading;
    reading.errors.error_exit = fail;
    reading.errors.emit_message = warn;
    reading.errors.output_message = say_nothing;
  }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;
  ~JpegReader() { jpeg_destroy_decompress(&reading.jpeg); }

  JpegReading reading;
};

bool read_header(JpegReading& reading, Bytes bytes) {
  if (setjmp(reading.back) != 0) return false;
  jpeg_create_decompress(&reading.jpeg);
  reading.jpeg.client_data = &reading;
  reading.progress.progress_monitor = limit_scans;
  reading.jpeg.progress = &reading.progress;
  jpeg_mem_src(&reading.jpeg, bytes.data(), static_cast<unsigned long>(bytes.size()));
  jpeg_read_header(&reading.jpeg, TRUE);
  return true;
}

/** Works out the size of the image at so many eighths. */
bool scale(JpegReading& reading, unsigned eighths) {
  if (setjmp(reading.back) != 0) return false;
  reading.jpeg.scale_num = eighths;
  reading.jpeg.scale_denom = 8;
  jpeg_calc_output_dimensions(&reading.jpeg);
  return true;
}

bool read_pixels(JpegReading& reading, std::uint8_t* pixels) {
  if (setjmp(reading.back) != 0) return false;
  jpeg_decompress_struct& jpeg = reading.jpeg;
  jpeg_start_decompress(&jpeg);
  while (jpeg.output_scanline < jpeg.output_height) {
    const std::size_t row = std::size_t{jpeg.output_width} * static_cast<std::size_t>(jpeg.output_components);
    JSAMPROW line = pixels + jpeg.output_scanline * row;
    jpeg_read_scanlines(&jpeg, &line, 1);
  }
  jpeg_finish_decompress(&jpeg);
  return true;
}

void check(const JpegReading& reading, bool done) {
  if (!done) throw Error(std::string("broken JPEG: ") + reading.message.data());
}

/** Shrinks to the smallest eighths whose sides are still `at_least`. */
void shrink(JpegReading& reading, int at_least) {
  unsigned eighths = at_least > 0 ? 1 : 8;
  for (check(reading, scale(reading, eighths)); eighths < 8; check(reading, scale(reading, ++eighths))) {
    const unsigned shorter = std::min(reading.jpeg.output_width, reading.jpeg.output_height);
    if (shorter >= static_cast<unsigned>(at_least)) return;
  }
}

J_COLOR_SPACE wanted(J_COLOR_SPACE stored) {
  if (stored == JCS_GRAYSCALE) return JCS_GRAYSCALE;
  return stored == JCS_CMYK || stored == JCS_YCCK ? JCS_CMYK : JCS_RGB;
}

int channels_of(J_COLOR_SPACE space) { return space == JCS_GRAYSCALE ? 1 : space == JCS_CMYK ? 4 : 3; }

Image read_whole(JpegReading& reading) {
  const jpeg_decompress_struct& jpeg = reading.jpeg;
  Image image{.shape = {channels_of(jpeg.out_color_space), static_cast<int>(jpeg.output_height),
                        static_cast<int>(jpeg.output_width)},
              .pixels = {}};
  image.pixels.resize(static_cast<std::size_t>(image.shape.elements()));
  check(reading, read_pixels(reading, image.pixels.data()));
  return image.shape.channels == 4 ? rgb_of_cmyk(image) : image;  // Adobe stores ink inverted: light
}

}  // namespace

detail::Picture decode_jpeg(Bytes bytes, int at_least) {
  JpegReader reader;
  JpegReading& reading = reader.reading;
  jpeg_decompress_struct& jpeg = reading.jpeg;
  check(reading, read_header(reading, bytes));
  check_plausible(jpeg.image_width, jpeg.image_height, bytes.size());
  jpeg.out_color_space = wanted(jpeg.jpeg_color_space);
  shrink(reading, at_least);
  const detail::Box box = {.width = jpeg.image_width * jpeg.scale_num / 8.0,
                           .height = jpeg.image_height * jpeg.scale_num / 8.0};
  return {read_whole(reading), box};
}

}  // namespace narrows::formats
