#include "narrows/datasets.hpp"

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "bindings.hpp"
#include "docs/datasets.hpp"
#include "values.hpp"

namespace {

using namespace narrows;
using namespace narrows::datasets;

using Path = std::filesystem::path;

/** Runs pending signal handlers, so that Ctrl-C works, and tells `progress` if there is one; only False stops. */
LoadCallback callback(const py::object& progress) {
  return [&progress](std::size_t done, std::size_t total) {
    const py::gil_scoped_acquire acquire;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    return progress.is_none() || !progress(done, total).is(py::bool_(false));
  };
}

LoadOptions options_of(int size, const std::string& resize, int channels, double validation_share, double test_share,
                       std::uint64_t seed, int threads) {
  return {.size = size,
          .resize = resize_named(resize),
          .channels = channels,
          .validation_share = validation_share,
          .test_share = test_share,
          .seed = seed,
          .threads = threads};
}

Dataset load_any(const Path& name_or_path, const std::optional<Path>& root, int size, const std::string& resize,
                 int channels, double validation_share, double test_share, std::uint64_t seed, int threads,
                 const py::object& progress) {
  const LoadOptions options = options_of(size, resize, channels, validation_share, test_share, seed, threads);
  const LoadCallback callback = ::callback(progress);
  const py::gil_scoped_release release;
  return load(name_or_path.string(), root.value_or(Path()).string(), options, callback);
}

Dataset load_folder(const Path& path, int size, const std::string& resize, int channels, double validation_share,
                    double test_share, std::uint64_t seed, int threads, const py::object& progress) {
  const LoadOptions options = options_of(size, resize, channels, validation_share, test_share, seed, threads);
  const LoadCallback callback = ::callback(progress);
  const py::gil_scoped_release release;
  return from_folder(path.string(), options, callback);
}

std::vector<std::string> broken(const Path& path, int threads, const py::object& progress) {
  const LoadCallback callback = ::callback(progress);
  const py::gil_scoped_release release;
  return broken_images(path.string(), threads, callback);
}

Dataset restore_any(const std::string& source, const std::string& digest, const py::object& progress) {
  const LoadCallback callback = ::callback(progress);
  const py::gil_scoped_release release;
  return restore(source, digest, callback);
}

const std::string argument_docs =
    std::string("\n\nParameters\n----------\n") + "size\n    " + DOC(datasets, LoadOptions, size) +
    "\nresize\n    \"none\", \"pad\", \"stretch\" or \"crop\": " + DOC(datasets, LoadOptions, resize) +
    "\nchannels\n    " + DOC(datasets, LoadOptions, channels) + "\nvalidation_share\n    " +
    DOC(datasets, LoadOptions, validation_share) + "\ntest_share\n    " + DOC(datasets, LoadOptions, test_share) +
    "\nseed\n    " + DOC(datasets, LoadOptions, seed) + "\nthreads\n    " + DOC(datasets, LoadOptions, threads) +
    "\nprogress\n    " + DOC(datasets, LoadCallback);

void bind_known(py::module_& m) {
  ValueClass<KnownDataset>(m, "KnownDataset", DOC(datasets, KnownDataset))
      .def_readonly("name", &KnownDataset::name)
      .def_readonly("title", &KnownDataset::title, DOC(datasets, KnownDataset, title))
      .def_readonly("files", &KnownDataset::files, DOC(datasets, KnownDataset, files))
      .def_readonly("where", &KnownDataset::where, DOC(datasets, KnownDataset, where))
      .def_readonly("folder", &KnownDataset::folder, DOC(datasets, KnownDataset, folder))
      .def("__repr__",
           [](const KnownDataset& known) {
             return "<KnownDataset '" + known.name +
                    "': " + (known.folder.empty() ? "not here; " + known.where : known.folder) + ">";
           })
      .as_value();
  m.def(
      "known", [](const std::optional<Path>& root) { return known(root.value_or(Path()).string()); },
      py::arg("root") = py::none(), DOC(datasets, known));
}

/** Defines a function that takes LoadOptions as keywords. */
template <class Function, class... Arguments>
void define(py::module_& m, const char* name, Function function, const char* doc, Arguments... arguments) {
  m.def(name, function, arguments..., py::kw_only(), py::arg("size") = 32, py::arg("resize") = "crop",
        py::arg("channels") = 0, py::arg("validation_share") = 0.15, py::arg("test_share") = 0.15, py::arg("seed") = 0,
        py::arg("threads") = 0, py::arg("progress") = py::none(), (doc + argument_docs).c_str());
}

}  // namespace

void bind_datasets(py::module_& m) {
  py::module_ sub = m.def_submodule("_datasets", "Reading data sets from files.");
  bind_known(sub);
  define(sub, "load", &load_any, DOC(datasets, load), py::arg("name_or_path"), py::arg("root") = py::none());
  define(sub, "from_folder", &load_folder, DOC(datasets, from_folder), py::arg("path"));
  sub.def("broken_images", &broken, py::arg("path"), py::arg("threads") = 0, py::arg("progress") = py::none(),
          DOC(datasets, broken_images));
  sub.def("restore", &restore_any, py::arg("source"), py::arg("digest") = "", py::arg("progress") = py::none(),
          DOC(datasets, restore));
}
