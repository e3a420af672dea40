#include "narrows/search_options.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/search_options.hpp"
#include "resource_of.hpp"
#include "values.hpp"

using namespace narrows;

void bind_search_options(py::module_& m) {
  ValueClass<LatencyLimit>(m, "LatencyLimit", DOC(LatencyLimit))
      .def(py::init([](double ms, const py::object& predicted) {
             return LatencyLimit{ms, resource_of(predicted)};
           }),
           py::arg("ms"), py::arg("predicted"))
      .def_readonly("ms", &LatencyLimit::ms, DOC(LatencyLimit, ms))
      .def_readonly("predicted", &LatencyLimit::predicted, DOC(LatencyLimit, predicted))
      .as_value([] {
        return LatencyLimit{1, Resource(CostField::macs)};
      });
  ValueClass<SearchOptions>(m, "SearchOptions", DOC(SearchOptions))
      .def(py::init<>())
      .def_readwrite("spaces", &SearchOptions::spaces, DOC(SearchOptions, spaces))
      .def_readwrite("targets", &SearchOptions::targets, DOC(SearchOptions, targets))
      .def_readwrite("max_latency", &SearchOptions::max_latency, DOC(SearchOptions, max_latency))
      .def_readwrite("folder", &SearchOptions::folder, DOC(SearchOptions, folder))
      .def_readwrite("candidates", &SearchOptions::candidates, DOC(SearchOptions, candidates))
      .def_readwrite("train", &SearchOptions::train, DOC(SearchOptions, train))
      .def_named("choose", &SearchOptions::choose, &choose_named, DOC(SearchOptions, choose))
      .def_named("select_on", &SearchOptions::select_on, &select_on_named, DOC(SearchOptions, select_on))
      .def_named("spend", &SearchOptions::spend, &spend_named, DOC(SearchOptions, spend))
      .def_readwrite("recipe", &SearchOptions::recipe)
      .def_readwrite("seed", &SearchOptions::seed)
      .def_readwrite("subset", &SearchOptions::subset, DOC(SearchOptions, subset))
      .def_readwrite("hours", &SearchOptions::hours, DOC(SearchOptions, hours))
      .def_readwrite("threads", &SearchOptions::threads, DOC(SearchOptions, threads))
      .def_readwrite("workers", &SearchOptions::workers, DOC(SearchOptions, workers))
      .def_readwrite("device", &SearchOptions::device, DOC(SearchOptions, device))
      .def_readwrite("device_description", &SearchOptions::device_description, DOC(SearchOptions, device_description))
      .def_readwrite("command", &SearchOptions::command, DOC(SearchOptions, command))
      .def("validate", &SearchOptions::validate, DOC(SearchOptions, validate))
      .def("smoke", &SearchOptions::smoke, py::arg("dataset"), DOC(SearchOptions, smoke))
      .as_value();
  m.def("prepare_dataset", &prepare_dataset, py::arg("dataset"), py::arg("options"),
        py::call_guard<py::gil_scoped_release>(), DOC(prepare_dataset));
}
