#include "narrows/pareto.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/pareto.hpp"
#include "values.hpp"

using namespace narrows;

void bind_pareto(py::module_& m) {
  ValueClass<FrontPoint>(m, "FrontPoint", DOC(FrontPoint))
      .def(py::init([](double accuracy, double low, double high) {
             return FrontPoint{accuracy, low, high};
           }),
           py::arg("accuracy"), py::arg("low"), py::arg("high"))
      .def_readonly("accuracy", &FrontPoint::accuracy, DOC(FrontPoint, accuracy))
      .def_readonly("low", &FrontPoint::low, DOC(FrontPoint, low))
      .def_readonly("high", &FrontPoint::high, DOC(FrontPoint, high))
      .as_value();
  m.def(
      "pareto_front", [](const std::vector<FrontPoint>& points) { return pareto_front(points); }, py::arg("points"),
      DOC(pareto_front));
}
