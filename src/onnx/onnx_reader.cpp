#include "narrows/onnx_reader.hpp"

#include <nlohmann/json.hpp>
#include <protozero/exception.hpp>
#include <stdexcept>

#include "graph_reader.hpp"
#include "narrows/error.hpp"
#include "narrows/file.hpp"
#include "readable.hpp"

namespace narrows {
namespace {

using namespace onnx_format;
using Json = nlohmann::json;

std::vector<std::string> parse_classes(std::string_view text) {
  try {
    return Json::parse(text).get<std::vector<std::string>>();
  } catch (const Json::exception&) {
    throw Error("metadata narrows.classes must be a JSON list of texts");
  }
}

std::string parse_architecture(std::string_view text) {
  if (!Json::accept(text)) throw Error("metadata narrows.architecture must be JSON");
  return std::string(text);
}

ModelInfo parse_info(const FileModel& file) {
  ModelInfo info;
  for (const auto& [key, value] : file.metadata) {
    if (key == "narrows.preprocessing") info.preprocessing = Preprocessing::from_json(value);
    if (key == "narrows.classes") info.classes = parse_classes(value);
    if (key == "narrows.architecture") info.architecture = parse_architecture(value);
  }
  return info;
}

void check_info(const ModelInfo& info, const Network& network) {
  if (info.preprocessing && !(info.preprocessing->shape == network.input_shape()))
    throw Error("metadata narrows.preprocessing is for images of another shape than the input's");
  const int logits = network.output_shape().channels;
  if (!info.classes.empty() && info.classes.size() != static_cast<std::size_t>(logits))
    throw Error("metadata narrows.classes has " + std::to_string(info.classes.size()) + " names for " +
                std::to_string(logits) + " outputs");
}

Model read_model(std::string_view bytes, const std::optional<std::filesystem::path>& folder,
                 const OnnxReaderOptions& options) {
  const FileModel file = parse(bytes);
  if (file.nodes.empty()) throw Error("has no graph of operations");
  TensorValues values(bytes.size(), folder);
  const Model model = GraphReader(file, values, options.output).read();
  ModelInfo info = parse_info(file);
  check_info(info, model.network());
  return model.with_info(std::move(info));
}

/** Puts the file's name in front of whatever is wrong. */
Model read_named(const std::string& name, std::string_view bytes, const std::optional<std::filesystem::path>& folder,
                 const OnnxReaderOptions& options) {
  try {
    return read_model(bytes, folder, options);
  } catch (const protozero::exception&) {
    throw Error(name + ": not an ONNX file, or a damaged one");
  } catch (const std::filesystem::filesystem_error& error) {
    throw Error(name + ": " + printable(error.code().message()));
  } catch (const std::invalid_argument& error) {
    throw Error(name + ": " + printable(error.what()));
  } catch (const Error& error) {
    throw Error(name + ": " + printable(error.what()));
  }
}

}  // namespace

Model OnnxReader::read(const std::string& path) const {
  const std::string bytes = read_file(path);
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  return read_named(path, bytes, folder.empty() ? "." : folder, options_);
}

Model OnnxReader::from_bytes(std::string_view bytes) const { return read_named("ONNX", bytes, std::nullopt, options_); }

}  // namespace narrows
