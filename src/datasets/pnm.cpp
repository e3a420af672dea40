#include <cctype>
#include <string>

#include "formats.hpp"
#include "narrows/error.hpp"

namespace narrows::formats {
namespace {

/** The text and samples of a PNM file, one after the other. */
class Scanner {
 public:
  explicit Scanner(Bytes bytes) : rest_(bytes.subspan(2)) {}

  std::uint32_t number() {
    skip_space();
    if (rest_.empty() || std::isdigit(rest_[0]) == 0) throw Error("broken PNM: expected a number");
    std::uint32_t value = 0;
    for (; !rest_.empty() && std::isdigit(rest_[0]) != 0; rest_ = rest_.subspan(1)) {
      value = 10 * value + (rest_[0] - std::uint32_t{'0'});
      if (value > 1'000'000) throw Error("broken PNM: a number above 1000000");
    }
    return value;
  }

  /** A digit 0 or 1 of a P1 file, where no space need stand between them. */
  std::uint32_t bit() {
    skip_space();
    if (rest_.empty() || (rest_[0] != '0' && rest_[0] != '1')) throw Error("broken PNM: expected 0 or 1");
    return byte() - std::uint32_t{'0'};
  }

  std::uint32_t byte() {
    const std::uint8_t value = rest_[0];
    rest_ = rest_.subspan(1);
    return value;
  }

  /** Passes the one white space after the header; then so many bytes must be there. */
  void begin_raw(std::size_t count) {
    if (rest_.size() < count + 1) {
      throw Error("broken PNM: expected " + std::to_string(count) + " bytes of pixels, found " +
                  std::to_string(rest_.empty() ? 0 : rest_.size() - 1));
    }
    byte();
  }

 private:
  void skip_space() {
    while (!rest_.empty() && (std::isspace(rest_[0]) != 0 || rest_[0] == '#')) {
      if (rest_[0] == '#') {
        while (!rest_.empty() && rest_[0] != '\n') rest_ = rest_.subspan(1);
      } else {
        rest_ = rest_.subspan(1);
      }
    }
  }

  Bytes rest_;
};

/** P1 and P4: 1 is black; P4 packs eight pixels into a byte and starts each row with a new one. */
void read_bits(Scanner& scanner, Image& image, bool raw) {
  const auto width = static_cast<std::size_t>(image.shape.width), height = static_cast<std::size_t>(image.shape.height);
  if (raw) scanner.begin_raw((width + 7) / 8 * height);
  for (std::size_t i = 0; i < width * height;) {
    const std::uint32_t packed = raw ? scanner.byte() : scanner.bit() << 7;
    const std::size_t count = raw ? std::min<std::size_t>(8, width - i % width) : 1;
    for (std::size_t k = 0; k < count; ++k) image.pixels[i++] = (packed >> (7 - k) & 1) != 0 ? 0 : 255;
  }
}

void read_samples(Scanner& scanner, Image& image, std::uint32_t maximum, bool raw) {
  const bool wide = maximum > 255;
  if (raw) scanner.begin_raw(image.pixels.size() * (wide ? 2 : 1));
  for (auto& pixel : image.pixels) {
    std::uint32_t sample = raw ? scanner.byte() : scanner.number();
    if (raw && wide) sample = sample << 8 | scanner.byte();
    if (sample > maximum)
      throw Error("broken PNM: a sample of " + std::to_string(sample) + " above its maximum, " +
                  std::to_string(maximum));
    pixel = static_cast<std::uint8_t>((sample * 255 + maximum / 2) / maximum);
  }
}

}  // namespace

Image decode_pnm(Bytes bytes) {
  const int kind = bytes[1] - '0';
  const bool raw = kind >= 4, bits = kind % 3 == 1;
  Scanner scanner(bytes);
  const std::uint32_t width = scanner.number(), height = scanner.number(), maximum = bits ? 1 : scanner.number();
  check_plausible(width, height, bytes.size());
  if (maximum < 1 || maximum > 65535)
    throw Error("broken PNM: maximum must be from 1 to 65535, is " + std::to_string(maximum));
  Image image{.shape = {kind % 3 == 0 ? 3 : 1, static_cast<int>(height), static_cast<int>(width)}, .pixels = {}};
  image.pixels.resize(static_cast<std::size_t>(image.shape.elements()));
  bits ? read_bits(scanner, image, raw) : read_samples(scanner, image, maximum, raw);
  return image;
}

}  // namespace narrows::formats
