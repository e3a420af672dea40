#include "narrows/cpu_backend.hpp"

#include <pybind11/functional.h>

#include "bindings.hpp"
#include "docs/cpu_backend.hpp"
#include "trainer_options.hpp"

using namespace narrows;

namespace {

/** Python says by an ImportError what C++ says by an Error: that a library is missing. */
MakeBackend with_missing_libraries_as_error(MakeBackend make) {
  if (!make) return {};
  return [make = std::move(make)] {
    try {
      return make();
    } catch (py::error_already_set& error) {
      const py::gil_scoped_acquire gil;
      if (!error.matches(PyExc_ImportError)) throw;
      throw Error(py::str(error.value()).cast<std::string>());
    }
  };
}

}  // namespace

void bind_cpu_backend(py::module_& m) {
  m.def(
      "cpu_backend",
      [](int threads, const std::string& precision, const std::string& memory_format, MakeBackend otherwise) {
        return cpu_backend(trainer_options("cpu", threads, precision, memory_format),
                           with_missing_libraries_as_error(std::move(otherwise)));
      },
      py::kw_only(), py::arg("threads") = 0, py::arg("precision") = "auto", py::arg("memory_format") = "auto",
      py::arg("otherwise") = py::none(), DOC(cpu_backend));
}
