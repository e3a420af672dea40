#include "narrows/latency.hpp"

#include <pybind11/pybind11.h>

#include "bindings.hpp"
#include "docs/latency.hpp"

using namespace narrows;

namespace {

/** Lets a Python class be the timer of a search. */
class PyTimer : public AbstractTimer, public py::trampoline_self_life_support {
 public:
  Latency measure(const Model& model) override { PYBIND11_OVERRIDE_PURE(Latency, AbstractTimer, measure, model); }
};

py::dict to_dict(const Latency& l) {
  py::dict d;
  d["mean_ms"] = l.mean_ms;
  d["median_ms"] = l.median_ms;
  d["min_ms"] = l.min_ms;
  d["std_ms"] = l.std_ms;
  d["p90_ms"] = l.p90_ms;
  d["low_ms"] = l.low_ms;
  d["high_ms"] = l.high_ms;
  d["repeats"] = l.repeats;
  d["threads"] = l.threads;
  d["engine"] = l.engine;
  d["disturbed"] = l.disturbed;
  return d;
}

Latency from_dict(const py::dict& d) {
  Latency l;
  l.mean_ms = d["mean_ms"].cast<double>();
  l.median_ms = d["median_ms"].cast<double>();
  l.min_ms = d["min_ms"].cast<double>();
  l.std_ms = d["std_ms"].cast<double>();
  l.p90_ms = d["p90_ms"].cast<double>();
  l.low_ms = d["low_ms"].cast<double>();
  l.high_ms = d["high_ms"].cast<double>();
  l.repeats = d["repeats"].cast<int>();
  l.threads = d["threads"].cast<int>();
  l.engine = d["engine"].cast<std::string>();
  l.disturbed = d["disturbed"].cast<bool>();
  return l;
}

std::string repr(const Latency& l) {
  return py::str("Latency(median_ms={:.4g}, low_ms={:.4g}, high_ms={:.4g}, mean_ms={:.4g}, repeats={}, threads={}{})")
      .format(l.median_ms, l.low_ms, l.high_ms, l.mean_ms, l.repeats, l.threads, l.disturbed ? ", disturbed" : "");
}

}  // namespace

void bind_latency(py::module_& m) {
  py::class_<Latency>(m, "Latency", DOC(Latency))
      .def(py::init<>())
      .def_readwrite("mean_ms", &Latency::mean_ms, DOC(Latency, mean_ms))
      .def_readwrite("median_ms", &Latency::median_ms)
      .def_readwrite("min_ms", &Latency::min_ms)
      .def_readwrite("std_ms", &Latency::std_ms)
      .def_readwrite("p90_ms", &Latency::p90_ms)
      .def_readwrite("low_ms", &Latency::low_ms, DOC(Latency, low_ms))
      .def_readwrite("high_ms", &Latency::high_ms, DOC(Latency, high_ms))
      .def_readwrite("repeats", &Latency::repeats)
      .def_readwrite("threads", &Latency::threads)
      .def_readwrite("engine", &Latency::engine, DOC(Latency, engine))
      .def_readwrite("disturbed", &Latency::disturbed, DOC(Latency, disturbed))
      .def("to_dict", &to_dict, "All fields by name, as JSON takes them.")
      .def("__repr__", &repr)
      .def(py::pickle(&to_dict, &from_dict));
  py::class_<AbstractTimer, PyTimer, py::smart_holder>(m, "AbstractTimer", DOC(AbstractTimer))
      .def(py::init<>())
      .def("measure", &AbstractTimer::measure, py::arg("model"), py::call_guard<py::gil_scoped_release>());
}
