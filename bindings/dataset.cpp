#include "narrows/dataset.hpp"

#include <pybind11/stl.h>

#include <algorithm>
#include <optional>

#include "arrays.hpp"
#include "bindings.hpp"
#include "docs/dataset.hpp"
#include "narrows/datasets.hpp"
#include "values.hpp"

namespace {

using namespace narrows;

/** Labels of any whole-number type; a value no int32 holds is refused with its place. */
std::vector<std::int32_t> labels_of(const py::object& labels) {
  const py::array array = py::array::ensure(labels);
  if (!array) PyErr_Clear();
  if (!array || array.ndim() != 1 || (array.dtype().kind() != 'i' && array.dtype().kind() != 'u')) {
    throw std::invalid_argument("labels must be a one-dimensional array of whole numbers");
  }
  std::vector<std::int32_t> result;
  for (const std::int64_t label : array.cast<std::vector<std::int64_t>>()) {
    if (label < 0 || label > 0x7fffffff) {
      throw std::invalid_argument("labels must be from 0 to 2147483647, got " + std::to_string(label) + " for image " +
                                  std::to_string(result.size()));
    }
    result.push_back(static_cast<std::int32_t>(label));
  }
  return result;
}

bool is_colour(py::ssize_t channels) { return channels == 1 || channels == 3; }

/** Channels behind: those of torch, in front, are recognised by where 1 or 3 stands. */
arrays::Bytes channels_behind(arrays::Bytes array) {
  const std::string shape = py::str(array.attr("shape"));
  if (array.ndim() != 3 && array.ndim() != 4) {
    throw std::invalid_argument("images must be images x rows x columns, or x channels behind, got shape " + shape);
  }
  if (array.ndim() == 3 || is_colour(array.shape(3))) return array;
  if (array.shape(3) == 4) {
    throw std::invalid_argument("images must have 1 channel (grey) or 3 (red, green, blue), got shape " + shape +
                                "; with a fourth for transparency, lay them on a background first: (images[..., :3] * "
                                "(images[..., 3:] / 255) + 255 - images[..., 3:]).astype('uint8') is white");
  }
  if (!is_colour(array.shape(1))) {
    throw std::invalid_argument("images must have 1 channel (grey) or 3 (red, green, blue), got shape " + shape);
  }
  return arrays::Bytes::ensure(array.attr("transpose")(0, 2, 3, 1));
}

LabelledImages labelled_images(const py::object& images, const py::object& labels) {
  const arrays::Bytes array = channels_behind(arrays::as_bytes(images, "images"));
  const int channels = array.ndim() == 3 ? 1 : static_cast<int>(array.shape(3));
  const Shape shape{channels, static_cast<int>(array.shape(1)), static_cast<int>(array.shape(2))};
  return {shape, {array.data(), array.data() + array.size()}, labels_of(labels)};
}

/** LabelledImages as they are, None as none, else a pair of images and labels. */
LabelledImages part_of(const py::object& value, const char* argument) {
  if (value.is_none()) return {};
  if (py::isinstance<LabelledImages>(value)) return value.cast<LabelledImages>();
  if (!py::isinstance<py::sequence>(value) || py::len(value) != 2) {
    throw std::invalid_argument(std::string(argument) + " must be a pair (images, labels)");
  }
  const auto pair = py::reinterpret_borrow<py::sequence>(value);
  return labelled_images(pair[0], pair[1]);
}

/** The different labels of a part: without names, these are the classes. */
std::vector<std::int32_t> different_labels(const LabelledImages& images) {
  std::vector<std::int32_t> labels(images.labels().begin(), images.labels().end());
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  return labels;
}

/** Places among the known labels instead of the labels, which may begin at 1 or leave numbers out. */
LabelledImages numbered(const LabelledImages& images, const std::vector<std::int32_t>& known, const char* part) {
  std::vector<std::int32_t> places;
  for (const std::int32_t label : images.labels()) {
    const auto found = std::lower_bound(known.begin(), known.end(), label);
    if (found == known.end() || *found != label) {
      throw std::invalid_argument(std::string(part) + " image " + std::to_string(places.size()) + " has the label " +
                                  std::to_string(label) +
                                  ", which no training image has; name all classes if it is one");
    }
    places.push_back(static_cast<std::int32_t>(found - known.begin()));
  }
  return {images.shape(), {images.pixels().begin(), images.pixels().end()}, std::move(places)};
}

/** Classes named by their labels where they have no names; labels that are not 0, 1, 2 … are numbered anew. */
std::vector<std::string> classes_of(LabelledImages& train, LabelledImages& validation, LabelledImages& test) {
  const std::vector<std::int32_t> known = different_labels(train);
  std::vector<std::string> classes;
  for (const std::int32_t label : known) classes.push_back(std::to_string(label));
  const bool plain = known.empty() || known.back() == static_cast<std::int32_t>(known.size()) - 1;
  if (!plain) train = numbered(train, known, "training");
  if (!plain) validation = numbered(validation, known, "validation");
  if (!plain) test = numbered(test, known, "test");
  return classes;
}

struct Arguments {
  py::object validation, test;
  std::optional<std::vector<std::string>> classes;
  std::string name;
  std::optional<int> size;
  std::string resize;
  double validation_share;
  std::uint64_t seed;
};

/** Images of 28 x 28 are padded to 32 x 32 unless a size is asked for; others stay as they are. */
Preprocessing wanted(Shape shape, const Arguments& given) {
  const bool small = !given.size && shape.height == 28 && shape.width == 28 && given.resize == "none";
  const int height = given.size.value_or(small ? 32 : shape.height),
            width = given.size.value_or(small ? 32 : shape.width);
  return {.shape = {shape.channels, height, width},
          .resize = small ? Resize::pad : resize_named(given.resize),
          .mean = {},
          .std = {}};
}

Dataset from_arrays(const py::object& train_part, const Arguments& given) {
  LabelledImages train = part_of(train_part, "train"), test = part_of(given.test, "test");
  LabelledImages validation = part_of(given.validation, "validation");
  const auto classes = given.classes ? *given.classes : classes_of(train, validation, test);
  const Preprocessing preprocessing = wanted(train.shape(), given);
  const py::gil_scoped_release release;
  for (LabelledImages* part : {&train, &validation, &test}) *part = prepare(*part, preprocessing);
  if (!given.validation.is_none()) return {given.name, classes, train, validation, test, preprocessing.resize};
  return Dataset::with_split(given.name, classes, train, test, given.validation_share, given.seed,
                             preprocessing.resize);
}

py::array_t<std::uint8_t> pixels(const py::object& self) {
  const auto& images = self.cast<const LabelledImages&>();
  const Shape shape = images.shape();
  return arrays::view({static_cast<py::ssize_t>(images.size()), shape.height, shape.width, shape.channels},
                      images.pixels(), self);
}

py::array_t<std::int32_t> labels(const py::object& self) {
  const auto& images = self.cast<const LabelledImages&>();
  return arrays::view({static_cast<py::ssize_t>(images.size())}, images.labels(), self);
}

py::str describe(const Dataset& data) {
  return py::str("<Dataset '{}': {} classes, images {}, {:,} training, {:,} validation, {:,} test>")
      .format(data.name(), data.classes().size(), to_string(data.input_shape()), data.train().size(),
              data.validation().size(), data.test().size());
}

py::tuple dataset_state(const Dataset& data) {
  if (!data.source().empty()) return py::make_tuple(data.source(), data.digest());
  return py::make_tuple(data.name(), data.classes(), data.train(), data.validation(), data.test(),
                        std::string(name(data.preprocessing().resize)));
}

Dataset dataset_from_state(const py::tuple& state) {
  if (py::len(state) == 2) {
    const auto source = state[0].cast<std::string>(), digest = state[1].cast<std::string>();
    const py::gil_scoped_release release;
    return datasets::restore(source, digest);
  }
  return {state[0].cast<std::string>(),    state[1].cast<std::vector<std::string>>(),
          state[2].cast<LabelledImages>(), state[3].cast<LabelledImages>(),
          state[4].cast<LabelledImages>(), resize_named(state[5].cast<std::string>())};
}

bool same_images(const LabelledImages& a, const LabelledImages& b) {
  return a.shape() == b.shape() && std::ranges::equal(a.labels(), b.labels()) &&
         std::ranges::equal(a.pixels(), b.pixels());
}

bool same_data(const Dataset& a, const Dataset& b) {
  return a.name() == b.name() && a.classes() == b.classes() && a.digest() == b.digest();
}

void bind_labelled_images(py::module_& m) {
  py::class_<LabelledImages> type(m, "LabelledImages", DOC(LabelledImages));
  type.def(py::init(&labelled_images), py::arg("images"), py::arg("labels"), DOC(LabelledImages, LabelledImages))
      .def_property_readonly("shape", &LabelledImages::shape)
      .def_property_readonly("images", &pixels, "uint8 array [images, rows, columns, channels]; read-only, not a copy.")
      .def_property_readonly("labels", &labels, "int32 array; read-only, not a copy.")
      .def("__len__", &LabelledImages::size)
      .def("__repr__",
           [](const LabelledImages& images) {
             return py::str("<LabelledImages: {:,} of {}>").format(images.size(), to_string(images.shape()));
           })
      .def("__eq__", &same_images, py::is_operator())
      .def(py::pickle([](const py::object& self) { return py::make_tuple(pixels(self), labels(self)); },
                      [](const py::tuple& state) { return labelled_images(state[0], state[1]); }));
  values::complete(type, values::Hash::none);
}

}  // namespace

void bind_dataset(py::module_& m) {
  bind_labelled_images(m);
  py::class_<Dataset> type(m, "Dataset", DOC(Dataset));
  type.def(py::init([](const py::object& train, py::object validation, py::object test,
                       std::optional<std::vector<std::string>> classes, std::string name, std::optional<int> size,
                       std::string resize, double validation_share, std::uint64_t seed) {
             return from_arrays(train, {std::move(validation), std::move(test), std::move(classes), std::move(name),
                                        size, std::move(resize), validation_share, seed});
           }),
           py::arg("train"), py::arg("validation") = py::none(), py::arg("test") = py::none(), py::kw_only(),
           py::arg("classes") = py::none(), py::arg("name") = "arrays", py::arg("size") = py::none(),
           py::arg("resize") = "none", py::arg("validation_share") = 0.15, py::arg("seed") = 0,
           "From arrays: each part is a pair of uint8 images [images, rows, columns] or [images, rows, columns, "
           "channels], or as torch has them, with the 1 or 3 channels before the rows, and their labels: with "
           "`classes` indices of these names, without, any numbers, which name the classes. Without a validation "
           "part, a stratified share of the training images becomes one. Images of 28 x 28 are padded with zeros to "
           "32 x 32; with `size` all are brought to that size as `resize` says.")
      .def_property_readonly("name", &Dataset::name)
      .def_property_readonly("classes", &Dataset::classes)
      .def_property_readonly("train", &Dataset::train)
      .def_property_readonly("validation", &Dataset::validation)
      .def_property_readonly("test", &Dataset::test)
      .def_property_readonly("input_shape", &Dataset::input_shape)
      .def_property_readonly("preprocessing", &Dataset::preprocessing, DOC(Dataset, preprocessing))
      .def_property_readonly("digest", py::cpp_function(&Dataset::digest, py::call_guard<py::gil_scoped_release>()),
                             DOC(Dataset, digest))
      .def_property_readonly("source", &Dataset::source, DOC(Dataset, source))
      .def_property_readonly("remarks", &Dataset::remarks, DOC(Dataset, remarks))
      .def_property_readonly("skipped", &Dataset::skipped, DOC(Dataset, skipped))
      .def("subset", &Dataset::subset, py::arg("count"), py::arg("seed") = 0, py::call_guard<py::gil_scoped_release>(),
           DOC(Dataset, subset))
      .def("__repr__", &describe)
      .def("_repr_html_",
           [](const py::object& self) { return py::module_::import("narrows.datasets").attr("to_html")(self); })
      .def("__eq__", &same_data, py::is_operator())
      .def("__hash__", [](const Dataset& data) { return py::hash(py::str(data.digest())); })
      .def(py::pickle(&dataset_state, &dataset_from_state));
  values::complete(type);
}
