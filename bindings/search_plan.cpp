#include "narrows/search_plan.hpp"

#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/search_plan.hpp"
#include "values.hpp"

using namespace narrows;

void bind_search_plan(py::module_& m) {
  ValueClass<PlannedLaw>(m, "PlannedLaw", DOC(PlannedLaw))
      .def_readonly("space", &PlannedLaw::space)
      .def_readonly("law", &PlannedLaw::law, DOC(PlannedLaw, law))
      .def_readonly("share_inside", &PlannedLaw::share_inside, DOC(PlannedLaw, share_inside))
      .def_readonly("log10_cardinality", &PlannedLaw::log10_cardinality, DOC(PlannedLaw, log10_cardinality))
      .def_readonly("message", &PlannedLaw::message, DOC(PlannedLaw, message))
      .def_readonly("seconds", &PlannedLaw::seconds, DOC(PlannedLaw, seconds))
      .def_readonly("history", &PlannedLaw::history)
      .as_value();

  ValueClass<Candidate>(m, "Candidate", DOC(Candidate))
      .def_readonly("name", &Candidate::name, DOC(Candidate, name))
      .def_readonly("network", &Candidate::network)
      .def_readonly("inside", &Candidate::inside, DOC(Candidate, inside))
      .def_readonly("rank", &Candidate::rank, DOC(Candidate, rank))
      .def("__repr__",
           [](const Candidate& candidate) {
             return "<Candidate " + candidate.name + ": " + std::to_string(candidate.network.cost.parameters) +
                    " parameters" + (candidate.inside ? ">" : ", outside the limits>");
           })
      .as_value();

  ValueClass<SearchPlan>(m, "SearchPlan", DOC(SearchPlan))
      .def_readonly("laws", &SearchPlan::laws)
      .def_readonly("candidates", &SearchPlan::candidates)
      .def_readonly("choice", &SearchPlan::choice, DOC(SearchPlan, choice))
      .def_readonly("notes", &SearchPlan::notes, DOC(SearchPlan, notes))
      .def_property_readonly("chosen", &SearchPlan::chosen, DOC(SearchPlan, chosen))
      .def_property_readonly("inside", &SearchPlan::inside)
      .as_value();
  m.def("make_plan", &make_plan, py::arg("options"), py::arg("progress") = py::none(),
        py::call_guard<py::gil_scoped_release>(), DOC(make_plan));
}
