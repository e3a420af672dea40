#include "narrows/network.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/network.hpp"

using namespace narrows;

void bind_network(py::module_& m) {
  py::class_<Node>(m, "Node", DOC(Node))
      .def_readonly("op", &Node::op)
      .def_readonly("name", &Node::name, DOC(Node, name))
      .def_readonly("inputs", &Node::inputs, DOC(Node, inputs))
      .def_readonly("shape", &Node::shape, DOC(Node, shape))
      .def("__repr__",
           [](const Node& node) { return py::str("<Node {}: {!r}>").format(node.name, py::cast(node.op)); });

  py::class_<Network>(m, "Network", DOC(Network))
      .def_property_readonly("input_shape", &Network::input_shape)
      .def_property_readonly("output_shape", &Network::output_shape)
      .def_property_readonly("output", &Network::output, DOC(Network, output))
      .def_property_readonly("nodes",
                             [](const Network& network) {
                               const auto nodes = network.nodes();
                               return std::vector<Node>(nodes.begin(), nodes.end());
                             })
      .def("__len__", [](const Network& network) { return network.nodes().size(); })
      .def("__str__", &Network::to_string)
      .def("__repr__", [](const Network& network) {
        return py::str("<Network of {} operations, {} -> {}>")
            .format(network.nodes().size(), network.input_shape(), network.output_shape());
      });
}
