#include "narrows/classifier.hpp"

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <filesystem>

#include "bindings.hpp"
#include "docs/classifier.hpp"

using namespace narrows;

namespace {

/** [H, W] and [H, W, 1] are grey, [H, W, 3] is colour. */
Image to_image(const py::array& array) {
  if (!py::isinstance<py::array_t<std::uint8_t>>(array))
    throw std::invalid_argument("image must be uint8, not " + std::string(py::str(array.dtype())));
  const py::ssize_t channels = array.ndim() == 3 ? array.shape(2) : 1;
  if ((array.ndim() != 2 && array.ndim() != 3) || (channels != 1 && channels != 3) || array.size() == 0)
    throw std::invalid_argument(
        "image must have shape (height, width), (height, width, 1) or (height, width, 3), not " +
        std::string(py::str(array.attr("shape"))));
  const auto pixels = py::array_t<std::uint8_t, py::array::c_style | py::array::forcecast>::ensure(array);
  return {{static_cast<int>(channels), static_cast<int>(array.shape(0)), static_cast<int>(array.shape(1))},
          {pixels.data(), pixels.data() + pixels.size()}};
}

py::list to_list(const std::vector<ClassProbability>& result) {
  py::list list;
  for (const auto& [label, probability] : result) list.append(py::make_tuple(label, probability));
  return list;
}

template <class Source>
py::list classify(Classifier& classifier, const Source& source) {
  std::vector<ClassProbability> result;
  {
    const py::gil_scoped_release release;
    result = classifier(source);
  }
  return to_list(result);
}

}  // namespace

void bind_classifier(py::module_& m) {
  py::class_<Classifier>(m, "Classifier", DOC(Classifier))
      .def(py::init([](const Model& model, int threads) {
             return std::make_unique<Classifier>(model, SessionOptions{.threads = threads});
           }),
           py::arg("model"), py::kw_only(), py::arg("threads") = 1, py::call_guard<py::gil_scoped_release>())
      .def(py::init([](const std::filesystem::path& path, int threads) {
             return std::make_unique<Classifier>(path.string(), SessionOptions{.threads = threads});
           }),
           py::arg("path"), py::kw_only(), py::arg("threads") = 1, py::call_guard<py::gil_scoped_release>())
      .def_property_readonly("classes", &Classifier::classes, DOC(Classifier, classes))
      .def_property_readonly("preprocessing", &Classifier::preprocessing)
      .def(
          "__call__",
          [](Classifier& classifier, const py::array& image) { return classify(classifier, to_image(image)); },
          py::arg("image").noconvert(),
          "[(label, probability), ...], the most probable first, of a uint8 array [height, width], [height, width, 1] "
          "or [height, width, 3].")
      .def(
          "__call__",
          [](Classifier& classifier, const std::filesystem::path& path) { return classify(classifier, path.string()); },
          py::arg("path"), "The same of an image file.");
}
