#include "narrows/calibration.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/calibration.hpp"

using namespace narrows;

namespace {

using Draw = std::vector<CalibrationNetwork>(const CalibrationOptions&, const DrawCallback&);

/** Pairs (space, architecture). */
py::list networks(Draw& draw, int count, std::uint64_t seed, std::int64_t max_macs, const py::object& progress) {
  const DrawCallback callback = [&](int done, int of, const std::string& space) {
    const py::gil_scoped_acquire acquire;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    if (!progress.is_none()) progress(done, of, space);
  };
  std::vector<CalibrationNetwork> found;
  {
    const py::gil_scoped_release release;
    found = draw({.networks = count, .seed = seed, .max_macs = max_macs}, callback);
  }
  py::list pairs;
  for (const CalibrationNetwork& network : found) pairs.append(py::make_tuple(network.space, network.architecture));
  return pairs;
}

/** Without the GIL: (model, error, predicted_ms). */
template <class Fit>
py::tuple fitted(const Fit& fit) {
  std::optional<CalibrationFit> found;
  {
    const py::gil_scoped_release release;
    found = fit();
  }
  return py::make_tuple(found->model, found->error, found->predicted_ms);
}

py::tuple fit(const std::vector<LatencyMeasurement>& measurements, const std::vector<std::string>& groups) {
  return fitted([&] { return fit_calibration(measurements, groups); });
}

py::tuple fit_like(const std::vector<LatencyMeasurement>& measurements, const LatencyModel& like) {
  return fitted([&] { return fit_calibration_like(measurements, like); });
}

}  // namespace

void bind_calibration(py::module_& m) {
  const CalibrationOptions defaults;
  const auto bind_draw = [&](const char* name, Draw& draw, int usual, const char* doc) {
    const auto drawn = [&draw](int count, std::uint64_t seed, std::int64_t max_macs, const py::object& progress) {
      return networks(draw, count, seed, max_macs, progress);
    };
    m.def(name, drawn, py::arg("networks") = usual, py::arg("seed") = defaults.seed,
          py::arg("max_macs") = defaults.max_macs, py::arg("progress") = py::none(), doc);
  };
  bind_draw("calibration_networks", calibration_networks, defaults.networks, DOC(calibration_networks));
  bind_draw("covering_networks", covering_networks, 10, DOC(covering_networks));
  m.def("fit_calibration", &fit, py::arg("measurements"), py::arg("groups"), DOC(fit_calibration));
  m.def("fit_calibration_like", &fit_like, py::arg("measurements"), py::arg("like"), DOC(fit_calibration_like));
  m.def(
      "times_by_kind",
      [](const Network& network, const std::vector<OperatorTime>& operators) {
        return times_by_kind(network, operators);
      },
      py::arg("network"), py::arg("operators"), DOC(times_by_kind));
}
