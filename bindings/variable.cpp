#include "narrows/variable.hpp"

#include <pybind11/operators.h>
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/variable.hpp"

using namespace narrows;

void bind_variable(py::module_& m) {
  py::class_<Variable>(m, "Variable", DOC(Variable))
      .def_property_readonly("name", &Variable::name)
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
      .def("__len__", &Variable::size, DOC(Variable, size))
      .def("__contains__", &Variable::contains)
      .def(py::self == py::self)
      .def("__repr__", [](const Variable& variable) {
        return py::str("<Variable {}: {}>").format(variable.name(), variable.domain());
      });
  py::class_<Integer, Variable>(m, "Integer", DOC(Integer))
      .def(py::init<std::string, int, int>(), py::arg("name"), py::arg("low"), py::arg("high"));
  py::class_<Choice, Variable>(m, "Choice", DOC(Choice))
      .def(py::init<std::string, std::vector<int>>(), py::arg("name"), py::arg("options"));
  py::class_<Arrangement, Variable>(m, "Arrangement", DOC(Arrangement))
      .def(py::init<std::string, std::vector<int>>(), py::arg("name"), py::arg("items"));
}
