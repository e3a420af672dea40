#include "narrows/preprocessing.hpp"

#include <pybind11/numpy.h>
#include <pybind11/operators.h>
#include <pybind11/stl.h>

#include <stdexcept>

#include "bindings.hpp"
#include "docs/preprocessing.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

using Bytes = py::array_t<std::uint8_t, py::array::c_style>;

Preprocessing make_preprocessing(Shape shape, std::vector<float> mean, std::vector<float> std,
                                 const std::string& resize, const std::string& order) {
  Preprocessing result{.shape = shape,
                       .resize = resize_named(resize),
                       .order = !order.empty()        ? order
                                : shape.channels == 1 ? "L"
                                                      : "RGB",
                       .mean = std::move(mean),
                       .std = std::move(std)};
  result.validate();
  return result;
}

/** uint8 [n, height, width, channels] to float32 [n, channels, height, width]. */
py::array_t<float> normalise(const Preprocessing& preprocessing, const Bytes& images) {
  const Shape shape = preprocessing.shape;
  if (images.ndim() != 4 || images.shape(1) != shape.height || images.shape(2) != shape.width ||
      images.shape(3) != shape.channels)
    throw py::value_error(py::str("images: shape must be (n, {}, {}, {}), is {}")
                              .format(shape.height, shape.width, shape.channels, images.attr("shape")));
  const auto count = static_cast<std::size_t>(images.shape(0));
  const auto elements = static_cast<std::size_t>(shape.elements());
  py::array_t<float> result(std::vector<py::ssize_t>{images.shape(0), shape.channels, shape.height, shape.width});
  for (std::size_t i = 0; i < count; ++i)
    preprocessing.normalise({images.data() + i * elements, elements}, {result.mutable_data() + i * elements, elements});
  return result;
}

}  // namespace

void bind_preprocessing(py::module_& m) {
  py::class_<Preprocessing> type(m, "Preprocessing", DOC(Preprocessing));
  type.def(py::init(&make_preprocessing), py::arg("shape"), py::arg("mean"), py::arg("std"), py::kw_only(),
           py::arg("resize") = "none", py::arg("order") = "")
      .def_readonly("shape", &Preprocessing::shape, DOC(Preprocessing, shape))
      .def_property_readonly("resize", [](const Preprocessing& p) { return std::string(name(p.resize)); })
      .def_readonly("order", &Preprocessing::order, DOC(Preprocessing, order))
      .def_readonly("mean", &Preprocessing::mean, DOC(Preprocessing, mean))
      .def_readonly("std", &Preprocessing::std, DOC(Preprocessing, std))
      .def("to_json", &Preprocessing::to_json, DOC(Preprocessing, to_json))
      .def_static("from_json", &Preprocessing::from_json, py::arg("json"), DOC(Preprocessing, from_json))
      .def("normalise", &normalise, py::arg("images"), DOC(Preprocessing, normalise))
      .def(py::self == py::self)
      .def("__repr__", [](const Preprocessing& p) { return "Preprocessing(" + p.to_json() + ")"; })
      .def(py::pickle([](const Preprocessing& p) { return p.to_json(); },
                      [](const std::string& json) { return Preprocessing::from_json(json); }));
  values::complete(type);
}
