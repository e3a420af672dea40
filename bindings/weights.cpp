#include "narrows/weights.hpp"

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <cstring>

#include "bindings.hpp"
#include "docs/weights.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

using FloatArray = py::array_t<float, py::array::c_style | py::array::forcecast>;

/** A read-only view; it keeps the weights alive. */
py::array view(const py::object& weights, const Weights::Array& array) {
  py::array result(py::dtype::of<float>(), array.shape, array.values.data(), weights);
  result.attr("setflags")(py::arg("write") = false);
  return result;
}

Weights weights_from_dict(const py::dict& arrays) {
  std::vector<Weights::Array> result;
  for (const auto& [name, value] : arrays) {
    const auto array = py::cast<FloatArray>(value);
    result.push_back({py::cast<std::string>(name),
                      {array.shape(), array.shape() + array.ndim()},
                      {array.data(), array.data() + array.size()}});
  }
  return Weights(std::move(result));
}

std::vector<std::string> names(const Weights& weights) {
  std::vector<std::string> result;
  for (const Weights::Array& array : weights.arrays()) result.push_back(array.name);
  return result;
}

py::array get(const py::object& self, const std::string& name) {
  const auto& weights = py::cast<const Weights&>(self);
  if (!weights.contains(name)) throw py::key_error(name);
  return view(self, weights[name]);
}

void set_shape(ArraySpec& spec, const std::vector<std::int64_t>& shape) { spec.shape = shape; }

void bind_array_spec(py::module_& m) {
  ValueClass<ArraySpec>(m, "ArraySpec", DOC(ArraySpec))
      .def_readonly("name", &ArraySpec::name)
      .field(
          "shape", [](const ArraySpec& spec) { return py::tuple(py::cast(spec.shape)); }, &set_shape)
      .def_readonly("trainable", &ArraySpec::trainable, DOC(ArraySpec, trainable))
      .def("__repr__",
           [](const ArraySpec& spec) {
             return py::str("ArraySpec({!r}, {})").format(spec.name, py::tuple(py::cast(spec.shape)));
           })
      .as_value();
}

py::dict weights_to_dict(const py::object& self) {
  py::dict arrays;
  for (const Weights::Array& array : py::cast<const Weights&>(self).arrays())
    arrays[py::str(array.name)] = view(self, array);
  return arrays;
}

/** Bit by bit. */
bool same_weights(const Weights& a, const Weights& b) {
  return std::ranges::equal(a.arrays(), b.arrays(), [](const Weights::Array& left, const Weights::Array& right) {
    return left.name == right.name && left.shape == right.shape &&
           std::memcmp(left.values.data(), right.values.data(), left.values.size() * sizeof(float)) == 0;
  });
}

}  // namespace

void bind_weights(py::module_& m) {
  bind_array_spec(m);
  m.def("weight_specs", &weight_specs, py::arg("network"), DOC(weight_specs));
  py::class_<Weights> type(m, "Weights", DOC(Weights));
  type.def(py::init(&weights_from_dict), py::arg("arrays"), DOC(Weights, Weights))
      .def("__getitem__", &get, py::arg("name"))
      .def("__contains__", [](const Weights& weights, const std::string& name) { return weights.contains(name); })
      .def("__len__", [](const Weights& weights) { return weights.arrays().size(); })
      .def("__iter__", [](const Weights& weights) { return py::iter(py::cast(names(weights))); })
      .def("keys", &names)
      .def("__repr__",
           [](const Weights& weights) { return "<Weights: " + std::to_string(weights.arrays().size()) + " arrays>"; })
      .def("__eq__", &same_weights, py::is_operator())
      .def("__hash__", [](const Weights& weights) { return py::hash(py::tuple(py::cast(names(weights)))); })
      .def(py::pickle(&weights_to_dict, &weights_from_dict));
  values::complete(type);
}
