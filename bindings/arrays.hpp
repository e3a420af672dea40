#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstdint>
#include <span>
#include <string>

#include "narrows/image.hpp"

/** Images between numpy and narrows: uint8, rows x columns (grey) or rows x columns x channels. */
namespace narrows::arrays {

namespace py = pybind11;

using Bytes = py::array_t<std::uint8_t, py::array::c_style>;

/** Contiguous uint8 values of anything numpy takes for an array. Throws std::invalid_argument for another type. */
[[nodiscard]] Bytes as_bytes(const py::handle& value, const char* argument);

/** An image from an array, or anything numpy takes for one (a Pillow image). Throws std::invalid_argument. */
[[nodiscard]] Image to_image(const py::handle& value);
/** Rows x columns x channels. */
[[nodiscard]] Bytes from_image(const Image& image);

/** An image from an array, encoded bytes (as decode_image() reads them) or the path of a file, prepared for a network.
 */
[[nodiscard]] Image prepare_any(const py::handle& value, const Preprocessing& preprocessing);

/** Read-only numpy view of values that `owner` keeps alive. */
template <class T>
py::array_t<T> view(std::vector<py::ssize_t> shape, std::span<const T> values, const py::handle& owner) {
  py::array_t<T> result(std::move(shape), values.data(), owner);
  result.attr("flags").attr("writeable") = false;
  return result;
}

}  // namespace narrows::arrays
