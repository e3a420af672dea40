#include "narrows/error.hpp"

#include "bindings.hpp"
#include "docs/error.hpp"

void bind_error(py::module_& m) {
  auto error = py::register_exception<narrows::Error>(m, "Error", PyExc_RuntimeError);
  error.doc() = DOC(Error);
  py::register_exception<narrows::Interrupted>(m, "Interrupted").doc() = DOC(Interrupted);
}
