#include "narrows/model.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/model.hpp"
#include "values.hpp"

using namespace narrows;

void bind_model(py::module_& m) {
  ValueClass<ModelInfo>(m, "ModelInfo", DOC(ModelInfo))
      .def(py::init([](std::optional<Preprocessing> preprocessing, std::vector<std::string> classes,
                       std::string architecture) {
             return ModelInfo{std::move(preprocessing), std::move(classes), std::move(architecture)};
           }),
           py::kw_only(), py::arg("preprocessing") = py::none(), py::arg("classes") = std::vector<std::string>(),
           py::arg("architecture") = "")
      .def_readonly("preprocessing", &ModelInfo::preprocessing)
      .def_readonly("classes", &ModelInfo::classes, DOC(ModelInfo, classes))
      .def_readonly("architecture", &ModelInfo::architecture, DOC(ModelInfo, architecture))
      .as_value();

  py::class_<Model>(m, "Model", DOC(Model))
      .def(py::init<Network, Weights, ModelInfo>(), py::arg("network"), py::arg("weights"),
           py::arg("info") = ModelInfo(), DOC(Model, Model))
      .def_static("initialised", &Model::initialised, py::arg("network"), py::arg("seed") = 0, DOC(Model, initialised))
      .def_property_readonly("network", &Model::network)
      .def_property_readonly("weights", &Model::weights)
      .def_property_readonly("info", &Model::info)
      .def("with_info", &Model::with_info, py::arg("info"))
      .def("folded", &Model::folded, py::call_guard<py::gil_scoped_release>(), DOC(Model, folded))
      .def("__repr__", [](const Model& model) {
        return "<Model: " + std::to_string(model.network().nodes().size()) + " operations, " +
               std::to_string(model.weights().arrays().size()) + " arrays>";
      });
}
