#include "bindings.hpp"
#include "narrows/trainer.hpp"

void bind_trainer(py::module_& m);

PYBIND11_MODULE(_training, m) {
  m.doc() = "The part of narrows that needs torch.";
  py::module_::import("narrows._core");  // has the types that this module's functions take and give
  m.attr("torch_version") = narrows::torch_version();
  bind_trainer(m);
}
