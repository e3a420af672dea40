// Files that want to do harm: the reader must answer with a model or an Error, whatever the bytes are. Build with
// NARROWS_SANITIZE to see what it does on the way.
#include <doctest/doctest.h>

#include <protozero/pbf_writer.hpp>

#include "narrows/error.hpp"
#include "narrows/network_builder.hpp"
#include "narrows/onnx_exporter.hpp"
#include "narrows/onnx_reader.hpp"
#include "narrows/random.hpp"
#include "random_model.hpp"

using namespace narrows;

namespace {

enum class Answer { model, error };

/** Anything but a model or an Error fails the test. */
Answer answer(std::string_view bytes) {
  try {
    const Model model = OnnxReader().from_bytes(bytes);
    REQUIRE(model.network().output_shape().elements() > 0);
    return Answer::model;
  } catch (const Error&) {
    return Answer::error;
  }
}

/** A small file with every kind of node the exporter writes. */
std::string small_file(bool fold) {
  NetworkBuilder net({.channels = 2, .height = 8, .width = 8});
  Value map = net.add(BatchNorm{}, net.add(Conv2d{.out_channels = 3, .kernel = 3}, net.input()));
  map = net.add(AveragePool{}, net.add(MaxPool{3, 1, 1}, net.add(Relu{.max = 6}, map)));
  const Value linear = net.add(Linear{.out_features = 3}, net.add(Relu{}, net.add(Concat{}, {map, map})));
  const Value pooled = net.add(GlobalAveragePool{}, map);
  net.add(Softmax{}, net.add(BatchNorm{}, net.add(Add{}, linear, pooled)));
  const ModelInfo info{std::nullopt, {"a", "b", "c"}, "{}"};
  return OnnxExporter({.fold_batch_norm = fold}).to_bytes(randomised(net.finish(), 1).with_info(info));
}

std::size_t any_place(Random& random, const std::string& bytes) {
  return static_cast<std::size_t>(random.uniform(0, static_cast<int>(bytes.size()) - 1));
}

/** Changes, drops or repeats a few bytes. */
std::string mutated(std::string bytes, Random& random) {
  const int changes = random.uniform(1, 8);
  for (int i = 0; i < changes && !bytes.empty(); ++i) {
    const std::size_t place = any_place(random, bytes);
    const auto length = static_cast<std::size_t>(random.uniform(1, 16));
    switch (random.uniform(0, 3)) {
      case 0:
        bytes[place] = static_cast<char>(random.uniform(0, 255));
        break;
      case 1:
        bytes[place] = static_cast<char>(bytes[place] ^ (1 << random.uniform(0, 7)));
        break;
      case 2:
        bytes.erase(place, length);
        break;
      default:
        bytes.insert(any_place(random, bytes), bytes.substr(place, length));
    }
  }
  return bytes;
}

/** A message in a message in a message ... */
std::string nested(int depth, protozero::pbf_tag_type tag) {
  std::string bytes;
  for (int i = 0; i < depth; ++i) {
    std::string outer;
    protozero::pbf_writer(outer).add_message(tag, bytes);
    bytes = std::move(outer);
  }
  return bytes;
}

}  // namespace

TEST_CASE("a file cut off anywhere in its graph is an Error") {
  const std::string bytes = small_file(false);
  const std::size_t graph_end = bytes.find("narrows.classes") - 16;
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CAPTURE(length);
    const Answer given = answer(std::string_view(bytes).substr(0, length));
    if (length < graph_end) CHECK(given == Answer::error);
  }
  CHECK(answer(bytes) == Answer::model);
}

TEST_CASE("twenty thousand damaged files give a model or an Error") {
  Random random(20);
  int errors = 0;
  for (const bool fold : {false, true}) {
    const std::string bytes = small_file(fold);
    for (int i = 0; i < 10'000; ++i) errors += answer(mutated(bytes, random)) == Answer::error ? 1 : 0;
  }
  CHECK(errors > 5'000);
  CHECK(errors < 20'000);  // some changes hit nothing but weights
}

TEST_CASE("random bytes and deeply nested messages are Errors") {
  Random random(1);
  for (int i = 0; i < 1'000; ++i) {
    std::string bytes(static_cast<std::size_t>(random.uniform(0, 300)), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random.uniform(0, 255));
    CHECK(answer(bytes) == Answer::error);
  }
  for (const protozero::pbf_tag_type tag : {1U, 5U, 6U, 7U, 11U}) CHECK(answer(nested(2'000, tag)) == Answer::error);
}
