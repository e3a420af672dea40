#include "narrows/file.hpp"

#include <pybind11/stl/filesystem.h>

#include "bindings.hpp"
#include "docs/file.hpp"

using namespace narrows;

void bind_file(py::module_& m) {
  m.def(
      "write_file",
      [](const std::filesystem::path& path, std::string_view content) { write_file(path.string(), content); },
      py::arg("path"), py::arg("content"), py::call_guard<py::gil_scoped_release>(), DOC(write_file));
}
