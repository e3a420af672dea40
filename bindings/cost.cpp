#include "narrows/cost.hpp"

#include <pybind11/operators.h>

#include "bindings.hpp"
#include "docs/cost.hpp"
#include "values.hpp"

using namespace narrows;

void bind_cost(py::module_& m) {
  ValueClass<Cost>(m, "Cost", DOC(Cost))
      .def(py::init([](std::int64_t parameters, std::int64_t macs, std::int64_t weight_bytes,
                       std::int64_t peak_activation_bytes) {
             return Cost{parameters, macs, weight_bytes, peak_activation_bytes};
           }),
           py::arg("parameters") = 0, py::arg("macs") = 0, py::arg("weight_bytes") = 0,
           py::arg("peak_activation_bytes") = 0)
      .def_readonly("parameters", &Cost::parameters, DOC(Cost, parameters))
      .def_readonly("macs", &Cost::macs, DOC(Cost, macs))
      .def_readonly("weight_bytes", &Cost::weight_bytes, DOC(Cost, weight_bytes))
      .def_readonly("peak_activation_bytes", &Cost::peak_activation_bytes, DOC(Cost, peak_activation_bytes))
      .def(py::self == py::self)
      .as_value();
  m.def("count", &count, py::arg("network"), DOC(count));
}
