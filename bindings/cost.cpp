#include "narrows/cost.hpp"

#include <pybind11/operators.h>

#include "bindings.hpp"
#include "docs/cost.hpp"
#include "values.hpp"

using namespace narrows;

void bind_cost(py::module_& m) {
  ValueClass<Cost> type(m, "Cost", DOC(Cost));
  type.def(py::init([](std::int64_t parameters, std::int64_t macs, std::int64_t weight_bytes,
                       std::int64_t peak_activation_bytes) {
             return Cost{parameters, macs, weight_bytes, peak_activation_bytes};
           }),
           py::arg("parameters") = 0, py::arg("macs") = 0, py::arg("weight_bytes") = 0,
           py::arg("peak_activation_bytes") = 0)
      .def(py::self == py::self);
  Cost::for_each_field(
      [&](const char* name, auto member) { type.def_readonly(name, member, doc_of(DOCS(Cost), name)); });
  type.as_value();
  py::list names;
  Cost::for_each_field([&](const char* name, auto) { names.append(name); });
  m.attr("cost_fields") = py::tuple(names);
}
