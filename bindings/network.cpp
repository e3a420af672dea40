#include "narrows/network.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/network.hpp"
#include "values.hpp"

using namespace narrows;

void bind_network(py::module_& m) {
  ValueClass<Node>(m, "Node", DOC(Node))
      .def_readonly("op", &Node::op)
      .def_readonly("name", &Node::name, DOC(Node, name))
      .def_readonly("inputs", &Node::inputs, DOC(Node, inputs))
      .def_readonly("shape", &Node::shape, DOC(Node, shape))
      .def("__repr__", [](const Node& node) { return py::str("<Node {}: {!r}>").format(node.name, py::cast(node.op)); })
      .as_value();

  py::class_<Network> network_type(m, "Network", DOC(Network));
  network_type.def_property_readonly("input_shape", &Network::input_shape)
      .def_property_readonly("output_shape", &Network::output_shape)
      .def_property_readonly("output", &Network::output, DOC(Network, output))
      .def_property_readonly("nodes",
                             [](const Network& network) {
                               const auto nodes = network.nodes();
                               return std::vector<Node>(nodes.begin(), nodes.end());
                             })
      .def("__len__", [](const Network& network) { return network.nodes().size(); })
      .def("__str__", &Network::to_string)
      .def("__repr__",
           [](const Network& network) {
             return py::str("<Network of {} operations, {} -> {}>")
                 .format(network.nodes().size(), network.input_shape(), network.output_shape());
           })
      .def("__hash__", [](const Network& network) { return py::hash(py::str(network.to_string())); })
      .def(py::pickle(
          [](const Network& network) {
            const auto nodes = network.nodes();
            return py::make_tuple(network.input_shape(), std::vector<Node>(nodes.begin(), nodes.end()),
                                  network.output());
          },
          [](const py::tuple& state) {
            return Network(state[0].cast<Shape>(), state[1].cast<std::vector<Node>>(), state[2].cast<int>());
          }));
  values::complete(network_type);
}
