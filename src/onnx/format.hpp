#pragma once

#include <protozero/types.hpp>

/** The parts of onnx.proto that narrows writes and reads: field numbers and codes of the ONNX file format. */
namespace narrows::onnx_format {

using Tag = protozero::pbf_tag_type;

enum class ModelField : Tag {
  ir_version = 1,
  producer_name = 2,
  producer_version = 3,
  graph = 7,
  opset_import = 8,
  metadata_props = 14
};
enum class OpsetField : Tag { domain = 1, version = 2 };
enum class EntryField : Tag { key = 1, value = 2 };
enum class GraphField : Tag { node = 1, name = 2, initializer = 5, input = 11, output = 12, value_info = 13 };
enum class NodeField : Tag { input = 1, output = 2, name = 3, op_type = 4, attribute = 5, domain = 7 };
enum class AttributeField : Tag { name = 1, f = 2, i = 3, s = 4, t = 5, floats = 7, ints = 8, type = 20 };
enum class TensorField : Tag {
  dims = 1,
  data_type = 2,
  float_data = 4,
  int32_data = 5,
  int64_data = 7,
  name = 8,
  raw_data = 9,
  double_data = 10,
  external_data = 13,
  data_location = 14
};
enum class ValueInfoField : Tag { name = 1, type = 2 };
enum class TypeField : Tag { tensor_type = 1 };
enum class TensorTypeField : Tag { elem_type = 1, shape = 2 };
enum class ShapeField : Tag { dim = 1 };
enum class DimField : Tag { value = 1, param = 2 };

/** AttributeProto.AttributeType. */
enum class AttributeType { f = 1, i = 2, s = 3, t = 4, floats = 6, ints = 7 };

/** TensorProto.DataType, as far as it matters here. */
enum class DataType {
  float32 = 1,
  uint8 = 2,
  int8 = 3,
  uint16 = 4,
  int16 = 5,
  int32 = 6,
  int64 = 7,
  float16 = 10,
  float64 = 11,
  bfloat16 = 16
};

}  // namespace narrows::onnx_format
