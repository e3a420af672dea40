#include "narrows/architecture.hpp"

#include <pybind11/operators.h>
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/architecture.hpp"
#include "json_object.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

py::object values_of(const Architecture& architecture) { return json_loads(architecture.to_json())["values"]; }

/** A variable's value, or the list of a group. */
py::object item(const Architecture& architecture, const std::string& name) {
  const py::dict values = values_of(architecture);
  if (values.contains(name)) return values[name.c_str()];
  return py::int_(architecture[name]);
}

std::vector<int> levels_of(const Architecture& architecture) {
  std::vector<int> levels;
  for (std::size_t i = 0; i < architecture.values().size(); ++i)
    levels.push_back(architecture.schema().variables[i].level(architecture.values()[i]));
  return levels;
}

py::tuple architecture_state(const Architecture& architecture) {
  const auto values = architecture.values();
  return py::make_tuple(architecture.space(), architecture.schema().variables,
                        std::vector<int>(values.begin(), values.end()));
}

Architecture architecture_from_state(const py::tuple& state) {
  Schema schema{state[0].cast<std::string>(), state[1].cast<std::vector<Variable>>()};
  return {std::make_shared<const Schema>(std::move(schema)), state[2].cast<std::vector<int>>()};
}

}  // namespace

void bind_architecture(py::module_& m) {
  py::class_<Architecture> type(m, "Architecture", DOC(Architecture));
  type.def_property_readonly("space", [](const Architecture& a) { return a.space(); })
      .def_property_readonly("values", &values_of, "Names and values, groups as lists.")
      .def_property_readonly(
          "variables", [](const Architecture& a) { return a.schema().variables; }, "What could be chosen, in order.")
      .def_property_readonly("levels", &levels_of,
                             "For each of `variables` the number of its value among its values, from 0.")
      .def("__getitem__", &item, py::arg("name"))
      .def("to_json", &Architecture::to_json, DOC(Architecture, to_json))
      .def(py::self == py::self)
      .def("__hash__", [](const Architecture& a) { return py::hash(py::str(a.to_json())); })
      .def("__repr__",
           [](const Architecture& a) { return py::str("<Architecture {} {}>").format(a.space(), values_of(a)); })
      .def(py::pickle(&architecture_state, &architecture_from_state));
  values::complete(type);
}
