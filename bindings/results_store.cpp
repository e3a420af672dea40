#include "narrows/results_store.hpp"

#include <pybind11/functional.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "bindings.hpp"
#include "docs/results_store.hpp"
#include "narrows/utf8.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

using Released = py::call_guard<py::gil_scoped_release>;

StoredDataset make_dataset(std::string name, std::string digest, int classes, std::int64_t train_images,
                           std::int64_t validation_images, std::int64_t test_images) {
  return {std::move(name), std::move(digest), classes, train_images, validation_images, test_images};
}

StoredNetwork make_network(std::string space, std::string architecture, Shape input_shape, int classes, Cost cost,
                           std::string fingerprint) {
  return {std::move(space), std::move(architecture), input_shape, classes, cost, std::move(fingerprint)};
}

StoredTraining make_training(StoredNetwork network, StoredDataset dataset, std::string recipe, std::uint64_t seed,
                             std::string source, std::optional<double> validation_accuracy,
                             std::optional<double> test_accuracy, std::vector<EpochRecord> history, std::string onnx,
                             std::string train_on, std::vector<ClassScore> validation_scores,
                             std::vector<ClassScore> test_scores) {
  return {std::move(network),
          std::move(dataset),
          std::move(recipe),
          seed,
          std::move(source),
          validation_accuracy,
          test_accuracy,
          std::move(history),
          std::move(onnx),
          std::move(train_on),
          std::move(validation_scores),
          std::move(test_scores)};
}

std::vector<StoredResult> results(const ResultsStore& store, std::string dataset, std::string device, std::string space,
                                  std::optional<std::string> source, std::optional<double> max_latency_ms,
                                  std::optional<std::int64_t> max_parameters, std::optional<std::int64_t> max_macs,
                                  std::optional<std::int64_t> max_weight_bytes, bool select_on_test) {
  return store.results({std::move(dataset), std::move(device), std::move(space), std::move(source), max_latency_ms,
                        max_parameters, max_macs, max_weight_bytes, select_on_test});
}

void bind_rows(py::module_& m) {
  ValueClass<StoredDataset>(m, "StoredDataset", DOC(StoredDataset))
      .def(py::init(&make_dataset), py::kw_only(), py::arg("name"), py::arg("digest") = "", py::arg("classes"),
           py::arg("train_images") = 0, py::arg("validation_images") = 0, py::arg("test_images") = 0)
      .def_static("of", &StoredDataset::of, py::arg("dataset"))
      .def_readonly("name", &StoredDataset::name)
      .def_readonly("digest", &StoredDataset::digest, DOC(StoredDataset, digest))
      .def_readonly("classes", &StoredDataset::classes)
      .def_readonly("train_images", &StoredDataset::train_images)
      .def_readonly("validation_images", &StoredDataset::validation_images)
      .def_readonly("test_images", &StoredDataset::test_images)
      .as_value();

  ValueClass<StoredNetwork>(m, "StoredNetwork", DOC(StoredNetwork))
      .def(py::init(&make_network), py::kw_only(), py::arg("space"), py::arg("architecture"), py::arg("input_shape"),
           py::arg("classes"), py::arg("cost"), py::arg("fingerprint") = "")
      .def_static("of", &StoredNetwork::of, py::arg("space"), py::arg("architecture"))
      .def_readonly("space", &StoredNetwork::space)
      .def_readonly("architecture", &StoredNetwork::architecture, DOC(StoredNetwork, architecture))
      .def_readonly("input_shape", &StoredNetwork::input_shape)
      .def_readonly("classes", &StoredNetwork::classes)
      .def_readonly("cost", &StoredNetwork::cost)
      .def_readonly("fingerprint", &StoredNetwork::fingerprint, DOC(StoredNetwork, fingerprint))
      .def("same_as", &StoredNetwork::same_as, py::arg("other"), DOC(StoredNetwork, same_as))
      .as_value();

  ValueClass<StoredTraining>(m, "StoredTraining", DOC(StoredTraining))
      .def(py::init(&make_training), py::kw_only(), py::arg("network"), py::arg("dataset"), py::arg("recipe") = "",
           py::arg("seed") = 0, py::arg("source") = "", py::arg("validation_accuracy") = py::none(),
           py::arg("test_accuracy") = py::none(), py::arg("history") = std::vector<EpochRecord>(), py::arg("onnx") = "",
           py::arg("train_on") = "", py::arg("validation_scores") = std::vector<ClassScore>(),
           py::arg("test_scores") = std::vector<ClassScore>())
      .def_readonly("network", &StoredTraining::network)
      .def_readonly("dataset", &StoredTraining::dataset)
      .def_readonly("recipe", &StoredTraining::recipe, DOC(StoredTraining, recipe))
      .def_readonly("seed", &StoredTraining::seed)
      .def_readonly("source", &StoredTraining::source, DOC(StoredTraining, source))
      .def_readonly("validation_accuracy", &StoredTraining::validation_accuracy,
                    DOC(StoredTraining, validation_accuracy))
      .def_readonly("test_accuracy", &StoredTraining::test_accuracy, DOC(StoredTraining, test_accuracy))
      .def_readonly("history", &StoredTraining::history)
      .def_readonly("onnx", &StoredTraining::onnx, DOC(StoredTraining, onnx))
      .def_readonly("train_on", &StoredTraining::train_on, DOC(StoredTraining, train_on))
      .def_readonly("validation_scores", &StoredTraining::validation_scores, DOC(StoredTraining, validation_scores))
      .def_readonly("test_scores", &StoredTraining::test_scores, DOC(StoredTraining, test_scores))
      .as_value();

  ValueClass<StoredDevice>(m, "StoredDevice", DOC(StoredDevice))
      .def(py::init([](std::string name, std::string description) {
             return StoredDevice{std::move(name), std::move(description)};
           }),
           py::arg("name"), py::arg("description") = "")
      .def_readonly("name", &StoredDevice::name)
      .def_readonly("description", &StoredDevice::description)
      .as_value();

  ValueClass<StoredLatency>(m, "StoredLatency", DOC(StoredLatency))
      .def_readonly("network", &StoredLatency::network)
      .def_readonly("device", &StoredLatency::device)
      .def_readonly("latency", &StoredLatency::latency)
      .as_value();

  ValueClass<StoredResult>(m, "StoredResult", DOC(StoredResult))
      .def_readonly("id", &StoredResult::id, DOC(StoredResult, id))
      .def_readonly("training", &StoredResult::training)
      .def_readonly("device", &StoredResult::device, DOC(StoredResult, device))
      .def_readonly("latency", &StoredResult::latency, DOC(StoredResult, latency))
      .def_readonly("on_front", &StoredResult::on_front, DOC(StoredResult, on_front))
      .as_value();
}

/** Whoever opens it to write is warned where others will have to wait. */
ResultsStore opened(const std::filesystem::path& path, bool read_only) {
  ResultsStore store(path.string(), read_only ? Access::read : Access::write);
  const std::string warning = read_only ? "" : store.journal_warning();
  if (!warning.empty() && PyErr_WarnEx(PyExc_RuntimeWarning, as_utf8(warning).c_str(), 1) != 0)
    throw py::error_already_set();
  return store;
}

}  // namespace

void bind_results_store(py::module_& m) {
  bind_rows(m);
  py::class_<ResultsStore>(m, "ResultsStore", DOC(ResultsStore))
      .def(py::init(&opened), py::arg("path"), py::kw_only(), py::arg("read_only") = false)
      .def_property_readonly("path", &ResultsStore::path)
      .def_property_readonly("journal_mode", &ResultsStore::journal_mode, DOC(ResultsStore, journal_mode))
      .def_property_readonly("journal_warning", &ResultsStore::journal_warning, DOC(ResultsStore, journal_warning))
      .def_property_readonly_static("schema_version", [](const py::object&) { return ResultsStore::schema_version(); })
      .def("put", py::overload_cast<const StoredTraining&>(&ResultsStore::put), py::arg("training"), Released(),
           "Stores a training and gives its number. Network, data set, recipe, seed and source identify it: if it is "
           "there already, it stays as it is.")
      .def("put", py::overload_cast<const StoredNetwork&, const StoredDevice&, const Latency&>(&ResultsStore::put),
           py::arg("network"), py::arg("device"), py::arg("latency"), Released(),
           "Stores a latency; replaces one of the same network, device, engine and number of threads.")
      .def("find", &ResultsStore::find, py::arg("training"), Released(), DOC(ResultsStore, find))
      .def("set_test_accuracy", &ResultsStore::set_test_accuracy, py::arg("training_id"), py::arg("accuracy"),
           py::arg("scores") = std::vector<ClassScore>(), Released(), DOC(ResultsStore, set_test_accuracy))
      .def("transaction", &ResultsStore::transaction, py::arg("changes"), Released(), DOC(ResultsStore, transaction))
      .def(
          "results", &results, py::kw_only(), py::arg("dataset") = "", py::arg("device") = "", py::arg("space") = "",
          py::arg("source") = py::none(), py::arg("max_latency_ms") = py::none(),
          py::arg("max_parameters") = py::none(), py::arg("max_macs") = py::none(),
          py::arg("max_weight_bytes") = py::none(), py::arg("select_on_test") = false, Released(),
          "Trainings with their latencies, best first; see ResultsQuery in C++.\n\nData set (name or digest), device, "
          "space and source narrow the results, as do the limits, all strict. Without a device the latencies are those "
          "of the only one; there are none where the store has several.")
      .def("result", &ResultsStore::result, py::arg("training_id"), py::arg("device") = "", Released(),
           DOC(ResultsStore, result))
      .def_property_readonly("datasets", &ResultsStore::datasets)
      .def_property_readonly("devices", &ResultsStore::devices)
      .def("latencies", &ResultsStore::latencies, py::arg("device"), Released(), DOC(ResultsStore, latencies))
      .def("check", &ResultsStore::check, Released(), DOC(ResultsStore, check));
}
