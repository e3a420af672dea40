#include "narrows/search_space.hpp"

#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/fingerprint.hpp"
#include "docs/search_space.hpp"
#include "json_object.hpp"
#include "narrows/fingerprint.hpp"
#include "narrows/spaces.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

py::list digit_list(int number) {
  py::list list;
  for (const char digit : std::to_string(number)) list.append(digit - '0');
  return list;
}

/** Groups as lists, arrangements as lists of digits, and every other variable by its own name too. */
py::dict by_name(const VariableValues& values) {
  py::dict named;
  for (std::size_t i = 0; i < values.all().size(); ++i) {
    const Variable& variable = values.schema().variables[i];
    const bool arranged = variable.kind() == Variable::Kind::arrangement;
    const py::object value = arranged ? py::object(digit_list(values[i])) : py::int_(values[i]);
    if (variable.name() == variable.group()) {
      named[py::str(variable.name())] = value;
      continue;
    }
    const py::str group(variable.group());
    if (!named.contains(group)) named[group] = py::list();
    if (py::isinstance<py::list>(named[group])) named[group].cast<py::list>().append(value);
    if (!arranged) named[py::str(variable.name())] = value;
  }
  return named;
}

/** A build function written in Python: receives the builder itself, not a copy, and the values as a dictionary. */
class PythonBuild {
 public:
  explicit PythonBuild(py::function function)
      : function_(new py::function(std::move(function)), [](const py::function* held) {
          if (!Py_IsInitialized()) return;
          const py::gil_scoped_acquire gil;
          delete held;
        }) {}

  Value operator()(NetworkBuilder& net, const VariableValues& values) const {
    const py::gil_scoped_acquire gil;
    const py::dict arguments = by_name(values);
    const py::object result = (*function_)(py::cast(net, py::return_value_policy::reference), arguments);
    if (result.is_none()) return net.last();
    if (!py::isinstance<Value>(result))
      throw py::type_error("a build function returns the network's result, a Value, not " +
                           py::str(py::type::of(result).attr("__name__")).cast<std::string>());
    return result.cast<Value>();
  }

  [[nodiscard]] const py::function& function() const { return *function_; }

 private:
  std::shared_ptr<const py::function> function_;
};

/** Values as a dictionary, a list in the variables' order, JSON text, or another architecture. */
Architecture architecture_of(const SearchSpace& space, const py::object& values) {
  if (py::isinstance<Architecture>(values)) return space.architecture_from_json(values.cast<Architecture>().to_json());
  if (py::isinstance<py::str>(values)) return space.architecture_from_json(values.cast<std::string>());
  if (py::isinstance<py::dict>(values)) return space.architecture_from_json(json_dumps(values));
  if (py::isinstance<py::sequence>(values) || py::hasattr(values, "__array__"))
    return space.architecture(values.cast<std::vector<int>>());
  throw py::type_error("values must be a dictionary, a list in the order of space.variables, or JSON text");
}

py::tuple space_state(const SearchSpace& space) {
  const Shape s = space.input_shape();
  const auto input = py::make_tuple(s.channels, s.height, s.width);
  const auto reference = space.reference();
  const auto list = reference ? py::cast(std::vector<int>(reference->values().begin(), reference->values().end()))
                              : py::object(py::none());
  if (const auto* build = space.build_function().target<PythonBuild>())
    return py::make_tuple(space.name(), input, space.classes(), space.variables(), build->function(), list);
  return py::make_tuple(space.name(), input, space.classes());
}

SearchSpace space_from_state(const py::tuple& state) {
  const Shape input = state[1].cast<Shape>();
  if (state.size() == 3) return spaces::get(state[0].cast<std::string>(), input, state[2].cast<int>());
  return {state[0].cast<std::string>(),
          state[3].cast<std::vector<Variable>>(),
          PythonBuild(state[4].cast<py::function>()),
          input,
          state[2].cast<int>(),
          state[5].cast<std::optional<std::vector<int>>>()};
}

/** One value for each variable from an Optuna trial, or anything with its `suggest_int` and `suggest_categorical`. */
Architecture suggest(const SearchSpace& space, const py::object& trial, const std::string& prefix) {
  std::vector<int> values;
  for (const Variable& variable : space.variables()) {
    const std::string name = prefix + variable.name();
    const py::object value = variable.kind() == Variable::Kind::integer
                                 ? trial.attr("suggest_int")(name, variable.low(), variable.high())
                                 : trial.attr("suggest_categorical")(name, variable.options());
    values.push_back(value.cast<int>());
  }
  return space.architecture(std::move(values));
}

SearchSpace make_space(std::string name, std::vector<Variable> variables, py::function build, Shape input_shape,
                       int classes, const py::object& reference) {
  const SearchSpace space(name, variables, PythonBuild(build), input_shape, classes);
  if (reference.is_none()) return space;
  const Architecture architecture = architecture_of(space, reference);
  const std::vector<int> values(architecture.values().begin(), architecture.values().end());
  return {std::move(name), std::move(variables), PythonBuild(std::move(build)), input_shape, classes, values};
}

}  // namespace

void bind_search_space(py::module_& m) {
  py::class_<SearchSpace> type(m, "SearchSpace", DOC(SearchSpace));
  type.def(py::init(&make_space), py::arg("name"), py::arg("variables"), py::arg("build"),
           py::arg("input_shape") = Shape{3, 32, 32}, py::arg("classes") = 10, py::arg("reference") = py::none(),
           DOC(SearchSpace, SearchSpace))
      .def_property_readonly("name", [](const SearchSpace& space) { return space.name(); })
      .def_property_readonly("variables", [](const SearchSpace& space) { return space.variables(); })
      .def_property_readonly("input_shape", &SearchSpace::input_shape)
      .def_property_readonly("classes", &SearchSpace::classes)
      .def_property_readonly("reference", &SearchSpace::reference, DOC(SearchSpace, reference))
      .def("with_input", &SearchSpace::with_input, py::arg("input_shape"), py::arg("classes"),
           DOC(SearchSpace, with_input))
      .def("architecture", &architecture_of, py::arg("values"),
           "An architecture from a dictionary ({\"n\": [6, 12, 24, 16], \"g\": 32, \"k\": 50}; single names such as "
           "\"n1\" "
           "work too), a list in the order of `variables`, or JSON text. ValueError names variable, range and value.")
      .def("suggest", &suggest, py::arg("trial"), py::arg("prefix") = "",
           "An architecture whose values an Optuna trial suggests: `suggest_int` for an Integer, `suggest_categorical` "
           "for the others, each under the variable's name behind `prefix`, which keeps several spaces apart.")
      .def("build", &SearchSpace::build, py::arg("architecture"), DOC(SearchSpace, build))
      .def("cost", &SearchSpace::cost, py::arg("architecture"), DOC(SearchSpace, cost))
      .def_property_readonly("fingerprint",
                             py::cpp_function([](const SearchSpace& space) { return fingerprint(space); },
                                              py::call_guard<py::gil_scoped_release>()),
                             DOC(fingerprint))
      .def("__repr__",
           [](const SearchSpace& space) {
             return py::str("<SearchSpace {}: {} variables, {} -> {} classes>")
                 .format(space.name(), space.variables().size(), space.input_shape(), space.classes());
           })
      .def(py::pickle(&space_state, &space_from_state));
  values::complete(type);
}
