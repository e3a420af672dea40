#include "narrows/image.hpp"

#include <pybind11/stl.h>

#include "arrays.hpp"
#include "bindings.hpp"
#include "docs/decode_image.hpp"
#include "docs/image.hpp"
#include "narrows/decode_image.hpp"

namespace narrows::arrays {
namespace {

std::span<const std::uint8_t> span_of(const py::bytes& bytes) {
  const auto text = static_cast<std::string_view>(bytes);
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

bool is_path(const py::handle& value) { return py::isinstance<py::str>(value) || py::hasattr(value, "__fspath__"); }

std::string path_of(const py::handle& value) {
  return py::module_::import("os").attr("fspath")(value).cast<std::string>();
}

/** Encoded bytes or a path to an image. */
Image decode(const py::handle& source, int at_least) {
  if (py::isinstance<py::bytes>(source)) {
    const auto bytes = span_of(py::reinterpret_borrow<py::bytes>(source));
    const py::gil_scoped_release release;
    return decode_image(bytes, at_least);
  }
  if (!is_path(source))
    throw std::invalid_argument("source must be bytes or the path of a file, got " +
                                std::string(py::str(py::type::handle_of(source))));
  const std::string path = path_of(source);
  const py::gil_scoped_release release;
  return read_image(path, at_least);
}

}  // namespace

Bytes as_bytes(const py::handle& value, const char* argument) {
  const py::array array = py::array::ensure(value);
  if (!array) PyErr_Clear();
  if (!array || !py::isinstance<py::array_t<std::uint8_t>>(array)) {
    const std::string found = array ? "dtype " + std::string(py::str(array.dtype())) : "no array";
    throw std::invalid_argument(std::string(argument) + " must be a uint8 array, got " + found +
                                (array && array.dtype().kind() == 'f'
                                     ? "; values from 0 to 1 become bytes by (255 * x).round().astype('uint8')"
                                     : ""));
  }
  return Bytes::ensure(array);
}

Image to_image(const py::handle& value) {
  const Bytes array = as_bytes(value, "image");
  if (array.ndim() != 2 && array.ndim() != 3) {
    throw std::invalid_argument("image must be rows x columns or rows x columns x channels, got shape " +
                                std::string(py::str(array.attr("shape"))));
  }
  const int channels = array.ndim() == 2 ? 1 : static_cast<int>(array.shape(2));
  Image image{.shape = {channels, static_cast<int>(array.shape(0)), static_cast<int>(array.shape(1))},
              .pixels = {array.data(), array.data() + array.size()}};
  image.validate();
  return image;
}

Bytes from_image(const Image& image) {
  Bytes result({image.shape.height, image.shape.width, image.shape.channels});
  std::copy(image.pixels.begin(), image.pixels.end(), result.mutable_data());
  return result;
}

Image prepare_any(const py::handle& value, const Preprocessing& preprocessing) {
  if (is_path(value)) {
    const std::string path = path_of(value);
    const py::gil_scoped_release release;
    return prepare_file(path, preprocessing);
  }
  if (!py::isinstance<py::bytes>(value)) return prepare(to_image(value), preprocessing);
  const auto bytes = span_of(py::reinterpret_borrow<py::bytes>(value));
  const py::gil_scoped_release release;
  return prepare_image(bytes, preprocessing);
}

}  // namespace narrows::arrays

void bind_image(py::module_& m) {
  using namespace narrows;
  m.def(
      "decode_image",
      [](const py::object& source, int at_least) { return arrays::from_image(arrays::decode(source, at_least)); },
      py::arg("source"), py::arg("at_least") = 0, DOC(decode_image));
  m.def(
      "prepare",
      [](const py::object& image, const Preprocessing& preprocessing) {
        return arrays::from_image(arrays::prepare_any(image, preprocessing));
      },
      py::arg("image"), py::arg("preprocessing"), DOC(image, prepare));
}
