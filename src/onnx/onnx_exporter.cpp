#include "narrows/onnx_exporter.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "graph_writer.hpp"
#include "narrows/error.hpp"
#include "narrows/file.hpp"

namespace narrows {
namespace {

using namespace onnx_format;

constexpr std::size_t protobuf_limit_bytes = (std::size_t{1} << 31) - 1;
constexpr std::int64_t ir_version = 8;

void add_metadata(protozero::pbf_builder<ModelField>& model, const std::string& key, const std::string& value) {
  if (value.empty()) return;
  protozero::pbf_builder<EntryField> entry(model, ModelField::metadata_props);
  entry.add_string(EntryField::key, key);
  entry.add_string(EntryField::value, value);
}

std::string json_list(const std::vector<std::string>& texts) {
  if (texts.empty()) return "";
  return nlohmann::json(texts).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void add_info(protozero::pbf_builder<ModelField>& model, const ModelInfo& info) {
  add_metadata(model, "narrows.preprocessing", info.preprocessing ? info.preprocessing->to_json() : "");
  add_metadata(model, "narrows.classes", json_list(info.classes));
  add_metadata(model, "narrows.architecture", info.architecture);
  add_metadata(model, "narrows.version", NARROWS_VERSION);
}

void add_opset(protozero::pbf_builder<ModelField>& model, int version) {
  protozero::pbf_builder<OpsetField> opset(model, ModelField::opset_import);
  opset.add_string(OpsetField::domain, "");
  opset.add_int64(OpsetField::version, version);
}

void check_size(const Model& model) {
  std::size_t bytes = 0;
  for (const auto& array : model.weights().arrays()) bytes += array.values.size() * sizeof(float);
  constexpr std::size_t room_for_the_rest = std::size_t{1} << 26;
  if (bytes > protobuf_limit_bytes - room_for_the_rest)
    throw Error("ONNX: a file may have at most 2 GiB, the weights alone have " + std::to_string(bytes) + " bytes");
}

}  // namespace

OnnxExporter::OnnxExporter(OnnxOptions options) : options_(options) {
  if (options.opset < 13 || options.opset > 17)
    throw std::invalid_argument("opset: must be 13 to 17, is " + std::to_string(options.opset));
}

void OnnxExporter::write(const Model& model, const std::string& path) const { write_file(path, to_bytes(model)); }

std::string OnnxExporter::to_bytes(const Model& given) const {
  check_size(given);
  const Model model = options_.fold_batch_norm ? given.folded() : given;
  std::string bytes;
  protozero::pbf_builder<ModelField> file(bytes);
  file.add_int64(ModelField::ir_version, ir_version);
  file.add_string(ModelField::producer_name, "narrows");
  file.add_string(ModelField::producer_version, NARROWS_VERSION);
  GraphWriter(file, model, options_.opset).write();
  add_opset(file, options_.opset);
  add_info(file, model.info());
  return bytes;
}

}  // namespace narrows
