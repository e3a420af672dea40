#include "narrows/onnx_exporter.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "narrows/error.hpp"
#include "narrows/file.hpp"
#include "narrows/network_builder.hpp"

using namespace narrows;

namespace {

Model small_model() {
  NetworkBuilder net({.channels = 1, .height = 4, .width = 4});
  net.add(Linear{.out_features = 2}, net.add(Relu{}, net.add(BatchNorm{}, net.input())));
  return Model::initialised(net.finish(), 1);
}

}  // namespace

TEST_CASE("the same model gives the same bytes, other weights give others") {
  const Model model = small_model();
  const OnnxExporter exporter;
  CHECK(exporter.to_bytes(model) == exporter.to_bytes(model));
  CHECK(exporter.to_bytes(model) != exporter.to_bytes(Model::initialised(model.network(), 2)));
}

TEST_CASE("a written file has the bytes of to_bytes") {
  const std::string path = (std::filesystem::temp_directory_path() / "narrows-exporter-test.onnx").string();
  OnnxExporter().write(small_model(), path);
  CHECK(read_file(path) == OnnxExporter().to_bytes(small_model()));
  std::filesystem::remove(path);
}

TEST_CASE("a folder that is not there is an Error naming the file") {
  CHECK_THROWS_WITH_AS(OnnxExporter().write(small_model(), "/nowhere/a.onnx"), doctest::Contains("/nowhere/a.onnx"),
                       Error);
}

TEST_CASE("an opset that is not written is refused with its value") {
  CHECK_THROWS_WITH_AS(OnnxExporter({.opset = 18}), "opset: must be 13 to 17, is 18", std::invalid_argument);
  CHECK_THROWS_AS(OnnxExporter({.opset = 12}), std::invalid_argument);
}
