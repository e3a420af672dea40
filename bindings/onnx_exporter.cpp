#include "narrows/onnx_exporter.hpp"

#include <pybind11/stl/filesystem.h>

#include <filesystem>

#include "bindings.hpp"
#include "docs/onnx_exporter.hpp"

using namespace narrows;

namespace {

using Path = std::filesystem::path;

OnnxExporter exporter(bool fold_batch_norm, int opset) { return OnnxExporter({fold_batch_norm, opset}); }

py::bytes to_bytes(const OnnxExporter& self, const Model& model) {
  std::string bytes;
  {
    const py::gil_scoped_release release;
    bytes = self.to_bytes(model);
  }
  return bytes;
}

void to_onnx(const Model& model, const Path& path, bool fold_batch_norm, int opset) {
  exporter(fold_batch_norm, opset).write(model, path.string());
}

}  // namespace

void bind_onnx_exporter(py::module_& m) {
  py::class_<OnnxExporter>(m, "OnnxExporter", DOC(OnnxExporter))
      .def(py::init(&exporter), py::kw_only(), py::arg("fold_batch_norm") = true, py::arg("opset") = 13,
           DOC(OnnxExporter, OnnxExporter))
      .def(
          "write",
          [](const OnnxExporter& self, const Model& model, const Path& path) { self.write(model, path.string()); },
          py::arg("model"), py::arg("path"), py::call_guard<py::gil_scoped_release>(), DOC(OnnxExporter, write))
      .def("to_bytes", &to_bytes, py::arg("model"), DOC(OnnxExporter, to_bytes));

  auto model = py::reinterpret_borrow<py::class_<Model>>(m.attr("Model"));
  model.def("to_onnx", &to_onnx, py::arg("path"), py::kw_only(), py::arg("fold_batch_norm") = true,
            py::arg("opset") = 13, py::call_guard<py::gil_scoped_release>(),
            "Writes the model as an ONNX file; short for OnnxExporter(...).write(model, path).");
}
