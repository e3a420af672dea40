#include "narrows/latency.hpp"

#include <pybind11/pybind11.h>

#include "bindings.hpp"
#include "docs/latency.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

/** Lets a Python class be the timer of a search. */
class PyTimer : public AbstractTimer, public py::trampoline_self_life_support {
 public:
  Latency measure(const Model& model) override { PYBIND11_OVERRIDE_PURE(Latency, AbstractTimer, measure, model); }
};

py::dict latency_to_dict(const Latency& latency) {
  py::dict dict;
  Latency::for_each_field([&](const char* name, auto member) { dict[name] = latency.*member; });
  return dict;
}

Latency latency_from_dict(const py::dict& dict) {
  Latency latency;
  Latency::for_each_field([&](const char* name, auto member) {
    if (dict.contains(name)) latency.*member = dict[name].cast<std::decay_t<decltype(latency.*member)>>();
  });
  return latency;
}

std::string latency_repr(const Latency& l) {
  return py::str("Latency(median_ms={:.4g}, low_ms={:.4g}, high_ms={:.4g}, mean_ms={:.4g}, repeats={}, threads={}{})")
      .format(l.median_ms, l.low_ms, l.high_ms, l.mean_ms, l.repeats, l.threads, l.disturbed ? ", disturbed" : "");
}

}  // namespace

void bind_latency(py::module_& m) {
  py::class_<Latency> type(m, "Latency", DOC(Latency));
  type.def(py::init<>())
      .def("to_dict", &latency_to_dict, "All fields by name, as JSON takes them.")
      .def_static("from_dict", &latency_from_dict, py::arg("fields"),
                  "The reverse of `to_dict`; what is not there is as in Latency().")
      .def("__repr__", &latency_repr)
      .def(py::pickle(&latency_to_dict, &latency_from_dict));
  Latency::for_each_field(
      [&](const char* name, auto member) { type.def_readwrite(name, member, doc_of(DOCS(Latency), name)); });
  values::complete(type, values::Hash::none);
  py::class_<AbstractTimer, PyTimer, py::smart_holder>(m, "AbstractTimer", DOC(AbstractTimer))
      .def(py::init<>())
      .def("measure", &AbstractTimer::measure, py::arg("model"), py::call_guard<py::gil_scoped_release>());
}
