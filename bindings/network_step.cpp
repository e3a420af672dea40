#include "narrows/network_step.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/network_step.hpp"
#include "sides.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

void set_kind(NetworkStep& step, const std::string& text) {
  int kind = 0;
  while (kind < step_kinds && name(static_cast<StepKind>(kind)) != text) ++kind;
  if (kind == step_kinds) throw std::invalid_argument("'" + text + "' is no kind of step");
  step.kind = static_cast<StepKind>(kind);
}

/** Pairs (node, step). */
std::vector<std::pair<int, NetworkStep>> steps(const Network& network) {
  std::vector<std::pair<int, NetworkStep>> pairs;
  for (const NodeStep& found : steps_of(network)) pairs.emplace_back(found.node, found.step);
  return pairs;
}

}  // namespace

void bind_network_step(py::module_& m) {
  ValueClass<NetworkStep>(m, "NetworkStep", DOC(NetworkStep))
      .field(
          "kind", [](const NetworkStep& step) { return std::string(name(step.kind)); }, &set_kind,
          DOC(network_step, name))
      .def_readonly("in_channels", &NetworkStep::in_channels, DOC(NetworkStep, in_channels))
      .def_readonly("out_channels", &NetworkStep::out_channels)
      .def_readonly("groups", &NetworkStep::groups)
      .def_readonly("kernel", &NetworkStep::kernel)
      .def_readonly("stride", &NetworkStep::stride)
      .def_readonly("height", &NetworkStep::height, DOC(NetworkStep, height))
      .def_readonly("width", &NetworkStep::width)
      .def_property_readonly("macs", &NetworkStep::macs, DOC(NetworkStep, macs))
      .def_property_readonly("weights", &NetworkStep::weights)
      .def_property_readonly("values_in", &NetworkStep::values_in, DOC(NetworkStep, values_in))
      .def_property_readonly("values_out", &NetworkStep::values_out)
      .as_value();
  m.def(
      "steps_of", &steps, py::arg("network"),
      "Pairs of the place of a node in `network.nodes` (of the convolution for what runs inside it, -1 for what every "
      "run costs) and a step of the engine.");
}
