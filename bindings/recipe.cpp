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

std::string recipe_repr(const Recipe& recipe) {
  std::string fields;
  for (const auto& [name, value] : py::dict(json_loads(recipe.to_json())))
    fields += (fields.empty() ? "" : ", ") + name.cast<std::string>() + "=" + py::repr(value).cast<std::string>();
  return "Recipe(" + fields + ")";
}

/** A field as Python sees it. */
template <class T>
T shown(const T& value) {
  return value;
}
std::string shown(LearningRateSchedule schedule) { return std::string(name(schedule)); }

}  // namespace

void bind_recipe(py::module_& m) {
  py::class_<Recipe> type(m, "Recipe", DOC(Recipe));
  type.def(py::init(&from_keywords), "Fields by name; those left out keep their defaults.")
      .def_static("fast", &Recipe::fast, py::arg("epochs") = 25, DOC(Recipe, fast))
      .def_static("few_images", &Recipe::few_images, py::arg("epochs") = 100, DOC(Recipe, few_images))
      .def("averaged_epochs", &Recipe::averaged_epochs, DOC(Recipe, averaged_epochs))
      .def("learning_rate_at", &Recipe::learning_rate_at, py::arg("epoch"), py::arg("progress") = 0,
           DOC(Recipe, learning_rate_at))
      .def("to_json", &Recipe::to_json, DOC(Recipe, to_json))
      .def_static("from_json", &Recipe::from_json, py::arg("json"), DOC(Recipe, from_json))
      .def(py::self == py::self)
      .def("__repr__", &recipe_repr)
      .def(py::pickle([](const Recipe& recipe) { return recipe.to_json(); },
                      [](const std::string& json) { return Recipe::from_json(json); }));
  Recipe::for_each_field([&](const char* field, auto member) {
    type.def_property_readonly(
        field, [member](const Recipe& recipe) { return shown(recipe.*member); }, doc_of(DOCS(Recipe), field));
  });
  values::complete(type);
}
