#include "narrows/onnx_reader.hpp"

#include <doctest/doctest.h>

#include "narrows/error.hpp"
#include "narrows/network_builder.hpp"
#include "narrows/onnx_exporter.hpp"
#include "narrows/spaces.hpp"
#include "random_model.hpp"

using namespace narrows;

namespace {

void check_equal(const Model& a, const Model& b) {
  REQUIRE(a.network().nodes().size() == b.network().nodes().size());
  for (std::size_t i = 0; i < a.network().nodes().size(); ++i) {
    const Node& left = a.network().nodes()[i];
    const Node& right = b.network().nodes()[i];
    CHECK(left.name == right.name);
    CHECK(left.op == right.op);
    CHECK(left.inputs == right.inputs);
    CHECK(left.shape == right.shape);
  }
  CHECK(a.network().output() == b.network().output());
  for (const ArraySpec& spec : weight_specs(a.network()))
    CHECK(a.weights()[spec.name].values == b.weights()[spec.name].values);
}

}  // namespace

TEST_CASE("what was written reads back as it was, for sampled networks of every space, folded or not") {
  for (const std::string& name : spaces::names())
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      CAPTURE(name);
      CAPTURE(seed);
      const SearchSpace space = spaces::get(name, {1, 32, 24}, 7);
      const Model model = randomised(space.build(small_architecture(space, seed)), seed);
      check_equal(OnnxReader().from_bytes(OnnxExporter({.fold_batch_norm = false}).to_bytes(model)), model);
      check_equal(OnnxReader().from_bytes(OnnxExporter({.opset = 17}).to_bytes(model)), model.folded());
    }
}

TEST_CASE("what the file says beside the network reads back") {
  NetworkBuilder net({.channels = 1, .height = 1, .width = 1});
  net.add(Linear{.out_features = 2}, net.input());
  const ModelInfo info{
      Preprocessing{.shape = {1, 1, 1}, .order = "L", .mean = {0.1F}, .std = {0.25F}}, {"a", "b"}, R"({"space": "x"})"};
  const Model read = OnnxReader().from_bytes(OnnxExporter().to_bytes(Model::initialised(net.finish()).with_info(info)));
  CHECK(read.info().preprocessing == info.preprocessing);
  CHECK(read.info().classes == info.classes);
  CHECK(read.info().architecture == info.architecture);
}

TEST_CASE("layers behind a linear layer, limits of ReLU and every pool read back") {
  NetworkBuilder net({.channels = 2, .height = 9, .width = 9});
  Value map = net.add(Relu{.max = 6}, net.add(Conv2d{.out_channels = 3, .kernel = 5, .stride = 2}, net.input()));
  map = net.add(AveragePool{.kernel = 3, .stride = 1, .padding = 1}, net.add(MaxPool{3, 2, 1}, map));
  const Value pooled = net.add(GlobalAveragePool{}, map);
  const Value a = net.add(Linear{.out_features = 3, .bias = false}, map);
  const Value sum = net.add(Add{}, net.add(Linear{.out_features = 3}, pooled), net.add(Add{}, a, pooled));
  net.add(Softmax{}, net.add(BatchNorm{.epsilon = 1e-3}, net.add(Concat{}, {sum, pooled, a})));
  const Model model = randomised(net.finish(), 1);
  check_equal(OnnxReader().from_bytes(OnnxExporter({.fold_batch_norm = false}).to_bytes(model)), model);
  check_equal(OnnxReader().from_bytes(OnnxExporter().to_bytes(model)), model.folded());
}

TEST_CASE("a file that is not there, and one that is no ONNX file, are Errors naming it") {
  CHECK_THROWS_WITH_AS(OnnxReader().read("/nowhere/a.onnx"), doctest::Contains("/nowhere/a.onnx"), Error);
  CHECK_THROWS_WITH_AS(OnnxReader().read("README.md"), doctest::Contains("README.md"), Error);
}
