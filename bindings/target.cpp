#include "narrows/target.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/target.hpp"
#include "resource_of.hpp"

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

}  // namespace

void bind_target(py::module_& m) {
  py::class_<Target> target(m, "Target", DOC(Target));
  target.def_property_readonly("resource", &Target::resource)
      .def_property_readonly("low", &Target::low, DOC(Target, low))
      .def_property_readonly("high", &Target::high, DOC(Target, high))
      .def("contains", &Target::contains, py::arg("value"))
      .def("__repr__", [](const Target& t) {
        return py::str("<{}: {}>")
            .format(t.kind() == Target::Kind::limit  ? "Limit"
                    : t.kind() == Target::Kind::band ? "Band"
                                                     : "Flat",
                    t.to_string());
      });
  py::class_<Limit, Target>(m, "Limit", DOC(Limit))
      .def(py::init(&limit), py::arg("resource"), py::arg("limit"), DOC(Limit, Limit));
  py::class_<Band, Target>(m, "Band", DOC(Band))
      .def(py::init(&interval<Band>), py::arg("resource"), py::arg("low"), py::arg("high"), DOC(Band, Band));
  py::class_<Flat, Target>(m, "Flat", DOC(Flat))
      .def(py::init(&interval<Flat>), py::arg("resource"), py::arg("low"), py::arg("high"), DOC(Flat, Flat));
  m.def(
      "meets",
      [](const std::vector<Target>& targets, const std::vector<double>& values) {
        if (targets.size() != values.size()) throw py::value_error("meets needs one value for each target");
        return meets(targets, values);
      },
      py::arg("targets"), py::arg("values"), DOC(meets));
}
