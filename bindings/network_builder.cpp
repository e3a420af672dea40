#include "narrows/network_builder.hpp"

#include <pybind11/stl.h>

#include <memory>

#include "bindings.hpp"
#include "docs/detail/builder_rules.hpp"
#include "docs/network_builder.hpp"
#include "docs/value.hpp"

using namespace narrows;

namespace {

/** `with net.scope("block", 1):` */
class ScopeGuard {
 public:
  ScopeGuard(NetworkBuilder& net, std::string name, int index) : net_(&net), name_(std::move(name)), index_(index) {}
  void enter() { scope_.reset(new NetworkBuilder::Scope(net_->scope(name_, index_))); }
  void exit(const py::args&) { scope_.reset(); }

 private:
  NetworkBuilder* net_;
  std::string name_;
  int index_;
  std::unique_ptr<NetworkBuilder::Scope> scope_;
};

/** The values of add(op, a, b) or add(op, [a, b]). */
std::vector<Value> values_of(const py::args& inputs) {
  if (inputs.size() == 1 && !py::isinstance<Value>(inputs[0])) return inputs[0].cast<std::vector<Value>>();
  return inputs.cast<std::vector<Value>>();
}

}  // namespace

void bind_network_builder(py::module_& m) {
  py::class_<Value>(m, "Value", DOC(Value))
      .def_readonly("shape", &Value::shape)
      .def_property_readonly("channels", [](const Value& value) { return value.shape.channels; })
      .def("__repr__", [](const Value& value) { return py::str("<Value {}: {}>").format(value.id, value.shape); });

  py::class_<ScopeGuard>(m, "Scope", DOC(NetworkBuilder, Scope))
      .def("__enter__", &ScopeGuard::enter)
      .def("__exit__", &ScopeGuard::exit);

  py::class_<NetworkBuilder>(m, "NetworkBuilder", DOC(NetworkBuilder))
      .def(py::init<Shape, int>(), py::arg("input_shape") = Shape{3, 32, 32}, py::arg("classes") = 10,
           DOC(NetworkBuilder, NetworkBuilder))
      .def_property_readonly("input", &NetworkBuilder::input)
      .def_property_readonly("classes", &NetworkBuilder::classes)
      .def_property_readonly("valid", &NetworkBuilder::valid, DOC(BuilderRules, valid))
      .def_static("channels", &NetworkBuilder::channels, py::arg("value"))
      .def(
          "add",
          [](NetworkBuilder& net, const Op& op, const py::args& inputs) { return net.add(op, values_of(inputs)); },
          "Adds an operation that reads the values given, one by one or as a list.")
      .def(
          "scope",
          [](NetworkBuilder& net, std::string name, int index) { return ScopeGuard(net, std::move(name), index); },
          py::arg("name"), py::arg("index") = 0, py::keep_alive<0, 1>(), DOC(NetworkBuilder, Scope))
      .def("cost", &NetworkBuilder::cost, DOC(NetworkBuilder, cost))
      .def(
          "finish",
          [](const NetworkBuilder& net, const std::optional<Value>& output) {
            return output ? net.finish(*output) : net.finish();
          },
          py::arg("output") = py::none(), DOC(NetworkBuilder, finish));
  m.def("count", &count, py::arg("network"), DOC(count));
}
