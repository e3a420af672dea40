#include "narrows/inference_timer.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/inference_timer.hpp"
#include "docs/latency_summary.hpp"
#include "docs/timer_options.hpp"
#include "narrows/latency_summary.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

std::unique_ptr<InferenceTimer> make_timer(int threads, int repeats, int blocks, int spare_blocks, int sessions,
                                           int warm_up_runs, double warm_up_ms, std::vector<int> cpus,
                                           std::string machine) {
  return std::make_unique<InferenceTimer>(TimerOptions{.threads = threads,
                                                       .repeats = repeats,
                                                       .blocks = blocks,
                                                       .spare_blocks = spare_blocks,
                                                       .sessions = sessions,
                                                       .warm_up_runs = warm_up_runs,
                                                       .warm_up_ms = warm_up_ms,
                                                       .cpus = std::move(cpus),
                                                       .machine = std::move(machine)});
}

/** Networks become models with fresh weights. */
std::vector<Model> models_of(const py::iterable& subjects) {
  std::vector<Model> models;
  for (const py::handle subject : subjects)
    models.push_back(py::isinstance<Network>(subject) ? Model::initialised(subject.cast<const Network&>())
                                                      : subject.cast<Model>());
  return models;
}

std::vector<Latency> measure_all(InferenceTimer& timer, const py::iterable& subjects, const py::object& progress) {
  const std::vector<Model> models = models_of(subjects);
  const auto callback = [&](const BlockProgress& now) {
    const py::gil_scoped_acquire acquire;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    if (!progress.is_none()) progress(now);
  };
  const py::gil_scoped_release release;
  return timer.measure_all(models, callback);
}

}  // namespace

void bind_inference_timer(py::module_& m) {
  ValueClass<BlockProgress>(m, "BlockProgress", DOC(BlockProgress))
      .def_readonly("network", &BlockProgress::network, DOC(BlockProgress, network))
      .def_readonly("networks", &BlockProgress::networks)
      .def_readonly("block", &BlockProgress::block, DOC(BlockProgress, block))
      .def_readonly("blocks", &BlockProgress::blocks)
      .as_value();
  const TimerOptions defaults;
  py::class_<InferenceTimer, AbstractTimer, py::smart_holder>(m, "InferenceTimer", DOC(InferenceTimer))
      .def(py::init(&make_timer), py::kw_only(), py::arg("threads") = defaults.threads,
           py::arg("repeats") = defaults.repeats, py::arg("blocks") = defaults.blocks,
           py::arg("spare_blocks") = defaults.spare_blocks, py::arg("sessions") = defaults.sessions,
           py::arg("warm_up_runs") = defaults.warm_up_runs, py::arg("warm_up_ms") = defaults.warm_up_ms,
           py::arg("cpus") = std::vector<int>{}, py::arg("machine") = defaults.machine,
           DOC(InferenceTimer, InferenceTimer))
      .def_property_readonly("threads", [](const InferenceTimer& t) { return t.options().threads; })
      .def_property_readonly("repeats", [](const InferenceTimer& t) { return t.options().repeats; })
      .def_property_readonly("blocks", [](const InferenceTimer& t) { return t.options().blocks; })
      .def_property_readonly("cpus", [](const InferenceTimer& t) { return t.options().cpus; })
      .def("measure", py::overload_cast<const Model&>(&InferenceTimer::measure), py::arg("model"),
           py::call_guard<py::gil_scoped_release>())
      .def("measure", py::overload_cast<const Network&>(&InferenceTimer::measure), py::arg("network"),
           py::call_guard<py::gil_scoped_release>(), DOC(InferenceTimer, measure))
      .def("measure_all", &measure_all, py::arg("models"), py::kw_only(), py::arg("progress") = py::none(),
           DOC(InferenceTimer, measure_all))
      .def("per_operator", &InferenceTimer::per_operator, py::arg("model"), py::call_guard<py::gil_scoped_release>(),
           DOC(InferenceTimer, per_operator));
  m.def("summarise_blocks", &summarise_blocks, py::arg("blocks_ms"), DOC(summarise_blocks));
}
