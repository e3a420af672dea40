#include "narrows/onnx_reader.hpp"

#include <pybind11/stl/filesystem.h>

#include <filesystem>

#include "bindings.hpp"
#include "docs/onnx_reader.hpp"
#include "narrows/onnx_exporter.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

using Path = std::filesystem::path;

Model from_onnx(const Path& path, const std::string& output) {
  return OnnxReader(OnnxReaderOptions{output}).read(path.string());
}

Model from_bytes(const OnnxReader& self, const py::bytes& bytes) {
  const std::string_view view = bytes;
  const py::gil_scoped_release release;
  return self.from_bytes(view);
}

/** A model pickles as its file: every network reads back as it was. */
py::bytes model_state(const Model& model) { return OnnxExporter({.fold_batch_norm = false}).to_bytes(model); }
Model model_from_state(const py::bytes& state) { return OnnxReader().from_bytes(std::string_view(state)); }

bool same_model(const Model& a, const Model& b) {
  return py::cast(a.network()).equal(py::cast(b.network())) && py::cast(a.weights()).equal(py::cast(b.weights())) &&
         py::cast(a.info()).equal(py::cast(b.info()));
}

}  // namespace

void bind_onnx_reader(py::module_& m) {
  py::class_<OnnxReader>(m, "OnnxReader", DOC(OnnxReader))
      .def(py::init([](std::string output) { return OnnxReader(OnnxReaderOptions{std::move(output)}); }), py::kw_only(),
           py::arg("output") = "")
      .def(
          "read", [](const OnnxReader& self, const Path& path) { return self.read(path.string()); }, py::arg("path"),
          py::call_guard<py::gil_scoped_release>(), DOC(OnnxReader, read))
      .def("from_bytes", &from_bytes, py::arg("bytes"), DOC(OnnxReader, from_bytes));

  auto model = py::reinterpret_borrow<py::class_<Model>>(m.attr("Model"));
  model.def_static("from_onnx", &from_onnx, py::arg("path"), py::kw_only(), py::arg("output") = "",
                   py::call_guard<py::gil_scoped_release>(),
                   "Reads a model from an ONNX file; short for OnnxReader(output=output).read(path).");
  model.def("__eq__", &same_model, py::is_operator())
      .def("__hash__", [](const Model& it) { return py::hash(py::cast(it.network())); })
      .def(py::pickle(&model_state, &model_from_state));
  values::complete(model);
}
