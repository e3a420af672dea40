#include "narrows/cost.hpp"

#include <pybind11/operators.h>

#include "bindings.hpp"
#include "docs/cost.hpp"

using namespace narrows;

void bind_cost(py::module_& m) {
  py::class_<Cost>(m, "Cost", DOC(Cost))
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
      .def("__repr__",
           [](const Cost& c) {
             return py::str("Cost(parameters={}, macs={}, weight_bytes={}, peak_activation_bytes={})")
                 .format(c.parameters, c.macs, c.weight_bytes, c.peak_activation_bytes);
           })
      .def(py::pickle(
          [](const Cost& c) { return py::make_tuple(c.parameters, c.macs, c.weight_bytes, c.peak_activation_bytes); },
          [](const py::tuple& state) {
            return Cost{state[0].cast<std::int64_t>(), state[1].cast<std::int64_t>(), state[2].cast<std::int64_t>(),
                        state[3].cast<std::int64_t>()};
          }));
  m.def("count", &count, py::arg("network"), DOC(count));
}
