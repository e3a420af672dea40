#include "narrows/file.hpp"

#include <pybind11/stl/filesystem.h>

#include "bindings.hpp"
#include "docs/file.hpp"

using namespace narrows;

namespace {

void write_content(const std::filesystem::path& path, std::string_view content) {
  const py::gil_scoped_release unlocked;
  write_file(path.string(), content);
}

}  // namespace

void bind_file(py::module_& m) {
  m.def(
      "write_file",
      [](const std::filesystem::path& path, const py::bytes& content) {
        write_content(path, std::string_view(content));
      },
      py::arg("path"), py::arg("content"), DOC(write_file));
  m.def("write_file", &write_content, py::arg("path"), py::arg("content"), DOC(write_file));  // a text, as UTF-8
}
