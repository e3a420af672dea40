#include "narrows/expected_accuracy.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/expected_accuracy.hpp"
#include "values.hpp"

using namespace narrows;

void bind_expected_accuracy(py::module_& m) {
  ValueClass<NetworkShape> type(m, "NetworkShape", DOC(NetworkShape));
  type.def_property_readonly_static("names", [](const py::object&) {
    return std::vector<std::string>(NetworkShape::names.begin(), NetworkShape::names.end());
  });
  type.def_static("of", &NetworkShape::of, py::arg("network"), DOC(NetworkShape, of))
      .def_readonly("values", &NetworkShape::values, DOC(NetworkShape, values))
      .as_value();
  m.def("expected_error", &expected_error, py::arg("space"), py::arg("network"), DOC(expected_error));
}
