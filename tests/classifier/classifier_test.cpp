#include "narrows/classifier.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "narrows/error.hpp"
#include "narrows/network_builder.hpp"
#include "narrows/onnx_exporter.hpp"

using namespace narrows;

namespace {

const Preprocessing grey{.shape = {1, 2, 2}, .resize = Resize::stretch, .order = "L", .mean = {0.5F}, .std = {0.25F}};

/** Two logits: the first pixel, and minus it. */
Model first_pixel_model(std::vector<std::string> classes = {"light", "dark"}, bool softmax = false) {
  NetworkBuilder net(grey.shape, 2);
  Value y = net.add(Linear{.out_features = 2}, net.input());
  if (softmax) y = net.add(Softmax{}, y);
  const Network network = net.finish(y);
  const std::string name = network.nodes()[0].name;
  Weights weights({{name + ".weight", {2, 4}, {1, 0, 0, 0, -1, 0, 0, 0}}, {name + ".bias", {2}, {0, 0}}});
  return Model(network, weights, {grey, std::move(classes), ""});
}

std::string temporary(const std::string& name) { return (std::filesystem::temp_directory_path() / name).string(); }

}  // namespace

TEST_CASE("probabilities are the softmax of the logits of the normalised image, the largest first") {
  const Image white{{1, 2, 2}, {255, 0, 0, 0}};
  for (const bool softmax : {false, true}) {
    Classifier classify(first_pixel_model({"light", "dark"}, softmax));
    const auto result = classify(white);
    CHECK(result[0].label == "light");
    CHECK(result[0].probability == doctest::Approx(1 / (1 + std::exp(-4.0))));  // pixel (1 - 0.5) / 0.25 = 2
    CHECK(result[1].label == "dark");
    CHECK(result[0].probability + result[1].probability == doctest::Approx(1));
  }
}

TEST_CASE("an image of another size and colour is prepared as the model says") {
  Classifier classify(first_pixel_model());
  const Image black{{3, 8, 8}, std::vector<std::uint8_t>(192, 0)};
  CHECK(classify(black)[0].label == "dark");
}

TEST_CASE("a model's file and an image's file are enough") {
  const std::string model = temporary("narrows_classifier_test.onnx");
  const std::string image = temporary("narrows_classifier_test.pgm");
  OnnxExporter().write(first_pixel_model(), model);
  std::ofstream(image, std::ios::binary) << "P5\n2 2\n255\n" << std::string("\xff\x00\x00\x00", 4);
  Classifier classify(model);
  CHECK(classify(image) == classify(Image{{1, 2, 2}, {255, 0, 0, 0}}));
  CHECK(classify(image)[0].label == "light");
  CHECK_THROWS_AS((void)classify(temporary("not_there.png")), Error);
  std::filesystem::remove(model);
  std::filesystem::remove(image);
}

TEST_CASE("classes without names are numbered") {
  Classifier classify(first_pixel_model({}));
  CHECK(classify.classes() == std::vector<std::string>{"0", "1"});
}

TEST_CASE("a model that does not say enough is refused, and its file named") {
  CHECK_THROWS_AS(Classifier(first_pixel_model({"only one"})), std::invalid_argument);
  CHECK_THROWS_AS(Classifier(first_pixel_model().with_info({})), std::invalid_argument);
  const std::string path = temporary("narrows_classifier_bare.onnx");
  OnnxExporter().write(first_pixel_model().with_info({}), path);
  try {
    Classifier classify(path);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find(path) == 0);
  }
  std::filesystem::remove(path);
  CHECK_THROWS_AS(Classifier(temporary("not_there.onnx")), Error);
}
