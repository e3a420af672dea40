// The exported files against ONNX's own library: its checker, its shape inference, its parser.
#include <doctest/doctest.h>
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>

#include <map>
#include <set>

#include "../random_model.hpp"
#include "narrows/cost.hpp"
#include "narrows/network_builder.hpp"
#include "narrows/onnx_exporter.hpp"
#include "narrows/spaces.hpp"

using namespace narrows;

namespace {

onnx::ModelProto parsed(const std::string& bytes) {
  onnx::ModelProto model;
  REQUIRE(model.ParseFromString(bytes));
  return model;
}

/** Throws what libonnx finds wrong. */
void check(onnx::ModelProto model) {
  onnx::checker::check_model(model);
  onnx::ShapeInferenceOptions strict{true, 1, true};
  onnx::shape_inference::InferShapes(model, onnx::OpSchemaRegistry::Instance(), strict);
}

std::int64_t values_of(const onnx::GraphProto& graph, const std::set<std::string>& except = {}) {
  std::int64_t values = 0;
  for (const auto& tensor : graph.initializer()) {
    if (except.count(tensor.name()) != 0) continue;
    values += static_cast<std::int64_t>(tensor.raw_data().size() / sizeof(float));
  }
  return values;
}

std::set<std::string> running_statistics(const Network& network) {
  std::set<std::string> names;
  for (const ArraySpec& spec : weight_specs(network))
    if (!spec.trainable) names.insert(spec.name);
  return names;
}

std::string sides(const onnx::ValueInfoProto& info) {
  std::string text;
  for (const auto& dim : info.type().tensor_type().shape().dim())
    text += (text.empty() ? "" : " ") + (dim.has_dim_param() ? dim.dim_param() : std::to_string(dim.dim_value()));
  return text;
}

}  // namespace

TEST_CASE("libonnx accepts every reference network in all opsets, folded or not, and infers the shapes we state") {
  for (const std::string& name : spaces::names()) {
    const SearchSpace space = spaces::get(name);
    const Model model = Model::initialised(space.build(*space.reference()));
    for (const bool fold : {false, true})
      for (const int opset : {13, 17}) {
        CAPTURE(name);
        CHECK_NOTHROW(check(parsed(OnnxExporter({.fold_batch_norm = fold, .opset = opset}).to_bytes(model))));
      }
  }
}

TEST_CASE("the values of the files are those that were counted, for sampled networks of every space") {
  for (const std::string& name : spaces::names())
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      CAPTURE(name);
      CAPTURE(seed);
      const SearchSpace space = spaces::get(name, {1, 32, 32}, 7);
      const Architecture architecture = small_architecture(space, seed);
      const Network network = space.build(architecture);
      const Model model = randomised(network, seed);
      const Cost cost = space.cost(architecture);
      const auto unfolded = parsed(OnnxExporter({.fold_batch_norm = false}).to_bytes(model));
      const auto folded = parsed(OnnxExporter().to_bytes(model));
      CHECK_NOTHROW(check(unfolded));
      CHECK_NOTHROW(check(folded));
      CHECK(values_of(unfolded.graph(), running_statistics(network)) == cost.parameters);
      CHECK(values_of(folded.graph()) * 4 == cost.weight_bytes);
    }
}

TEST_CASE("libonnx writes the fields it read from our bytes back without a loss") {
  const SearchSpace space = spaces::mobilenetv2();
  const auto once = parsed(OnnxExporter().to_bytes(randomised(space.build(small_architecture(space, 1)), 1)));
  CHECK(once.unknown_fields().empty());
  CHECK(parsed(once.SerializeAsString()).SerializeAsString() == once.SerializeAsString());
  CHECK(once.ir_version() == 8);
  CHECK(once.opset_import(0).version() == 13);
  CHECK(once.producer_name() == "narrows");
}

TEST_CASE("input and output have their names, and a free batch dimension") {
  NetworkBuilder net({.channels = 3, .height = 8, .width = 6}, 5);
  net.add(Linear{.out_features = 5}, net.add(Conv2d{.out_channels = 2}, net.input()));
  const auto graph = parsed(OnnxExporter().to_bytes(Model::initialised(net.finish()))).graph();
  REQUIRE(graph.input_size() == 1);
  REQUIRE(graph.output_size() == 1);
  CHECK(graph.input(0).name() == "images");
  CHECK(sides(graph.input(0)) == "N 3 8 6");
  CHECK(graph.output(0).name() == "logits");
  CHECK(sides(graph.output(0)) == "N 5");
}

TEST_CASE("nodes and weights have the names of the network's nodes") {
  const SearchSpace space = spaces::resnext();
  const Network network = space.build(*space.reference());
  const auto graph = parsed(OnnxExporter({.fold_batch_norm = false}).to_bytes(Model::initialised(network))).graph();
  std::set<std::string> names;
  for (const auto& node : graph.node()) names.insert(node.name());
  for (const Node& node : network.nodes()) CHECK(names.count(node.name) == 1);
  std::set<std::string> weights;
  for (const auto& tensor : graph.initializer()) weights.insert(tensor.name());
  for (const ArraySpec& spec : weight_specs(network)) CHECK(weights.count(spec.name) == 1);
}

TEST_CASE("the metadata say what the model knows, and nothing else") {
  NetworkBuilder net({.channels = 1, .height = 1, .width = 1});
  net.add(Linear{.out_features = 2}, net.input());
  const Model bare = Model::initialised(net.finish());
  CHECK(parsed(OnnxExporter().to_bytes(bare)).metadata_props_size() == 1);  // the version
  ModelInfo info{Preprocessing{.shape = {1, 1, 1}, .order = "L", .mean = {0.5F}, .std = {0.25F}}, {"a", "b\""}, "{}"};
  const auto full = parsed(OnnxExporter().to_bytes(bare.with_info(info)));
  std::map<std::string, std::string> entries;
  for (const auto& entry : full.metadata_props()) entries[entry.key()] = entry.value();
  CHECK(entries.at("narrows.preprocessing") == info.preprocessing->to_json());
  CHECK(entries.at("narrows.classes") == R"(["a","b\""])");
  CHECK(entries.at("narrows.architecture") == "{}");
  CHECK(entries.count("narrows.version") == 1);
}

TEST_CASE("operations after a linear layer, two readers of one map, odd names and limits of ReLU are accepted") {
  NetworkBuilder net({.channels = 2, .height = 4, .width = 4});
  const Value map = net.add(Relu{.max = 6}, net.add(Conv2d{.out_channels = 3, .kernel = 3}, net.input()));
  const Value pooled = net.add(GlobalAveragePool{}, map);
  const Value a = net.add(Linear{.out_features = 3}, pooled);
  const Value b = net.add(Linear{.out_features = 3, .bias = false}, net.add(MaxPool{}, map));
  const Value sum = net.add(Add{}, net.add(Add{}, a, b), pooled);
  const Value joined = net.add(Concat{}, {sum, pooled, a});
  net.add(Softmax{}, net.add(BatchNorm{}, joined));
  const Model model = Model::initialised(net.finish());
  for (const bool fold : {false, true})
    CHECK_NOTHROW(check(parsed(OnnxExporter({.fold_batch_norm = fold}).to_bytes(model))));

  const Network odd({2, 1, 1}, {{Relu{}, "logits", {0}, {2, 1, 1}}, {Relu{}, "images", {1}, {2, 1, 1}}}, 2);
  CHECK_NOTHROW(check(parsed(OnnxExporter().to_bytes(Model(odd, Weights({}))))));
}
