#include "narrows/preprocessing.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "narrows/detail/names.hpp"
#include "narrows/detail/numbers.hpp"
#include "narrows/error.hpp"

namespace narrows {
namespace {

using Json = nlohmann::ordered_json;

constexpr detail::Names<Resize, 4> modes = {"resize", {"none", "pad", "stretch", "crop"}};

/** The double whose text is the shortest that gives the float again: 0.1, not 0.10000000149011612. */
double shortest(float value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  double result = 0;
  std::from_chars(text.data(), end, result);
  return result;
}

std::vector<double> shortest(const std::vector<float>& values) {
  std::vector<double> result;
  for (const float value : values) result.push_back(shortest(value));
  return result;
}

Preprocessing read(const Json& json) {
  if (!json.is_object() || json.size() != 6)
    throw Error("preprocessing: must be an object of channels, size, resize, order, mean and std");
  const auto size = json.at("size").get<std::array<int, 2>>();
  return {.shape = {json.at("channels").get<int>(), size[0], size[1]},
          .resize = resize_named(json.at("resize").get<std::string>()),
          .order = json.at("order").get<std::string>(),
          .mean = json.at("mean").get<std::vector<float>>(),
          .std = json.at("std").get<std::vector<float>>()};
}

[[noreturn]] void reject(const std::string& rule, const std::string& value) {
  throw std::invalid_argument("preprocessing: " + rule + ", is " + value);
}

void check_length(const char* field, const std::vector<float>& values, int channels) {
  if (values.size() != static_cast<std::size_t>(channels))
    reject(std::string(field) + " must have one value for each of " + std::to_string(channels) + " channels",
           "of length " + std::to_string(values.size()));
}

/** What each byte becomes in one channel. */
std::array<float, 256> byte_table(float mean, float std) {
  std::array<float, 256> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte)
    table[byte] = (static_cast<float>(byte) / 255.0F - mean) / std;
  return table;
}

}  // namespace

std::string Preprocessing::to_json() const {
  const Json json = {{"channels", shape.channels}, {"size", {shape.height, shape.width}},
                     {"resize", name(resize)},     {"order", order},
                     {"mean", shortest(mean)},     {"std", shortest(std)}};
  return json.dump();
}

Preprocessing Preprocessing::from_json(std::string_view text) {
  try {
    Preprocessing result = read(Json::parse(text));
    result.validate();
    return result;
  } catch (const Json::exception& error) {
    throw Error(std::string("preprocessing: not as expected: ") + error.what());
  } catch (const std::invalid_argument& error) {
    throw Error(error.what());
  }
}

void Preprocessing::validate() const {
  if (shape.channels != 1 && shape.channels != 3) reject("channels must be 1 or 3", std::to_string(shape.channels));
  if (shape.height < 1 || shape.width < 1)
    reject("size must be at least 1 x 1", std::to_string(shape.height) + " x " + std::to_string(shape.width));
  const std::string expected = shape.channels == 1 ? "L" : "RGB";
  if (order != expected)
    reject("order must be " + expected + " for " + std::to_string(shape.channels) + " channels", "'" + order + "'");
  check_length("mean", mean, shape.channels);
  check_length("std", std, shape.channels);
  for (const float value : mean)
    if (!std::isfinite(value)) reject("mean must be finite", detail::general(value));
  for (const float value : std)
    if (!std::isfinite(value) || value <= 0) reject("std must be above 0", detail::general(value));
}

void Preprocessing::normalise(std::span<const std::uint8_t> nhwc, std::span<float> nchw) const {
  const auto elements = static_cast<std::size_t>(shape.elements());
  if (nhwc.size() != elements || nchw.size() != elements)
    throw std::invalid_argument("preprocessing: an image must have " + std::to_string(elements) + " values, has " +
                                std::to_string(nhwc.size()));
  const auto channels = static_cast<std::size_t>(shape.channels);
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const std::array<float, 256> table = byte_table(mean[channel], std[channel]);
    const std::size_t pixels = elements / channels;
    for (std::size_t i = 0; i < pixels; ++i) nchw[channel * pixels + i] = table[nhwc[i * channels + channel]];
  }
}

std::string_view name(Resize resize) { return modes.of(resize); }
Resize resize_named(std::string_view name) { return modes.value(name); }

}  // namespace narrows
