#include "narrows/search_run.hpp"

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "bindings.hpp"
#include "docs/results_store.hpp"
#include "docs/search_run.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

std::string trained_network_repr(const TrainedNetwork& network) {
  const StoredTraining& training = network.result.training;
  const auto accuracy = training.test_accuracy ? training.test_accuracy : training.validation_accuracy;
  const py::object right = accuracy ? py::str(", {:.2%} right").format(*accuracy) : py::object(py::str(""));
  return py::str("<TrainedNetwork {}: {:,} parameters{}>")
      .format(network.name, training.network.cost.parameters, right);
}

/** Read from one folder, for one device, with the same networks trained. */
bool same_run(const SearchRun& a, const SearchRun& b) {
  return std::filesystem::absolute(a.folder()) == std::filesystem::absolute(b.folder()) && a.device() == b.device() &&
         a.finished() == b.finished() && py::cast(a.trained()).equal(py::cast(b.trained()));
}

}  // namespace

void bind_search_run(py::module_& m) {
  ValueClass<TrainedNetwork>(m, "TrainedNetwork", DOC(TrainedNetwork))
      .def_readonly("name", &TrainedNetwork::name, DOC(TrainedNetwork, name))
      .def_readonly("result", &TrainedNetwork::result)
      .def_property_readonly("space", [](const TrainedNetwork& it) { return it.result.training.network.space; })
      .def_property_readonly("architecture",
                             [](const TrainedNetwork& it) { return it.result.training.network.architecture; })
      .def_property_readonly("cost", [](const TrainedNetwork& it) { return it.result.training.network.cost; })
      .def_property_readonly("validation_accuracy",
                             [](const TrainedNetwork& it) { return it.result.training.validation_accuracy; })
      .def_property_readonly("test_accuracy", [](const TrainedNetwork& it) { return it.result.training.test_accuracy; })
      .def_property_readonly("latency", [](const TrainedNetwork& it) { return it.result.latency; })
      .def_property_readonly(
          "onnx", [](const TrainedNetwork& it) { return it.result.training.onnx; }, DOC(StoredTraining, onnx))
      .def("__repr__", &trained_network_repr)
      .as_value();

  ValueClass<StoppedNetwork>(m, "StoppedNetwork", DOC(StoppedNetwork))
      .def_readonly("name", &StoppedNetwork::name)
      .def_readonly("epochs", &StoppedNetwork::epochs, DOC(StoppedNetwork, epochs))
      .def_readonly("accuracy", &StoppedNetwork::accuracy, DOC(StoppedNetwork, accuracy))
      .as_value();

  // The package's SearchRun adds tables, laws and the report to it.
  py::class_<SearchRun> type(m, "SearchRunData", DOC(SearchRun));
  type.def_static(
          "load",
          [](const std::filesystem::path& folder, const std::string& device) {
            return SearchRun::load(folder.string(), device);
          },
          py::arg("folder"), py::arg("device") = "", DOC(SearchRun, load))
      .def_property_readonly("folder", &SearchRun::folder)
      .def_property_readonly("plan", &SearchRun::plan)
      .def_property_readonly("candidates", &SearchRun::candidates)
      .def_property_readonly("trained", &SearchRun::trained, DOC(SearchRun, trained))
      .def_property_readonly("front", &SearchRun::front, DOC(SearchRun, front))
      .def_property_readonly("best", &SearchRun::best, DOC(SearchRun, best))
      .def_property_readonly("failures", &SearchRun::failures, DOC(SearchRun, failures))
      .def_property_readonly("stopped", &SearchRun::stopped, DOC(SearchRun, stopped))
      .def_property_readonly("schedule", &SearchRun::schedule, DOC(SearchRun, schedule))
      .def_property_readonly("finished", &SearchRun::finished, DOC(SearchRun, finished))
      .def_property_readonly("device", &SearchRun::device)
      .def_property_readonly("source", &SearchRun::source, DOC(SearchRun, source))
      .def_property_readonly("options_json", &SearchRun::options_json, DOC(SearchRun, options_json))
      .def_property_readonly("command", &SearchRun::command, DOC(SearchRun, command))
      .def("__eq__", &same_run, py::is_operator())
      .def("__hash__", [](const SearchRun& run) { return py::hash(py::str(run.folder())); })
      .def("__repr__",
           [](const SearchRun& run) {
             return py::str("<SearchRunData {!r}: {} networks trained>").format(run.folder(), run.trained().size());
           })
      .def(py::pickle(
          [](const SearchRun& run) {
            return py::make_tuple(std::filesystem::absolute(run.folder()).string(), run.device());
          },
          [](const py::tuple& state) {
            return SearchRun::load(state[0].cast<std::string>(), state[1].cast<std::string>());
          }));
  values::complete(type);
}
