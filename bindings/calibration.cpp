#include "narrows/calibration.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/calibration.hpp"

using namespace narrows;

namespace {

/** Pairs (space, architecture). */
py::list networks(int count, std::uint64_t seed, std::int64_t max_macs, const py::object& progress) {
  const DrawCallback callback = [&](int done, int of, const std::string& space) {
    const py::gil_scoped_acquire acquire;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    if (!progress.is_none()) progress(done, of, space);
  };
  std::vector<CalibrationNetwork> found;
  {
    const py::gil_scoped_release release;
    found = calibration_networks({.networks = count, .seed = seed, .max_macs = max_macs}, callback);
  }
  py::list pairs;
  for (const CalibrationNetwork& network : found) pairs.append(py::make_tuple(network.space, network.architecture));
  return pairs;
}

/** (model, error, predicted_ms) */
py::tuple fit(const std::vector<LatencyMeasurement>& measurements, const std::vector<std::string>& groups) {
  std::optional<CalibrationFit> found;
  {
    const py::gil_scoped_release release;
    found = fit_calibration(measurements, groups);
  }
  return py::make_tuple(found->model, found->error, found->predicted_ms);
}

}  // namespace

void bind_calibration(py::module_& m) {
  const CalibrationOptions defaults;
  m.def("calibration_networks", &networks, py::arg("networks") = defaults.networks, py::arg("seed") = defaults.seed,
        py::arg("max_macs") = defaults.max_macs, py::arg("progress") = py::none(), DOC(calibration_networks));
  m.def("fit_calibration", &fit, py::arg("measurements"), py::arg("groups"), DOC(fit_calibration));
  m.def(
      "times_by_kind",
      [](const Network& network, const std::vector<OperatorTime>& operators) {
        return times_by_kind(network, operators);
      },
      py::arg("network"), py::arg("operators"), DOC(times_by_kind));
}
