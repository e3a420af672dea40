#include "narrows/preprocessing.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>
#include <string>

#include "narrows/error.hpp"

using namespace narrows;

namespace {

Preprocessing example() {
  return {.shape = {3, 2, 1}, .resize = Resize::pad, .mean = {0.1F, 0.2F, 0.3F}, .std = {0.5F, 0.25F, 1.0F}};
}

}  // namespace

TEST_CASE("JSON has the six fields, with the shortest numbers that give the floats again") {
  CHECK(example().to_json() ==
        R"({"channels":3,"size":[2,1],"resize":"pad","order":"RGB","mean":[0.1,0.2,0.3],"std":[0.5,0.25,1.0]})");
}

TEST_CASE("reading JSON gives the same preprocessing again") {
  for (const Resize mode : {Resize::none, Resize::pad, Resize::stretch, Resize::crop}) {
    Preprocessing given = example();
    given.resize = mode;
    given.mean[0] = 0.123456789F;
    CHECK(Preprocessing::from_json(given.to_json()) == given);
  }
}

TEST_CASE("JSON that does not say all of it, or something else, is an Error") {
  const std::string good = example().to_json();
  const auto replaced = [&](const std::string& part, const std::string& by) {
    std::string text = good;
    return text.replace(text.find(part), part.size(), by);
  };
  CHECK_THROWS_AS(Preprocessing::from_json(""), Error);
  CHECK_THROWS_AS(Preprocessing::from_json("[]"), Error);
  CHECK_THROWS_AS(Preprocessing::from_json("{}"), Error);
  CHECK_THROWS_AS(Preprocessing::from_json(replaced("\"pad\"", "\"bend\"")), Error);
  CHECK_THROWS_AS(Preprocessing::from_json(replaced("[2,1]", "[2]")), Error);
  CHECK_THROWS_AS(Preprocessing::from_json(replaced("0.25", "0")), Error);
  CHECK_THROWS_AS(Preprocessing::from_json(replaced("0.25", "null")), Error);
  CHECK_THROWS_AS(Preprocessing::from_json(replaced("RGB", "BGR")), Error);
  CHECK_THROWS_AS(Preprocessing::from_json(replaced("\"order\"", "\"odour\"")), Error);
  CHECK_THROWS_AS(Preprocessing::from_json(replaced("{", "{\"gamma\": 2, ")), Error);
}

TEST_CASE("an argument that breaks a rule is refused with its value") {
  Preprocessing bad = example();
  bad.mean.pop_back();
  CHECK_THROWS_WITH_AS(bad.validate(), "preprocessing: mean must have one value for each of 3 channels, is of length 2",
                       std::invalid_argument);
  bad = example();
  bad.shape.channels = 2;
  CHECK_THROWS_AS(bad.validate(), std::invalid_argument);
  bad = example();
  bad.mean[1] = std::numeric_limits<float>::infinity();
  CHECK_THROWS_AS(bad.validate(), std::invalid_argument);
}

TEST_CASE("an image is divided by 255, centred, scaled and turned to channel, row, column order") {
  const std::vector<std::uint8_t> image = {0, 51, 255, 255, 102, 0};  // two pixels
  std::vector<float> result(6);
  example().normalise(image, result);
  const std::vector<float> expected = {-0.2F, 1.8F, 0.0F, 0.8F, 0.7F, -0.3F};
  for (std::size_t i = 0; i < 6; ++i) CHECK(result[i] == doctest::Approx(expected[i]));
  CHECK_THROWS_AS(example().normalise(std::span(image).subspan(1), result), std::invalid_argument);
}
