#include "narrows/sampling_law.hpp"

#include <pybind11/numpy.h>
#include <pybind11/operators.h>
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/sampling_law.hpp"
#include "json_object.hpp"
#include "narrows/detail/fields.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

/** The ranges of one box as in a law's JSON, where a choice's options may be a plain list. */
py::dict json_ranges(const SearchSpace& space, const py::dict& given) {
  py::dict ranges;
  for (const auto& [name, value] : given) {
    const auto text = name.cast<std::string>();
    bool integer = true;
    for (const Variable& variable : space.variables())
      if (variable.name() == text || variable.group() == text) integer = variable.kind() == Variable::Kind::integer;
    const bool list = py::isinstance<py::list>(value) || py::isinstance<py::tuple>(value);
    ranges[name] = integer || !list ? py::reinterpret_borrow<py::object>(value) : py::dict(py::arg("options") = value);
  }
  return ranges;
}

SamplingLaw make_law(const SearchSpace& space, const py::object& given) {
  py::list boxes;
  if (py::isinstance<py::dict>(given)) {
    boxes.append(py::dict(py::arg("ranges") = json_ranges(space, given)));
  } else {
    for (const py::handle box : given)
      boxes.append(py::dict(py::arg("weight") = box.attr("get")("weight", 1.0),
                            py::arg("ranges") = json_ranges(space, py::dict(box["ranges"]))));
  }
  return SamplingLaw::from_json(space, json_dumps(py::dict(py::arg("boxes") = boxes)));
}

SamplingLaw from_json(const std::string& text, const std::optional<SearchSpace>& space) {
  return space ? SamplingLaw::from_json(*space, text) : SamplingLaw::from_json(text);
}

std::vector<std::string> all_fields() {
  std::vector<std::string> names;
  for (const CostField field : cost_fields) names.emplace_back(name(field));
  return names;
}

std::int64_t*& column(CostColumns& columns, const std::string& asked) {
  for (const CostField field : cost_fields)
    if (name(field) == asked) return columns[field];
  throw py::value_error("fields must be among " + detail::field_names<Cost>() + ", has \"" + asked + "\"");
}

py::array costs(const SamplingLaw& law, std::size_t count, std::uint64_t seed,
                const std::optional<std::vector<std::string>>& asked, int threads) {
  const std::vector<std::string> fields = asked.value_or(all_fields());
  py::list description;
  for (const std::string& field : fields) description.append(py::make_tuple(field, "i8"));
  py::array table(py::dtype::from_args(description), count);
  CostColumns columns{.stride = fields.size()};
  auto* first = static_cast<std::int64_t*>(table.mutable_data());
  for (const std::string& field : fields) column(columns, field) = first++;
  const py::gil_scoped_release release;
  if (count > 0) law.fill_costs(columns, count, seed, threads);
  return table;
}

py::object pictures(const char* function, const py::object& law) {
  return py::module_::import("narrows.law").attr(function)(law);
}

}  // namespace

void bind_sampling_law(py::module_& m) {
  py::class_<SamplingLaw> type(m, "SamplingLaw", DOC(SamplingLaw));
  type.def(py::init(&make_law), py::arg("space"), py::arg("ranges"),
           "A law of one box from a dictionary: the name of a variable or group -> (low, high), (low, high, step), a "
           "list "
           "of options, or {\"range\": (low, high), \"limit\": 512, \"over\": \"f1\"} for a bound that depends on "
           "another "
           "variable; what is left out keeps its full range. Or a list of boxes {\"weight\": …, \"ranges\": …}. "
           "ValueError names the variable, its range and the value that does not belong to it.")
      .def_static("uniform", &SamplingLaw::uniform, py::arg("space"), DOC(SamplingLaw, uniform))
      .def_property_readonly("space", &SamplingLaw::space)
      .def_property_readonly(
          "boxes", [](const SamplingLaw& law) -> py::list { return json_loads(law.to_json())["boxes"]; },
          "The boxes of the mixture as in the law's JSON.")
      .def("sample", &SamplingLaw::sample, py::arg("count"), py::arg("seed") = 0, py::arg("first") = 0,
           DOC(SamplingLaw, sample))
      .def("costs", &costs, py::arg("count"), py::arg("seed") = 0, py::arg("fields") = py::none(),
           py::arg("threads") = 1,
           "Costs of the first `count` draws, as a numpy array with the names of Cost's fields (or of those in "
           "`fields`). Row i belongs to draw i of `sample`.")
      .def_property_readonly(
          "cardinality",
          [](const SamplingLaw& law) {
            return py::reinterpret_steal<py::int_>(PyLong_FromString(law.cardinality().c_str(), nullptr, 10));
          },
          "How many architectures the law can draw, exactly.")
      .def_property_readonly("log10_cardinality", &SamplingLaw::log10_cardinality)
      .def(
          "contains",
          [](const SamplingLaw& law, const Architecture& a) {
            return a.space() == law.space().name() && law.contains(a.values());
          },
          py::arg("architecture"), "Whether the law can draw this architecture.")
      .def("to_json", &SamplingLaw::to_json, DOC(SamplingLaw, to_json))
      .def_static("from_json", &from_json, py::arg("json"), py::arg("space") = py::none(),
                  "A law from its JSON; a space of your own must be given, others are found by their name. ValueError "
                  "says what is wrong and where.")
      .def(
          "plot", [](const py::object& law) { return pictures("plot", law); }, "Ranges and costs as a figure.")
      .def("_repr_html_", [](const py::object& law) { return pictures("to_html", law); })
      .def(py::self == py::self)
      .def("__hash__", [](const SamplingLaw& law) { return py::hash(py::str(law.to_json())); })
      .def("__repr__",
           [](const SamplingLaw& law) {
             return py::str("<SamplingLaw {}: {} box{}, 10^{:.1f} architectures>")
                 .format(law.space().name(), law.boxes().size(), law.boxes().size() == 1 ? "" : "es",
                         law.log10_cardinality());
           })
      .def(py::pickle([](const SamplingLaw& law) { return py::make_tuple(law.space(), law.to_json()); },
                      [](const py::tuple& state) {
                        return SamplingLaw::from_json(state[0].cast<SearchSpace>(), state[1].cast<std::string>());
                      }));
  values::complete(type);
}
