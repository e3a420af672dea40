#include "narrows/decode_image.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "samples.hpp"

namespace narrows {
namespace {

using samples::Bytes, samples::failure, samples::quarters, samples::TemporaryFolder;

int largest_difference(const Image& a, const Image& b) {
  REQUIRE(a.shape == b.shape);
  int largest = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
  return largest;
}

double mean_difference(const Image& a, const Image& b) {
  REQUIRE(a.shape == b.shape);
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) sum += std::abs(a.pixels[i] - b.pixels[i]);
  return sum / static_cast<double>(a.pixels.size());
}

/** An APP1 segment that says the orientation, put behind the start of a JPEG. */
Bytes with_orientation(Bytes jpeg, int orientation, bool little_endian) {
  const auto o = static_cast<std::uint8_t>(orientation);
  Bytes exif = {0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0};
  const Bytes little = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, o, 0, 0, 0, 0, 0, 0, 0};
  const Bytes big = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, o, 0, 0, 0, 0, 0, 0};
  const Bytes& tiff = little_endian ? little : big;
  exif.insert(exif.end(), tiff.begin(), tiff.end());
  jpeg.insert(jpeg.begin() + 2, exif.begin(), exif.end());
  return jpeg;
}

/** Grey level of the four corners, row by row. */
std::vector<int> corners(const Image& image) {
  std::vector<int> result;
  const auto channels = static_cast<std::size_t>(image.shape.channels);
  for (const int y : {0, image.shape.height - 1}) {
    for (const int x : {0, image.shape.width - 1}) {
      const std::size_t at = static_cast<std::size_t>(y * image.shape.width + x) * channels;
      result.push_back((image.pixels[at] + 5) / 10 * 10);
    }
  }
  return result;
}

std::string decode_failure(const Bytes& bytes) {
  return failure([&] { (void)decode_image(bytes, 0, "photo"); });
}

}  // namespace

TEST_CASE("PNG images come back exactly, grey as one channel, what is transparent on white") {
  for (const int channels : {1, 3}) {
    const Image image = quarters(7, 9, channels);
    CHECK(decode_image(samples::png(image)) == image);
  }
  Image transparent{.shape = {4, 1, 3}, .pixels = {10, 20, 30, 0, 40, 50, 60, 255, 0, 0, 0, 51}};
  CHECK(decode_image(samples::png(transparent)) == Image{{3, 1, 3}, {255, 255, 255, 40, 50, 60, 204, 204, 204}});
}

TEST_CASE("a picture that could not be seen on white is laid on black") {
  const auto decoded = [](std::vector<std::uint8_t> pixels) {
    return decode_image(samples::png({.shape = {2, 1, 3}, .pixels = std::move(pixels)})).pixels;
  };
  CHECK(decoded({255, 0, 255, 255, 255, 51}) == std::vector<std::uint8_t>{0, 255, 51});    // a white icon
  CHECK(decoded({0, 0, 250, 255, 250, 128}) == std::vector<std::uint8_t>{0, 250, 125});    // a very light one
  CHECK(decoded({0, 0, 200, 255, 255, 255}) == std::vector<std::uint8_t>{255, 200, 255});  // grey is seen on white
  CHECK(decoded({255, 255, 255, 255, 255, 255}) == std::vector<std::uint8_t>(3, 255));     // white all over
  CHECK(decoded({0, 0, 255, 0, 7, 0}) == std::vector<std::uint8_t>(3, 255));               // nothing to be seen
}

TEST_CASE("JPEG images come back nearly, grey as one channel") {
  for (const int channels : {1, 3}) {
    const Image image = quarters(16, 32, channels);
    CHECK(largest_difference(decode_image(samples::jpeg(image)), image) <= 4);
  }
}

TEST_CASE("a JPEG is decoded at the smallest eighths that are large enough") {
  const Bytes bytes = samples::jpeg(quarters(80, 160));
  CHECK(decode_image(bytes, 20).shape == Shape{3, 20, 40});
  CHECK(decode_image(bytes, 21).shape == Shape{3, 30, 60});
  CHECK(decode_image(bytes, 500).shape == Shape{3, 80, 160});
  CHECK(decode_image(bytes, 0).shape == Shape{3, 80, 160});
  CHECK(corners(decode_image(bytes, 10)) == std::vector<int>{240, 180, 120, 60});
}

TEST_CASE("EXIF orientation stands an image upright, in both byte orders") {
  // where the corners of the stored picture (240 180 / 120 60) are to be shown, per orientation
  const std::vector<std::vector<int>> expected = {{240, 180, 120, 60}, {180, 240, 60, 120}, {60, 120, 180, 240},
                                                  {120, 60, 240, 180}, {240, 120, 180, 60}, {120, 240, 60, 180},
                                                  {60, 180, 120, 240}, {180, 60, 240, 120}};
  const Bytes jpeg = samples::jpeg(quarters(16, 32, 1));
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const bool little_endian : {true, false}) {
      const Image image = decode_image(with_orientation(jpeg, orientation, little_endian));
      CHECK(corners(image) == expected[static_cast<std::size_t>(orientation - 1)]);
      CHECK(image.shape.width == (orientation <= 4 ? 32 : 16));
    }
  }
  CHECK(decode_image(with_orientation(jpeg, 9, true)).shape.width == 32);
}

TEST_CASE(
    "a picture that ends within the last row and column of its fraction is where it is in the whole, turned or not") {
  Image slope{.shape = {1, 123, 237}, .pixels = {}};  // 30.75 x 59.25 at two eighths
  for (int y = 0; y < 123; ++y)
    for (int x = 0; x < 237; ++x) slope.pixels.push_back(static_cast<std::uint8_t>(2 * y + x / 24));
  const Bytes jpeg = samples::jpeg(slope);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    CAPTURE(orientation);
    const Bytes turned = with_orientation(jpeg, orientation, true);
    for (const Resize resize : {Resize::crop, Resize::stretch}) {
      const Preprocessing wanted{.shape = {1, 14, 15}, .resize = resize, .order = "L", .mean = {}, .std = {}};
      CHECK(decode_image(turned, decoding_size(wanted)).pixels.size() == 31 * 60);
      CHECK(mean_difference(prepare_image(turned, wanted), prepare(decode_image(turned), wanted)) < 0.7);
    }
  }
}

TEST_CASE("a PNG stands upright too, with its orientation before or behind the pixels") {
  const Bytes png = samples::png(quarters(16, 32, 1));
  for (const std::size_t at : {std::size_t{33}, png.size() - 12}) {  // behind the header; before the end
    Bytes chunk = {0, 0, 0,    26, 'e', 'X', 'I', 'f', 'M', 'M', 0, 42, 0, 0, 0, 8, 0,
                   1, 1, 0x12, 0,  3,   0,   0,   0,   1,   0,   6, 0,  0, 0, 0, 0, 0};
    samples::append(chunk, static_cast<std::uint32_t>(crc32(0, chunk.data() + 4, 30)));
    Bytes turned = png;
    turned.insert(turned.begin() + static_cast<std::ptrdiff_t>(at), chunk.begin(), chunk.end());
    CHECK(corners(decode_image(turned)) == std::vector<int>{120, 240, 60, 180});
    CHECK(decode_image(turned).shape == Shape{1, 32, 16});
  }
}

TEST_CASE("a JPEG that ends in the middle is refused, also behind a warning that does no harm") {
  Bytes jpeg = samples::jpeg(quarters(300, 300));
  const Bytes sound = jpeg;
  jpeg[12] = 2;  // of JFIF 2, which warns
  CHECK(decode_image(jpeg) == decode_image(sound));
  jpeg.resize(jpeg.size() / 2);
  CHECK(decode_failure(jpeg) == "photo: broken JPEG: Premature end of JPEG file");
}

TEST_CASE("a JPEG whose scan header has odd numbers is read if its pixels are whole") {
  Bytes jpeg = samples::jpeg(quarters(16, 32));
  const Bytes sound = jpeg, start_of_scan = {0xff, 0xda};
  const auto scan = std::search(jpeg.begin(), jpeg.end(), start_of_scan.begin(), start_of_scan.end()) - jpeg.begin();
  jpeg[static_cast<std::size_t>(scan) + 2 + jpeg[static_cast<std::size_t>(scan) + 3] - 2] = 0;  // last coefficient: 63
  CHECK(decode_image(jpeg) == decode_image(sound));
}

TEST_CASE("PNM images are read in all six kinds") {
  const auto decode = [](const std::string& text) { return decode_image(Bytes(text.begin(), text.end())); };
  const Image bits{{1, 2, 3}, {255, 0, 255, 0, 0, 255}};
  CHECK(decode("P1\n# a comment\n3 2\n010\n1 1 0") == bits);
  CHECK(decode(std::string("P4 3 2\n\x40\xc0", 9)) == bits);
  CHECK(decode("P2 2 1 4\n1 4") == Image{{1, 1, 2}, {64, 255}});
  CHECK(decode("P5 2 1 255\nAB") == Image{{1, 1, 2}, {65, 66}});
  CHECK(decode(std::string("P5 1 1 65535\n\x80\x00", 15)) == Image{{1, 1, 1}, {128}});
  CHECK(decode("P3 1 1 255 1 2 3") == Image{{3, 1, 1}, {1, 2, 3}});
  CHECK(decode("P6 1 1 255\nabc") == Image{{3, 1, 1}, {97, 98, 99}});
}

TEST_CASE("what is no image, or a broken one, is refused by name") {
  CHECK(decode_failure({}) == "photo: empty file, expected an image");
  CHECK(decode_failure({'h', 'e', 'l', 'l', 'o'}) ==
        "photo: not an image of a kind that is read: JPEG, PNG, WebP, GIF, BMP, TIFF, PNM");
  CHECK(decode_failure({'8', 'B', 'P', 'S', 0, 1}) ==
        "photo: Photoshop images are not read; convert it, as ImageMagick does: mogrify -format png FILE");
  Bytes jpeg = samples::jpeg(quarters(300, 300)), png = samples::png(quarters(64, 64));
  jpeg.resize(jpeg.size() - 100);
  png.resize(png.size() - 20);
  CHECK(decode_failure(jpeg) == "photo: broken JPEG: Premature end of JPEG file");
  CHECK(decode_failure(png) == "photo: broken PNG: it ends too early");
  const std::string pnm = "P5 4 4 255\n12345";
  CHECK(decode_failure(Bytes(pnm.begin(), pnm.end())) == "photo: broken PNM: expected 16 bytes of pixels, found 5");
}

TEST_CASE("a header that promises more pixels than the file can hold costs no memory") {
  Bytes png = samples::png(quarters(8, 8, 1));
  const Bytes width = {0, 0, 0xff, 0xff};
  std::copy(width.begin(), width.end(), png.begin() + 16);
  std::copy(width.begin(), width.end(), png.begin() + 20);
  const auto crc = static_cast<std::uint32_t>(crc32(0, png.data() + 12, 17));
  for (std::size_t i = 0; i < 4; ++i) png[29 + i] = static_cast<std::uint8_t>(crc >> (24 - 8 * i));
  CHECK(decode_failure(png) ==
        "photo: its header promises 65535 x 65535 pixels, and it has " + std::to_string(png.size()) + " bytes");
  const std::string pnm = "P2 30000 6000 255 1 2 3";
  CHECK(decode_failure(Bytes(pnm.begin(), pnm.end())).starts_with("photo: its header promises 30000 x 6000 pixels"));
}

TEST_CASE("a file is prepared as a network wants it, whatever it is called") {
  const TemporaryFolder folder;
  const std::string path = folder.write("really a JPEG.png", samples::jpeg(quarters(300, 400)));
  const Preprocessing wanted{.shape = {1, 32, 32}, .resize = Resize::stretch, .order = "L", .mean = {}, .std = {}};
  const Image image = prepare_file(path, wanted);
  CHECK(image.shape == Shape{1, 32, 32});
  CHECK(largest_difference(image, prepare(read_image(path), wanted)) <= 12);  // decoded at a fraction, and in full
  CHECK(failure([&] { (void)read_image(folder.path("none.png")); }) ==
        folder.path("none.png") + ": cannot be opened: No such file or directory");
}

}  // namespace narrows
