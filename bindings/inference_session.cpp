#include "narrows/inference_session.hpp"

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/inference_session.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

constexpr auto contiguous = py::array::c_style | py::array::forcecast;

std::string shape_text(const py::array& array) { return py::str(array.attr("shape")); }

/** Throws where the last three dimensions are not those expected. */
void check_shape(const py::array& images, const char* layout, int a, int b, int c) {
  if (images.ndim() == 4 && images.shape(1) == a && images.shape(2) == b && images.shape(3) == c) return;
  throw std::invalid_argument("images must have shape (N, " + std::to_string(a) + ", " + std::to_string(b) + ", " +
                              std::to_string(c) + ") (" + layout + "), not " + shape_text(images));
}

py::array_t<float> to_array(const std::vector<float>& logits, py::ssize_t images, Shape shape) {
  std::vector<py::ssize_t> sides{images, shape.channels};
  if (shape.height * shape.width > 1) sides.insert(sides.end(), {shape.height, shape.width});
  py::array_t<float> result(sides);
  std::copy(logits.begin(), logits.end(), result.mutable_data());
  return result;
}

template <class T>
py::array_t<float> run(InferenceSession& session, const py::array& images) {
  const auto values = py::array_t<T, contiguous>::ensure(images);
  if (!values) throw py::error_already_set();
  const std::span<const T> span(values.data(), static_cast<std::size_t>(values.size()));
  std::vector<float> logits;
  {
    const py::gil_scoped_release release;
    logits = session.run(span);
  }
  return to_array(logits, images.shape(0), session.output_shape());
}

py::array_t<float> run_any(InferenceSession& session, const py::array& images) {
  const Shape shape = session.input_shape();
  if (py::isinstance<py::array_t<float>>(images)) {
    check_shape(images, "float32, NCHW", shape.channels, shape.height, shape.width);
    return run<float>(session, images);
  }
  if (py::isinstance<py::array_t<std::uint8_t>>(images)) {
    check_shape(images, "uint8, NHWC", shape.height, shape.width, shape.channels);
    return run<std::uint8_t>(session, images);
  }
  throw std::invalid_argument("images must be float32 (normalised, NCHW) or uint8 (NHWC), not " +
                              std::string(py::str(images.dtype())));
}

}  // namespace

void bind_inference_session(py::module_& m) {
  ValueClass<OperatorTime>(m, "OperatorTime", DOC(OperatorTime))
      .def(py::init([](std::string name, std::string op, std::string kernel, double ms) {
             return OperatorTime{std::move(name), std::move(op), std::move(kernel), ms};
           }),
           py::arg("name"), py::arg("op"), py::arg("kernel"), py::arg("ms"))
      .def_readonly("name", &OperatorTime::name, DOC(OperatorTime, name))
      .def_readonly("op", &OperatorTime::op, DOC(OperatorTime, op))
      .def_readonly("kernel", &OperatorTime::kernel, DOC(OperatorTime, kernel))
      .def_readonly("ms", &OperatorTime::ms, DOC(OperatorTime, ms))
      .def("__repr__",
           [](const OperatorTime& t) {
             return py::str("<OperatorTime {}: {}, {}, {:.4g} ms>").format(t.name, t.op, t.kernel, t.ms);
           })
      .as_value();
  py::class_<InferenceSession>(m, "InferenceSession", DOC(InferenceSession))
      .def(py::init([](const Model& model, int threads) {
             return InferenceSession(model, SessionOptions{.threads = threads});
           }),
           py::arg("model"), py::kw_only(), py::arg("threads") = 1, py::call_guard<py::gil_scoped_release>(),
           DOC(InferenceSession, InferenceSession))
      .def_property_readonly("input_shape", &InferenceSession::input_shape, DOC(InferenceSession, input_shape))
      .def_property_readonly("output_shape", &InferenceSession::output_shape, DOC(InferenceSession, output_shape))
      .def_property_readonly("threads", &InferenceSession::threads)
      .def("profile", &InferenceSession::profile, py::arg("runs") = 10, py::call_guard<py::gil_scoped_release>(),
           DOC(InferenceSession, profile))
      .def("memory_bytes", &InferenceSession::memory_bytes, DOC(InferenceSession, memory_bytes))
      .def("run", &run_any, py::arg("images"),
           "Logits [N, classes] of float32 images [N, C, H, W], normalised already, or of uint8 images [N, H, W, C], "
           "which are normalised first. Raises ValueError for anything else.");
  m.def("engine_version", &engine_version, DOC(engine_version));
}
