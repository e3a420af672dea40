#include "narrows/op.hpp"

#include <pybind11/operators.h>
#include <pybind11/stl.h>

#include <limits>

#include "bindings.hpp"
#include "docs/op.hpp"
#include "sides.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

void bind_convolution(py::module_& m) {
  ValueClass<Conv2d>(m, "Conv2d", DOC(Conv2d))
      .def(py::init([](int out_channels, Sides kernel, Sides stride, std::optional<Padding> padding, int groups,
                       bool bias, Sides dilation) {
             return Conv2d{out_channels, kernel, stride, padding.value_or(same_padding), groups, bias, dilation};
           }),
           py::arg("out_channels"), py::arg("kernel") = Sides(1), py::arg("stride") = Sides(1),
           py::arg("padding") = py::none(), py::arg("groups") = 1, py::arg("bias") = false,
           py::arg("dilation") = Sides(1))
      .def_readonly("out_channels", &Conv2d::out_channels)
      .def_readonly("kernel", &Conv2d::kernel)
      .def_readonly("stride", &Conv2d::stride)
      .def_readonly("padding", &Conv2d::padding, DOC(Conv2d, padding))
      .def_readonly("groups", &Conv2d::groups)
      .def_readonly("bias", &Conv2d::bias)
      .def_readonly("dilation", &Conv2d::dilation, DOC(Conv2d, dilation))
      .def(py::self == py::self)
      .as_value();
  ValueClass<Linear>(m, "Linear", DOC(Linear))
      .def(py::init([](int out_features, bool bias) {
             return Linear{out_features, bias};
           }),
           py::arg("out_features"), py::arg("bias") = true)
      .def_readonly("out_features", &Linear::out_features)
      .def_readonly("bias", &Linear::bias)
      .def(py::self == py::self)
      .as_value();
}

/** What all pools have. */
template <class Pool>
ValueClass<Pool> pool_class(py::module_& m, const char* name, const char* doc) {
  return ValueClass<Pool>(m, name, doc)
      .def_readonly("kernel", &Pool::kernel)
      .def_readonly("stride", &Pool::stride)
      .def_readonly("padding", &Pool::padding)
      .def_readonly("ceil_mode", &Pool::ceil_mode)
      .def(py::self == py::self);
}

void bind_pools(py::module_& m) {
  pool_class<MaxPool>(m, "MaxPool", DOC(MaxPool))
      .def(py::init([](Sides kernel, Sides stride, Padding padding, bool ceil_mode) {
             return MaxPool{kernel, stride, padding, ceil_mode};
           }),
           py::arg("kernel") = Sides(2), py::arg("stride") = Sides(2), py::arg("padding") = Padding(0),
           py::arg("ceil_mode") = false)
      .as_value();
  pool_class<AveragePool>(m, "AveragePool", DOC(AveragePool))
      .def(py::init([](Sides kernel, Sides stride, Padding padding, bool ceil_mode, bool count_include_pad) {
             return AveragePool{kernel, stride, padding, ceil_mode, count_include_pad};
           }),
           py::arg("kernel") = Sides(2), py::arg("stride") = Sides(2), py::arg("padding") = Padding(0),
           py::arg("ceil_mode") = false, py::arg("count_include_pad") = false)
      .def_readonly("count_include_pad", &AveragePool::count_include_pad, DOC(AveragePool, count_include_pad))
      .as_value();
}

template <class Plain>
void bind_plain(py::module_& m, const char* name, const char* doc) {
  ValueClass<Plain>(m, name, doc).def(py::init<>()).def(py::self == py::self).as_value();
}

void bind_activations(py::module_& m) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  ValueClass<Relu>(m, "Relu", DOC(Relu))
      .def(py::init([](float max) { return Relu{max}; }), py::arg("max") = infinity)
      .def_readonly("max", &Relu::max)
      .def(py::self == py::self)
      .as_value();
  ValueClass<Clip>(m, "Clip", DOC(Clip))
      .def(py::init([](float min, float max) {
             return Clip{min, max};
           }),
           py::arg("min") = -infinity, py::arg("max") = infinity)
      .def_readonly("min", &Clip::min)
      .def_readonly("max", &Clip::max)
      .def(py::self == py::self)
      .as_value();
  ValueClass<LeakyRelu>(m, "LeakyRelu", DOC(LeakyRelu))
      .def(py::init([](float slope) { return LeakyRelu{slope}; }), py::arg("slope") = LeakyRelu{}.slope)
      .def_readonly("slope", &LeakyRelu::slope)
      .def(py::self == py::self)
      .as_value();
  ValueClass<Elu>(m, "Elu", DOC(Elu))
      .def(py::init([](float alpha) { return Elu{alpha}; }), py::arg("alpha") = Elu{}.alpha)
      .def_readonly("alpha", &Elu::alpha)
      .def(py::self == py::self)
      .as_value();
  ValueClass<HardSigmoid>(m, "HardSigmoid", DOC(HardSigmoid))
      .def(py::init([](float slope, float offset) {
             return HardSigmoid{slope, offset};
           }),
           py::arg("slope") = HardSigmoid{}.slope, py::arg("offset") = HardSigmoid{}.offset)
      .def_readonly("slope", &HardSigmoid::slope)
      .def_readonly("offset", &HardSigmoid::offset)
      .def(py::self == py::self)
      .as_value();
  bind_plain<Sigmoid>(m, "Sigmoid", DOC(Sigmoid));
  bind_plain<HardSwish>(m, "HardSwish", DOC(HardSwish));
  bind_plain<Silu>(m, "Silu", DOC(Silu));
}

void bind_channels(py::module_& m) {
  bind_plain<Concat>(m, "Concat", DOC(Concat));
  ValueClass<Slice>(m, "Slice", DOC(Slice))
      .def(py::init([](int begin, int end) {
             return Slice{begin, end};
           }),
           py::arg("begin"), py::arg("end"))
      .def_readonly("begin", &Slice::begin)
      .def_readonly("end", &Slice::end)
      .def(py::self == py::self)
      .as_value();
  ValueClass<ChannelShuffle>(m, "ChannelShuffle", DOC(ChannelShuffle))
      .def(py::init([](int groups) { return ChannelShuffle{groups}; }), py::arg("groups") = ChannelShuffle{}.groups)
      .def_readonly("groups", &ChannelShuffle::groups)
      .def(py::self == py::self)
      .as_value();
}

}  // namespace

void bind_op(py::module_& m) {
  bind_convolution(m);
  ValueClass<BatchNorm>(m, "BatchNorm", DOC(BatchNorm))
      .def(py::init([](double epsilon) { return BatchNorm{epsilon}; }), py::arg("epsilon") = 1e-5)
      .def_readonly("epsilon", &BatchNorm::epsilon)
      .def(py::self == py::self)
      .as_value();
  bind_activations(m);
  bind_pools(m);
  bind_plain<GlobalAveragePool>(m, "GlobalAveragePool", DOC(GlobalAveragePool));
  bind_plain<GlobalMaxPool>(m, "GlobalMaxPool", DOC(GlobalMaxPool));
  bind_plain<Add>(m, "Add", DOC(Add));
  bind_plain<Multiply>(m, "Multiply", DOC(Multiply));
  bind_channels(m);
  bind_plain<Softmax>(m, "Softmax", DOC(Softmax));
}
