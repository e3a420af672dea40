#include "model_source.hpp"

#include <stdexcept>

#include "base64.hpp"
#include "fields.hpp"
#include "narrows/error.hpp"
#include "narrows/file.hpp"
#include "narrows/onnx_reader.hpp"
#include "narrows/spaces.hpp"

namespace narrows::device {
namespace {

constexpr int longest_side = 4096;

Shape input_shape(const Fields& fields) {
  if (!fields.has("input_shape")) return {3, 32, 32};
  const Json& sides = fields.list("input_shape");
  if (sides.size() != 3) throw std::invalid_argument("input_shape must be [channels, height, width]");
  const auto side = [&](std::size_t i) { return whole_number(sides[i], "input_shape", 1, longest_side); };
  return {side(0), side(1), side(2)};
}

Model built(const Json& architecture, Shape shape, int classes) {
  const Fields fields(architecture, {"space", "values"});
  const SearchSpace space = spaces::get(fields.text("space"), shape, classes);
  const Network network = space.build(space.architecture_from_json(architecture.dump()));
  return Model::initialised(network);
}

Model from_architecture(const Json& json) {
  const Fields fields(json, {"architecture", "input_shape", "classes"});
  return built(fields["architecture"], input_shape(fields), fields.whole_number("classes", 10, 1, 1 << 20));
}

Model from_onnx(const Json& json) { return OnnxReader().from_bytes(from_base64(Fields(json, {"onnx"}).text("onnx"))); }

}  // namespace

Model model_from_json(const Json& json) {
  if (json.is_object() && json.contains("onnx")) return from_onnx(json);
  if (json.is_object() && json.contains("space")) return built(json, {3, 32, 32}, 10);
  return from_architecture(json);
}

Model read_model(const std::string& path) {
  if (!path.ends_with(".json")) return OnnxReader().read(path);
  const std::string text = read_file(path);
  try {
    return model_from_json(parse(text));
  } catch (const std::invalid_argument& error) {
    throw Error(path + ": " + error.what());
  } catch (const Error& error) {
    throw Error(path + ": " + error.what());
  }
}

}  // namespace narrows::device
