#include "narrows/op.hpp"

#include <pybind11/operators.h>
#include <pybind11/stl.h>

#include <sstream>

#include "bindings.hpp"
#include "docs/op.hpp"

using namespace narrows;

namespace {

/** A dataclass-like repr from the fields given: "Conv2d(out_channels=8, kernel=3)". */
template <class AnyOp>
py::object repr(const char* name, const AnyOp& op, std::initializer_list<const char*> fields) {
  py::list parts;
  const py::object self = py::cast(op);
  for (const char* field : fields) parts.append(py::str("{}={!r}").format(field, self.attr(field)));
  return py::str("{}({})").format(name, py::str(", ").attr("join")(parts));
}

void bind_convolution(py::module_& m) {
  py::class_<Conv2d>(m, "Conv2d", DOC(Conv2d))
      .def(py::init([](int out_channels, int kernel, int stride, std::optional<int> padding, int groups, bool bias) {
             return Conv2d{out_channels, kernel, stride, padding.value_or(same_padding), groups, bias};
           }),
           py::arg("out_channels"), py::arg("kernel") = 1, py::arg("stride") = 1, py::arg("padding") = py::none(),
           py::arg("groups") = 1, py::arg("bias") = false)
      .def_readonly("out_channels", &Conv2d::out_channels)
      .def_readonly("kernel", &Conv2d::kernel)
      .def_readonly("stride", &Conv2d::stride)
      .def_readonly("padding", &Conv2d::padding, DOC(Conv2d, padding))
      .def_readonly("groups", &Conv2d::groups)
      .def_readonly("bias", &Conv2d::bias)
      .def(py::self == py::self)
      .def("__repr__", [](const Conv2d& op) {
        return repr("Conv2d", op, {"out_channels", "kernel", "stride", "padding", "groups", "bias"});
      });
  py::class_<Linear>(m, "Linear", DOC(Linear))
      .def(py::init([](int out_features, bool bias) {
             return Linear{out_features, bias};
           }),
           py::arg("out_features"), py::arg("bias") = true)
      .def_readonly("out_features", &Linear::out_features)
      .def_readonly("bias", &Linear::bias)
      .def(py::self == py::self)
      .def("__repr__", [](const Linear& op) {
        return repr("Linear", op, {"out_features", "bias"});
      });
}

template <class Pool>
void bind_pool(py::module_& m, const char* name, const char* doc) {
  py::class_<Pool>(m, name, doc)
      .def(py::init([](int kernel, int stride, int padding) {
             return Pool{kernel, stride, padding};
           }),
           py::arg("kernel") = 2, py::arg("stride") = 2, py::arg("padding") = 0)
      .def_readonly("kernel", &Pool::kernel)
      .def_readonly("stride", &Pool::stride)
      .def_readonly("padding", &Pool::padding)
      .def(py::self == py::self)
      .def("__repr__", [name](const Pool& op) {
        return repr(name, op, {"kernel", "stride", "padding"});
      });
}

template <class Plain>
void bind_plain(py::module_& m, const char* name, const char* doc) {
  py::class_<Plain>(m, name, doc).def(py::init<>()).def(py::self == py::self).def("__repr__", [name](const Plain&) {
    return std::string(name) + "()";
  });
}

}  // namespace

void bind_op(py::module_& m) {
  bind_convolution(m);
  py::class_<BatchNorm>(m, "BatchNorm", DOC(BatchNorm))
      .def(py::init([](double epsilon) { return BatchNorm{epsilon}; }), py::arg("epsilon") = 1e-5)
      .def_readonly("epsilon", &BatchNorm::epsilon)
      .def(py::self == py::self)
      .def("__repr__", [](const BatchNorm& op) { return repr("BatchNorm", op, {"epsilon"}); });
  py::class_<Relu>(m, "Relu", DOC(Relu))
      .def(py::init([](float max) { return Relu{max}; }), py::arg("max") = std::numeric_limits<float>::infinity())
      .def_readonly("max", &Relu::max)
      .def(py::self == py::self)
      .def("__repr__", [](const Relu& op) { return repr("Relu", op, {"max"}); });
  bind_pool<MaxPool>(m, "MaxPool", DOC(MaxPool));
  bind_pool<AveragePool>(m, "AveragePool", DOC(AveragePool));
  bind_plain<GlobalAveragePool>(m, "GlobalAveragePool", DOC(GlobalAveragePool));
  bind_plain<Add>(m, "Add", DOC(Add));
  bind_plain<Concat>(m, "Concat", DOC(Concat));
  bind_plain<Softmax>(m, "Softmax", DOC(Softmax));
}
