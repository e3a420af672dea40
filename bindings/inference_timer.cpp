#include "narrows/inference_timer.hpp"

#include <pybind11/pybind11.h>

#include "bindings.hpp"
#include "docs/inference_timer.hpp"

using namespace narrows;

void bind_inference_timer(py::module_& m) {
  py::class_<InferenceTimer, AbstractTimer, py::smart_holder>(m, "InferenceTimer", DOC(InferenceTimer))
      .def(py::init([](int threads, int repeats) {
             return std::make_unique<InferenceTimer>(TimerOptions{.threads = threads, .repeats = repeats});
           }),
           py::kw_only(), py::arg("threads") = 1, py::arg("repeats") = 10, DOC(InferenceTimer, InferenceTimer))
      .def_property_readonly("threads", [](const InferenceTimer& t) { return t.options().threads; })
      .def_property_readonly("repeats", [](const InferenceTimer& t) { return t.options().repeats; })
      .def("measure", py::overload_cast<const Model&>(&InferenceTimer::measure), py::arg("model"),
           py::call_guard<py::gil_scoped_release>())
      .def("measure", py::overload_cast<const Network&>(&InferenceTimer::measure), py::arg("network"),
           py::call_guard<py::gil_scoped_release>(), DOC(InferenceTimer, measure));
}
