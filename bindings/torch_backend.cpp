#include "narrows/torch_backend.hpp"

#include "bindings.hpp"
#include "docs/torch_backend.hpp"
#include "trainer_options.hpp"

using namespace narrows;

void bind_torch_backend(py::module_& m) {
  m.attr("torch_version") = torch_version();
  m.def("torch_has_gpu", &torch_has_gpu, DOC(torch_has_gpu));
  m.def(
      "torch_backend",
      [](const std::string& train_on, int threads, const std::string& precision, const std::string& memory_format) {
        return torch_backend(trainer_options(train_on, threads, precision, memory_format));
      },
      py::kw_only(), py::arg("train_on") = "auto", py::arg("threads") = 0, py::arg("precision") = "auto",
      py::arg("memory_format") = "auto", DOC(torch_backend));
}
