#include "narrows/architecture.hpp"

#include <pybind11/operators.h>
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/architecture.hpp"
#include "json_object.hpp"

using namespace narrows;

namespace {

py::object values_of(const Architecture& architecture) { return json_loads(architecture.to_json())["values"]; }

/** A variable's value, or the list of a group. */
py::object item(const Architecture& architecture, const std::string& name) {
  const py::dict values = values_of(architecture);
  if (values.contains(name)) return values[name.c_str()];
  return py::int_(architecture[name]);
}

py::tuple state_of(const Architecture& architecture) {
  const auto values = architecture.values();
  py::list variables;
  for (const Variable& v : architecture.schema().variables)
    variables.append(py::make_tuple(static_cast<int>(v.kind()), v.name(), v.group(), v.low(), v.high(), v.options()));
  return py::make_tuple(architecture.space(), variables, std::vector<int>(values.begin(), values.end()));
}

Variable variable_from(const py::tuple& state) {
  const auto name = state[1].cast<std::string>();
  const auto make = [&]() -> Variable {
    const auto options = state[5].cast<std::vector<int>>();
    switch (static_cast<Variable::Kind>(state[0].cast<int>())) {
      case Variable::Kind::integer:
        return Integer(name, state[3].cast<int>(), state[4].cast<int>());
      case Variable::Kind::choice:
        return Choice(name, options);
      case Variable::Kind::arrangement:
        break;
    }
    std::vector<int> items;
    for (int number = options.front(); number > 0; number /= 10) items.push_back(number % 10);
    return Arrangement(name, items);
  };
  return make().in_group(state[2].cast<std::string>());
}

Architecture from_state(const py::tuple& state) {
  Schema schema{state[0].cast<std::string>(), {}};
  for (const py::handle variable : state[1]) schema.variables.push_back(variable_from(variable.cast<py::tuple>()));
  return {std::make_shared<const Schema>(std::move(schema)), state[2].cast<std::vector<int>>()};
}

}  // namespace

void bind_architecture(py::module_& m) {
  py::class_<Architecture>(m, "Architecture", DOC(Architecture))
      .def_property_readonly("space", [](const Architecture& a) { return a.space(); })
      .def_property_readonly("values", &values_of, "Names and values, groups as lists.")
      .def("__getitem__", &item, py::arg("name"))
      .def("to_json", &Architecture::to_json, DOC(Architecture, to_json))
      .def(py::self == py::self)
      .def("__hash__", [](const Architecture& a) { return py::hash(py::str(a.to_json())); })
      .def("__repr__",
           [](const Architecture& a) { return py::str("<Architecture {} {}>").format(a.space(), values_of(a)); })
      .def(py::pickle(&state_of, &from_state));
}
