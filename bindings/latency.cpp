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

/** Calls field(name, member, doc) for every field. */
template <class Field>
void for_each_field(const Field& field) {
  field("mean_ms", &Latency::mean_ms, DOC(Latency, mean_ms));
  field("median_ms", &Latency::median_ms, DOC(Latency, median_ms));
  field("min_ms", &Latency::min_ms, "");
  field("std_ms", &Latency::std_ms, "");
  field("p90_ms", &Latency::p90_ms, "");
  field("low_ms", &Latency::low_ms, DOC(Latency, low_ms));
  field("high_ms", &Latency::high_ms, DOC(Latency, high_ms));
  field("repeats", &Latency::repeats, DOC(Latency, repeats));
  field("threads", &Latency::threads, "");
  field("engine", &Latency::engine, DOC(Latency, engine));
  field("disturbed", &Latency::disturbed, DOC(Latency, disturbed));
  field("blocks", &Latency::blocks, DOC(Latency, blocks));
  field("disturbed_blocks", &Latency::disturbed_blocks, DOC(Latency, disturbed_blocks));
  field("disturbances", &Latency::disturbances, DOC(Latency, disturbances));
  field("cpu", &Latency::cpu, DOC(Latency, cpu));
  field("governor", &Latency::governor, DOC(Latency, governor));
  field("frequency_mhz", &Latency::frequency_mhz, DOC(Latency, frequency_mhz));
  field("temperature_c", &Latency::temperature_c, DOC(Latency, temperature_c));
}

py::dict to_dict(const Latency& latency) {
  py::dict dict;
  for_each_field([&](const char* name, auto member, const char*) { dict[name] = latency.*member; });
  return dict;
}

Latency from_dict(const py::dict& dict) {
  Latency latency;
  for_each_field([&](const char* name, auto member, const char*) {
    if (dict.contains(name)) latency.*member = dict[name].cast<std::decay_t<decltype(latency.*member)>>();
  });
  return latency;
}

std::string repr(const Latency& l) {
  return py::str("Latency(median_ms={:.4g}, low_ms={:.4g}, high_ms={:.4g}, mean_ms={:.4g}, repeats={}, threads={}{})")
      .format(l.median_ms, l.low_ms, l.high_ms, l.mean_ms, l.repeats, l.threads, l.disturbed ? ", disturbed" : "");
}

}  // namespace

void bind_latency(py::module_& m) {
  py::class_<Latency> type(m, "Latency", DOC(Latency));
  type.def(py::init<>())
      .def("to_dict", &to_dict, "All fields by name, as JSON takes them.")
      .def_static("from_dict", &from_dict, py::arg("fields"),
                  "The reverse of `to_dict`; what is not there is as in Latency().")
      .def("__repr__", &repr)
      .def(py::pickle(&to_dict, &from_dict));
  for_each_field([&](const char* name, auto member, const char* doc) { type.def_readwrite(name, member, doc); });
  values::complete(type, values::Hash::none);
  py::class_<AbstractTimer, PyTimer, py::smart_holder>(m, "AbstractTimer", DOC(AbstractTimer))
      .def(py::init<>())
      .def("measure", &AbstractTimer::measure, py::arg("model"), py::call_guard<py::gil_scoped_release>());
}
