#include "narrows/resource.hpp"

#include <pybind11/stl.h>

#include <array>
#include <memory>

#include "bindings.hpp"
#include "docs/resource.hpp"
#include "resource_of.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

/** A function written in Python, which finds it again to pickle it. */
class PythonFunction {
 public:
  explicit PythonFunction(py::function function)
      : function_(new py::function(std::move(function)), [](const py::function* held) {
          if (!Py_IsInitialized()) return;
          const py::gil_scoped_acquire gil;
          delete held;
        }) {}

  double operator()(const Network& network) const {
    const py::gil_scoped_acquire gil;
    return (*function_)(network).cast<double>();
  }

  [[nodiscard]] const py::function& function() const { return *function_; }

 private:
  std::shared_ptr<const py::function> function_;
};

/** A latency model's steps, which finds the model again to pickle it. */
struct Prediction : StepCost {
  explicit Prediction(const LatencyModel& of) : model(of), steps(of.resource().steps()) {}
  double operator()(const NetworkStep& step) const override { return (*steps)(step); }

  LatencyModel model;
  std::shared_ptr<const StepCost> steps;
};

}  // namespace

Resource latency_resource(const LatencyModel& model, std::string name) {
  return Resource::of_steps(std::move(name), std::make_shared<const Prediction>(model), "ms");
}

Resource resource_of(const py::object& object) {
  if (py::isinstance<Resource>(object)) return object.cast<Resource>();
  if (py::isinstance<py::str>(object)) return {object.cast<std::string>()};
  if (py::isinstance<LatencyModel>(object)) return latency_resource(object.cast<const LatencyModel&>(), "latency_ms");
  if (py::hasattr(object, "resource")) {
    py::object resource = object.attr("resource");
    if (PyCallable_Check(resource.ptr()) != 0) resource = resource();
    if (py::isinstance<Resource>(resource)) return resource.cast<Resource>();
  }
  if (py::hasattr(object, "predict"))
    return {"latency_ms", Resource::Function(PythonFunction(object.attr("predict").cast<py::function>())), "ms"};
  throw py::type_error("resource must be the name of a field of Cost, a Resource or a LatencyModel, not " +
                       py::str(py::type::of(object).attr("__name__")).cast<std::string>());
}

namespace {

Resource make_resource(const std::string& name, const py::object& function, const std::string& unit) {
  if (function.is_none()) return {name};
  return {name, Resource::Function(PythonFunction(function.cast<py::function>())), unit};
}

/** Name, unit and what works it out: nothing for a field of Cost, weights, a latency model, or a function of Python. */
py::tuple resource_state(const Resource& r) {
  if (r.field()) return py::make_tuple(r.name(), r.unit(), py::none());
  if (r.steps()) {
    if (const auto* prediction = dynamic_cast<const Prediction*>(r.steps().get()))
      return py::make_tuple(r.name(), r.unit(), prediction->model);
    throw py::type_error("resource \"" + r.name() + "\" is a sum of C++ and cannot be pickled");
  }
  if (!r.is_function()) {
    const LinearResource& w = r.weights();
    return py::make_tuple(r.name(), r.unit(),
                          py::make_tuple(w.parameters, w.macs, w.weight_bytes, w.peak_activation_bytes, w.constant));
  }
  if (const auto* python = r.function()->target<PythonFunction>())
    return py::make_tuple(r.name(), r.unit(), python->function());
  throw py::type_error("resource \"" + r.name() + "\" is a function of C++ and cannot be pickled");
}

Resource resource_from_state(const py::tuple& state) {
  const auto name = state[0].cast<std::string>(), unit = state[1].cast<std::string>();
  const py::object work = state[2];
  if (work.is_none()) return {name};
  if (py::isinstance<LatencyModel>(work)) return latency_resource(work.cast<const LatencyModel&>(), name);
  if (!py::isinstance<py::tuple>(work)) return make_resource(name, work, unit);
  const auto weights = work.cast<std::array<double, 5>>();
  return Resource::linear(name, {weights[0], weights[1], weights[2], weights[3], weights[4]}, unit);
}

Resource linear(const std::string& name, double parameters, double macs, double weight_bytes,
                double peak_activation_bytes, double constant, const std::string& unit) {
  return Resource::linear(name, {parameters, macs, weight_bytes, peak_activation_bytes, constant}, unit);
}

}  // namespace

void bind_resource(py::module_& m) {
  py::class_<Resource> type(m, "Resource", DOC(Resource));
  type.def(py::init(&make_resource), py::arg("name"), py::arg("function") = py::none(), py::arg("unit") = "",
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
      .def("__repr__",
           [](const Resource& r) {
             return py::str("<Resource {}{}>").format(r.name(), r.unit().empty() ? "" : ", " + r.unit());
           })
      .def("__hash__", [](const Resource& r) { return py::hash(py::make_tuple(r.name(), r.unit())); })
      .def(py::pickle(&resource_state, &resource_from_state));
  values::complete(type);
}
