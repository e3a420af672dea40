#include "narrows/recipe.hpp"

#include <pybind11/operators.h>
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/recipe.hpp"
#include "json_object.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

Recipe from_keywords(const py::kwargs& fields) { return Recipe::from_json(json_dumps(fields)); }

std::string repr(const Recipe& recipe) {
  std::string fields;
  for (const auto& [name, value] : py::dict(json_loads(recipe.to_json())))
    fields += (fields.empty() ? "" : ", ") + name.cast<std::string>() + "=" + py::repr(value).cast<std::string>();
  return "Recipe(" + fields + ")";
}

}  // namespace

void bind_recipe(py::module_& m) {
  py::class_<Recipe> type(m, "Recipe", DOC(Recipe));
  type.def(py::init(&from_keywords), "Fields by name; those left out keep their defaults.")
      .def_readonly("epochs", &Recipe::epochs, DOC(Recipe, epochs))
      .def_readonly("batch_size", &Recipe::batch_size, DOC(Recipe, batch_size))
      .def_readonly("learning_rate", &Recipe::learning_rate, DOC(Recipe, learning_rate))
      .def_readonly("momentum", &Recipe::momentum, DOC(Recipe, momentum))
      .def_readonly("weight_decay", &Recipe::weight_decay, DOC(Recipe, weight_decay))
      .def_readonly("milestones", &Recipe::milestones, DOC(Recipe, milestones))
      .def_readonly("schedule", &Recipe::schedule, DOC(Recipe, schedule))
      .def_readonly("pad", &Recipe::pad, DOC(Recipe, pad))
      .def_readonly("flip", &Recipe::flip, DOC(Recipe, flip))
      .def_readonly("label_smoothing", &Recipe::label_smoothing, DOC(Recipe, label_smoothing))
      .def("learning_rate_at", &Recipe::learning_rate_at, py::arg("epoch"), py::arg("progress") = 0,
           DOC(Recipe, learning_rate_at))
      .def("to_json", &Recipe::to_json, DOC(Recipe, to_json))
      .def_static("from_json", &Recipe::from_json, py::arg("json"), DOC(Recipe, from_json))
      .def(py::self == py::self)
      .def("__repr__", &repr)
      .def(py::pickle([](const Recipe& recipe) { return recipe.to_json(); },
                      [](const std::string& json) { return Recipe::from_json(json); }));
  values::complete(type);
}
