#include "narrows/machine.hpp"

#include "bindings.hpp"
#include "docs/machine.hpp"

using namespace narrows;

void bind_machine(py::module_& m) { m.def("machine_name", &machine_name, py::arg("root") = "/", DOC(machine_name)); }
