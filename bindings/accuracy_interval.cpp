#include "narrows/accuracy_interval.hpp"

#include "bindings.hpp"
#include "docs/accuracy_interval.hpp"
#include "values.hpp"

using namespace narrows;

void bind_accuracy_interval(py::module_& m) {
  ValueClass<AccuracyInterval>(m, "AccuracyInterval", DOC(AccuracyInterval))
      .def_readonly("low", &AccuracyInterval::low)
      .def_readonly("high", &AccuracyInterval::high)
      .def("__repr__",
           [](const AccuracyInterval& it) {
             return py::str("AccuracyInterval(low={:.4f}, high={:.4f})").format(it.low, it.high);
           })
      .as_value();
  m.def("accuracy_interval", &accuracy_interval, py::arg("accuracy"), py::arg("images"), DOC(accuracy_interval));
}
