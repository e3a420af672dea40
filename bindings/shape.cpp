#include "narrows/shape.hpp"

#include <pybind11/operators.h>
#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include "bindings.hpp"
#include "docs/shape.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

Shape shape_from(const py::sequence& sides) {
  if (sides.size() != 3) throw py::value_error("a shape has three sides: channels, height, width");
  return {sides[0].cast<int>(), sides[1].cast<int>(), sides[2].cast<int>()};
}

}  // namespace

void bind_shape(py::module_& m) {
  ValueClass<Shape>(m, "Shape", DOC(Shape))
      .def(py::init([](int channels, int height, int width) {
             return Shape{channels, height, width};
           }),
           py::arg("channels"), py::arg("height") = 1, py::arg("width") = 1)
      .def(py::init(&shape_from), py::arg("sides"))
      .def_readonly("channels", &Shape::channels)
      .def_readonly("height", &Shape::height)
      .def_readonly("width", &Shape::width)
      .def_property_readonly("elements", &Shape::elements)
      .def("__len__", [](const Shape&) { return 3; })
      .def("__iter__",
           [](const Shape& shape) -> py::typing::Iterator<int> {
             return py::iter(py::make_tuple(shape.channels, shape.height, shape.width));
           })
      .def("__getitem__",
           [](const Shape& shape, int i) {
             if (i < -3 || i > 2) throw py::index_error();
             const int sides[] = {shape.channels, shape.height, shape.width};
             return sides[i < 0 ? i + 3 : i];
           })
      .def(py::self == py::self)
      .def("__eq__", [](const Shape& a, const py::tuple& b) { return b.size() == 3 && a == shape_from(b); })
      .def("__hash__", [](const Shape& s) { return py::hash(py::make_tuple(s.channels, s.height, s.width)); })
      .def("__repr__",
           [](const Shape& s) { return py::str("Shape({}, {}, {})").format(s.channels, s.height, s.width); })
      .as_value();
  py::implicitly_convertible<py::tuple, Shape>();
  py::implicitly_convertible<py::list, Shape>();
}
