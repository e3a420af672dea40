#include "bindings.hpp"

void bind_torch_backend(py::module_& m);

PYBIND11_MODULE(_training, m) {
  m.doc() = "The part of narrows that needs torch.";
  py::module_::import("narrows._core");  // has the types that this module's functions give
  bind_torch_backend(m);
}
