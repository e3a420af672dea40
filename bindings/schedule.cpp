#include "narrows/schedule.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/schedule.hpp"
#include "values.hpp"

using namespace narrows;

void bind_schedule(py::module_& m) {
  ValueClass<Rung>(m, "Rung", DOC(Rung))
      .def_readonly("networks", &Rung::networks)
      .def_readonly("epochs", &Rung::epochs)
      .as_value();
  ValueClass<Schedule>(m, "Schedule", DOC(Schedule))
      .def_readonly("epochs", &Schedule::epochs)
      .def_readonly("networks", &Schedule::networks)
      .def_readonly("seconds", &Schedule::seconds, DOC(Schedule, seconds))
      .def_readonly("note", &Schedule::note, DOC(Schedule, note))
      .def_readonly("rungs", &Schedule::rungs, DOC(Schedule, rungs))
      .as_value();
}
