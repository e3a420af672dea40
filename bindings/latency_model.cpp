#include "narrows/latency_model.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "blank.hpp"
#include "docs/latency_error.hpp"
#include "docs/latency_model.hpp"
#include "narrows/spaces.hpp"
#include "resource_of.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

Network network_of(const py::object& subject) {
  if (py::isinstance<Network>(subject)) return subject.cast<Network>();
  const auto architecture = subject.cast<Architecture>();
  return spaces::get(architecture.space()).build(architecture);
}

/** Pairs (network or architecture, milliseconds). */
std::vector<LatencyMeasurement> measurements_of(const py::iterable& pairs) {
  std::vector<LatencyMeasurement> measurements;
  for (const py::handle item : pairs) {
    if (py::isinstance<LatencyMeasurement>(item)) {
      measurements.push_back(item.cast<LatencyMeasurement>());
      continue;
    }
    const auto pair = item.cast<py::tuple>();
    if (pair.size() != 2) throw py::value_error("a measurement is a pair: network or architecture, milliseconds");
    measurements.push_back({network_of(pair[0]), pair[1].cast<double>(), {}});
  }
  return measurements;
}

void bind_error_of_latency(py::module_& m) {
  ValueClass<LatencyError>(m, "LatencyError", DOC(LatencyError))
      .def_readonly("median_relative", &LatencyError::median_relative, DOC(LatencyError, median_relative))
      .def_readonly("p90_relative", &LatencyError::p90_relative, DOC(LatencyError, p90_relative))
      .def_readonly("within_10_percent", &LatencyError::within_10_percent, DOC(LatencyError, within_10_percent))
      .def_readonly("r_squared", &LatencyError::r_squared, DOC(LatencyError, r_squared))
      .def_readonly("rank_correlation", &LatencyError::rank_correlation, DOC(LatencyError, rank_correlation))
      .def_readonly("measurements", &LatencyError::measurements)
      .def_static(
          "of",
          [](const std::vector<double>& predicted, const std::vector<double>& measured) {
            return LatencyError::of(predicted, measured);
          },
          py::arg("predicted_ms"), py::arg("measured_ms"), DOC(LatencyError, of))
      .def("__repr__",
           [](const LatencyError& e) {
             return py::str("<LatencyError: median {:.1%}, {:.0%} within 10 %, rank correlation {:.2f}>")
                 .format(e.median_relative, e.within_10_percent, e.rank_correlation);
           })
      .as_value();
}

}  // namespace

void bind_latency_model(py::module_& m) {
  ValueClass<LatencyMeasurement>(m, "LatencyMeasurement", DOC(LatencyMeasurement))
      .def(py::init([](const py::object& network, double latency_ms, std::vector<OperatorTime> operators) {
             return LatencyMeasurement{network_of(network), latency_ms, std::move(operators)};
           }),
           py::arg("network"), py::arg("latency_ms"), py::arg("operators") = std::vector<OperatorTime>{})
      .def_readonly("network", &LatencyMeasurement::network)
      .def_readonly("latency_ms", &LatencyMeasurement::latency_ms, DOC(LatencyMeasurement, latency_ms))
      .def_readonly("operators", &LatencyMeasurement::operators, DOC(LatencyMeasurement, operators))
      .as_value([] {
        return LatencyMeasurement{blank_network(), 0, {}};
      });
  bind_error_of_latency(m);
  py::class_<LatencyModel> type(m, "LatencyModel", DOC(LatencyModel));
  type.def_static(
          "fit", [](const py::iterable& pairs) { return LatencyModel::fit(measurements_of(pairs)); },
          py::arg("measurements"), DOC(LatencyModel, fit))
      .def_static(
          "fit_like",
          [](const py::iterable& pairs, const LatencyModel& like) {
            return LatencyModel::fit_like(measurements_of(pairs), like);
          },
          py::arg("measurements"), py::arg("like"), DOC(LatencyModel, fit_like))
      .def_static(
          "cross_validate",
          [](const py::iterable& pairs, int folds) {
            return LatencyModel::cross_validate(measurements_of(pairs), folds);
          },
          py::arg("measurements"), py::arg("folds") = 5, DOC(LatencyModel, cross_validate))
      .def_static(
          "cross_predict",
          [](const py::iterable& pairs, int folds) {
            return LatencyModel::cross_predict(measurements_of(pairs), folds);
          },
          py::arg("measurements"), py::arg("folds") = 5, DOC(LatencyModel, cross_predict))
      .def(
          "predict", [](const LatencyModel& model, const py::object& s) { return model.predict(network_of(s)); },
          py::arg("network_or_architecture"), DOC(LatencyModel, predict))
      .def(
          "interval",
          [](const LatencyModel& model, const py::object& s) {
            const LatencyInterval found = model.interval(network_of(s));
            return std::pair(found.low_ms, found.high_ms);
          },
          py::arg("network_or_architecture"), DOC(LatencyModel, interval))
      .def("resource", &latency_resource, py::arg("name") = "latency", DOC(LatencyModel, resource))
      .def("to_json", &LatencyModel::to_json, DOC(LatencyModel, to_json))
      .def_static("from_json", &LatencyModel::from_json, py::arg("json"), DOC(LatencyModel, from_json))
      .def("__repr__", [](const LatencyModel& model) { return "<LatencyModel " + model.to_json() + ">"; })
      .def(py::pickle([](const LatencyModel& model) { return model.to_json(); },
                      [](const std::string& json) { return LatencyModel::from_json(json); }));
  values::complete(type);
}
