#include "narrows/resource.hpp"

#include <pybind11/functional.h>

#include "bindings.hpp"
#include "docs/resource.hpp"
#include "resource_of.hpp"

using namespace narrows;

Resource resource_of(const py::object& object) {
  if (py::isinstance<Resource>(object)) return object.cast<Resource>();
  if (py::isinstance<py::str>(object)) return {object.cast<std::string>()};
  if (py::hasattr(object, "resource")) {
    const py::object resource = object.attr("resource");
    if (py::isinstance<Resource>(resource)) return resource.cast<Resource>();
  }
  if (py::hasattr(object, "predict")) return {"latency_ms", object.attr("predict").cast<Resource::Function>(), "ms"};
  throw py::type_error("resource must be the name of a field of Cost, a Resource or a LatencyModel, not " +
                       py::str(py::type::of(object).attr("__name__")).cast<std::string>());
}

namespace {

Resource make(const std::string& name, const py::object& function, const std::string& unit) {
  if (function.is_none()) return {name};
  return {name, function.cast<Resource::Function>(), unit};
}

Resource linear(const std::string& name, double parameters, double macs, double weight_bytes,
                double peak_activation_bytes, double constant, const std::string& unit) {
  return Resource::linear(name, {parameters, macs, weight_bytes, peak_activation_bytes, constant}, unit);
}

}  // namespace

void bind_resource(py::module_& m) {
  py::class_<Resource>(m, "Resource", DOC(Resource))
      .def(py::init(&make), py::arg("name"), py::arg("function") = py::none(), py::arg("unit") = "",
           "A field of Cost by its name; or, with `function(network) -> float`, a resource of your own in a unit of "
           "your "
           "own. The function must give a finite number, the same for the same network.")
      .def_static("linear", &linear, py::arg("name"), py::kw_only(), py::arg("parameters") = 0, py::arg("macs") = 0,
                  py::arg("weight_bytes") = 0, py::arg("peak_activation_bytes") = 0, py::arg("constant") = 0,
                  py::arg("unit") = "", DOC(Resource, linear))
      .def_property_readonly("name", [](const Resource& r) { return r.name(); })
      .def_property_readonly(
          "unit", [](const Resource& r) { return r.unit(); }, DOC(Resource, unit))
      .def(
          "value", [](const Resource& r, const Network& network) { return r.value(network); }, py::arg("network"),
          DOC(Resource, value))
      .def("__repr__", [](const Resource& r) { return py::str("<Resource {}>").format(r.name()); });
}
