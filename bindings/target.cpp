#include "narrows/target.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/target.hpp"
#include "resource_of.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

double number_of(const Resource& resource, const py::object& value) {
  return py::isinstance<py::str>(value) ? parse_quantity_of(resource, value.cast<std::string>()) : value.cast<double>();
}

Limit limit(const py::object& resource, const py::object& value) {
  const Resource of = resource_of(resource);
  return {of, number_of(of, value)};
}

template <class Interval>
Interval interval(const py::object& resource, const py::object& low, const py::object& high) {
  const Resource of = resource_of(resource);
  return {of, number_of(of, low), number_of(of, high)};
}

const char* name_of(const Target& target) {
  switch (target.kind()) {
    case Target::Kind::limit:
      return "Limit";
    case Target::Kind::band:
      return "Band";
    case Target::Kind::flat:
      return "Flat";
  }
  return "";
}

py::tuple target_state(const Target& target) {
  return py::make_tuple(name_of(target), target.resource(), target.low(), target.high());
}

template <class Kind>
Kind kind_from_state(const py::tuple& state) {
  const auto resource = state[1].cast<Resource>();
  const auto low = state[2].cast<double>(), high = state[3].cast<double>();
  if constexpr (std::is_same_v<Kind, Limit>)
    return Limit(resource, high);
  else
    return Kind(resource, low, high);
}

Target target_from_state(const py::tuple& state) {
  const auto kind = state[0].cast<std::string>();
  if (kind == "Limit") return kind_from_state<Limit>(state);
  return kind == "Band" ? Target(kind_from_state<Band>(state)) : Target(kind_from_state<Flat>(state));
}

template <class Kind>
void as_value(py::class_<Kind, Target>& type) {
  type.def(py::pickle([](const Kind& it) { return target_state(it); }, &kind_from_state<Kind>));
  values::complete(type);
}

}  // namespace

void bind_target(py::module_& m) {
  py::class_<Target> target(m, "Target", DOC(Target));
  target.def_property_readonly("resource", &Target::resource)
      .def_property_readonly("low", &Target::low, DOC(Target, low))
      .def_property_readonly("high", &Target::high, DOC(Target, high))
      .def("contains", &Target::contains, py::arg("value"))
      .def("__repr__", [](const Target& t) { return py::str("<{}: {}>").format(name_of(t), t.to_string()); })
      .def(py::pickle(&target_state, &target_from_state));
  values::complete(target);
  py::class_<Limit, Target> limit_type(m, "Limit", DOC(Limit));
  limit_type.def(py::init(&limit), py::arg("resource"), py::arg("limit"), DOC(Limit, Limit));
  py::class_<Band, Target> band(m, "Band", DOC(Band));
  band.def(py::init(&interval<Band>), py::arg("resource"), py::arg("low"), py::arg("high"), DOC(Band, Band));
  py::class_<Flat, Target> flat(m, "Flat", DOC(Flat));
  flat.def(py::init(&interval<Flat>), py::arg("resource"), py::arg("low"), py::arg("high"), DOC(Flat, Flat));
  as_value(limit_type);
  as_value(band);
  as_value(flat);
  m.def(
      "meets",
      [](const std::vector<Target>& targets, const std::vector<double>& values) {
        if (targets.size() != values.size()) throw py::value_error("meets needs one value for each target");
        return meets(targets, values);
      },
      py::arg("targets"), py::arg("values"), DOC(meets));
}
