#include "narrows/class_score.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/class_score.hpp"
#include "values.hpp"

using namespace narrows;

void bind_class_score(py::module_& m) {
  ValueClass<ClassScore>(m, "ClassScore", DOC(ClassScore))
      .def(py::init([](std::int64_t right, std::int64_t images) {
             return ClassScore{right, images};
           }),
           py::arg("right"), py::arg("images"))
      .def_readonly("right", &ClassScore::right)
      .def_readonly("images", &ClassScore::images)
      .def_property_readonly("recall", &ClassScore::recall, DOC(ClassScore, recall))
      .as_value();
  m.def(
      "balanced_accuracy", [](const std::vector<ClassScore>& scores) { return balanced_accuracy(scores); },
      py::arg("scores"), DOC(balanced_accuracy));
  m.def(
      "balanced_accuracy_interval",
      [](const std::vector<ClassScore>& scores) { return balanced_accuracy_interval(scores); }, py::arg("scores"),
      DOC(balanced_accuracy_interval));
}
