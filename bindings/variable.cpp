#include "narrows/variable.hpp"

#include <pybind11/operators.h>
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/variable.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

py::tuple variable_state(const Variable& variable) {
  return py::make_tuple(static_cast<int>(variable.kind()), variable.name(), variable.group(), variable.low(),
                        variable.high(), variable.options());
}

std::vector<int> pattern_of(int number) {
  std::vector<int> items;
  for (; number > 0; number /= 10) items.push_back(number % 10);
  return items;
}

Variable variable_from_state(const py::tuple& state) {
  const auto name = state[1].cast<std::string>();
  const auto options = state[5].cast<std::vector<int>>();
  const auto make = [&]() -> Variable {
    switch (static_cast<Variable::Kind>(state[0].cast<int>())) {
      case Variable::Kind::integer:
        return Integer(name, state[3].cast<int>(), state[4].cast<int>());
      case Variable::Kind::choice:
        return Choice(name, options);
      case Variable::Kind::arrangement:
        return Arrangement(name, pattern_of(options.at(0)));
    }
    throw py::value_error("not the state of a variable");
  };
  return make().in_group(state[2].cast<std::string>());
}

/** Integer, Choice and Arrangement are made of what a user gives, and add nothing to Variable. */
void bind_kinds(py::module_& m) {
  py::class_<Integer, Variable> integer(m, "Integer", DOC(Integer));
  integer.def(py::init<std::string, int, int>(), py::arg("name"), py::arg("low"), py::arg("high"))
      .def(py::pickle([](const Integer& it) { return py::make_tuple(it.name(), it.low(), it.high()); },
                      [](const py::tuple& state) {
                        return Integer(state[0].cast<std::string>(), state[1].cast<int>(), state[2].cast<int>());
                      }));
  py::class_<Choice, Variable> choice(m, "Choice", DOC(Choice));
  choice.def(py::init<std::string, std::vector<int>>(), py::arg("name"), py::arg("options"))
      .def(py::pickle([](const Choice& it) { return py::make_tuple(it.name(), it.options()); },
                      [](const py::tuple& state) {
                        return Choice(state[0].cast<std::string>(), state[1].cast<std::vector<int>>());
                      }));
  py::class_<Arrangement, Variable> arrangement(m, "Arrangement", DOC(Arrangement));
  arrangement.def(py::init<std::string, std::vector<int>>(), py::arg("name"), py::arg("items"))
      .def(py::pickle([](const Arrangement& it) { return py::make_tuple(it.name(), pattern_of(it.options().at(0))); },
                      [](const py::tuple& state) {
                        return Arrangement(state[0].cast<std::string>(), state[1].cast<std::vector<int>>());
                      }));
  values::complete(integer);
  values::complete(choice);
  values::complete(arrangement);
}

}  // namespace

void bind_variable(py::module_& m) {
  py::class_<Variable> type(m, "Variable", DOC(Variable));
  type.def_property_readonly("name", &Variable::name)
      .def_property_readonly("group", &Variable::group, DOC(Variable, group))
      .def_property_readonly("low", &Variable::low)
      .def_property_readonly("high", &Variable::high)
      .def_property_readonly("options", &Variable::options, DOC(Variable, options))
      .def_property_readonly("domain", &Variable::domain, DOC(Variable, domain))
      .def_property_readonly("kind",
                             [](const Variable& variable) {
                               switch (variable.kind()) {
                                 case Variable::Kind::integer:
                                   return "integer";
                                 case Variable::Kind::choice:
                                   return "choice";
                                 case Variable::Kind::arrangement:
                                   return "arrangement";
                               }
                               return "";
                             })
      .def("in_group", &Variable::in_group, py::arg("group"), DOC(Variable, in_group))
      .def_property_readonly("size", &Variable::size, DOC(Variable, size))
      .def("level", &Variable::level, py::arg("value"), DOC(Variable, level))
      .def("__len__", &Variable::size, DOC(Variable, size))
      .def("__contains__", &Variable::contains)
      .def(py::self == py::self)
      .def(py::pickle(&variable_state, &variable_from_state))
      .def("__repr__", [](const Variable& variable) {
        return py::str("<Variable {}: {}>").format(variable.name(), variable.domain());
      });
  values::complete(type);
  bind_kinds(m);
}
