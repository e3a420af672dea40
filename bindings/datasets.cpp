#include "narrows/datasets.hpp"

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "bindings.hpp"
#include "docs/datasets.hpp"
#include "narrows/quantity.hpp"
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
    "\nseed\n    " + DOC(datasets, LoadOptions, seed) +
    "\non_bad\n    \"stop\" or \"skip\": " + DOC(datasets, LoadOptions, on_bad) + "\nrecursive\n    " +
    DOC(datasets, LoadOptions, recursive) + "\nfollow_links\n    " + DOC(datasets, LoadOptions, follow_links) +
    "\nlabels\n    " + DOC(datasets, LoadOptions, labels) + "\nper_class\n    " +
    DOC(datasets, LoadOptions, per_class) + "\nthreads\n    " + DOC(datasets, LoadOptions, threads) +
    "\ncache\n    \"auto\", \"always\" or \"never\": " + DOC(datasets, LoadOptions, cache) +
    "\nmemory\n    Bytes, or text such as \"2GiB\". " + DOC(datasets, LoadOptions, memory) + "\nprogress\n    " +
    DOC(datasets, LoadCallback);

void bind_known(py::module_& m) {
  ValueClass<KnownDataset>(m, "KnownDataset", DOC(datasets, KnownDataset))
      .def_readonly("name", &KnownDataset::name)
      .def_readonly("title", &KnownDataset::title, DOC(datasets, KnownDataset, title))
      .def_readonly("files", &KnownDataset::files, DOC(datasets, KnownDataset, files))
      .def_readonly("where", &KnownDataset::where, DOC(datasets, KnownDataset, where))
      .def_readonly("folder", &KnownDataset::folder, DOC(datasets, KnownDataset, folder))
      .def_readonly("classes", &KnownDataset::classes, DOC(datasets, KnownDataset, classes))
      .def_readonly("training_images", &KnownDataset::training_images, DOC(datasets, KnownDataset, training_images))
      .def_readonly("test_images", &KnownDataset::test_images, DOC(datasets, KnownDataset, test_images))
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

std::int64_t bytes_of(const std::variant<std::int64_t, std::string>& memory) {
  if (const auto* bytes = std::get_if<std::int64_t>(&memory)) return *bytes;
  return static_cast<std::int64_t>(parse_quantity(std::get<std::string>(memory)).value);
}

/** Defines a function of `Leading` arguments that takes LoadOptions as keywords. */
template <class... Leading, class Function, class... Arguments>
void define(py::module_& m, const char* name, Function function, const char* doc, Arguments... arguments) {
  m.def(
      name,
      [function](const Leading&... leading, int size, const std::string& resize, int channels, double validation_share,
                 double test_share, std::uint64_t seed, const std::string& on_bad, bool recursive, bool follow_links,
                 const std::optional<Path>& labels, int per_class, int threads, const std::string& cache,
                 const std::variant<std::int64_t, std::string>& memory, const py::object& progress) {
        const LoadOptions options = {.size = size,
                                     .resize = resize_named(resize),
                                     .channels = channels,
                                     .validation_share = validation_share,
                                     .test_share = test_share,
                                     .seed = seed,
                                     .on_bad = on_bad_named(on_bad),
                                     .recursive = recursive,
                                     .follow_links = follow_links,
                                     .labels = labels.value_or(Path()).string(),
                                     .per_class = per_class,
                                     .threads = threads,
                                     .cache = cache_named(cache),
                                     .memory = bytes_of(memory)};
        const LoadCallback callback = ::callback(progress);
        const py::gil_scoped_release release;
        return function(leading..., options, callback);
      },
      arguments..., py::kw_only(), py::arg("size") = 32, py::arg("resize") = "crop", py::arg("channels") = 0,
      py::arg("validation_share") = 0.15, py::arg("test_share") = 0.15, py::arg("seed") = 0, py::arg("on_bad") = "stop",
      py::arg("recursive") = false, py::arg("follow_links") = false, py::arg("labels") = py::none(),
      py::arg("per_class") = 0, py::arg("threads") = 0, py::arg("cache") = "auto", py::arg("memory") = 0,
      py::arg("progress") = py::none(), (doc + argument_docs).c_str());
}

void bind_cache(py::module_& m) {
  ValueClass<CachedDataset>(m, "CachedDataset", DOC(datasets, CachedDataset))
      .def_readonly("path", &CachedDataset::path)
      .def_readonly("name", &CachedDataset::name, DOC(datasets, CachedDataset, name))
      .def_readonly("bytes", &CachedDataset::bytes, DOC(datasets, CachedDataset, bytes))
      .def_readonly("problem", &CachedDataset::problem, DOC(datasets, CachedDataset, problem))
      .as_value();
  m.def("cache_folder", &cache_folder, DOC(datasets, cache_folder));
  m.def("cached", &cached, DOC(datasets, cached), py::call_guard<py::gil_scoped_release>());
  m.def("clear_cache", &clear_cache, DOC(datasets, clear_cache));
}

void bind_facts(py::module_& m) {
  ValueClass<ImageFacts>(m, "ImageFacts", DOC(datasets, ImageFacts))
      .def_readonly("path", &ImageFacts::path)
      .def_readonly("label", &ImageFacts::label)
      .def_readonly("part", &ImageFacts::part, DOC(datasets, ImageFacts, part))
      .def_readonly("error", &ImageFacts::error, DOC(datasets, ImageFacts, error))
      .def_readonly("height", &ImageFacts::height, DOC(datasets, ImageFacts, height))
      .def_readonly("width", &ImageFacts::width)
      .def_readonly("channels", &ImageFacts::channels, DOC(datasets, ImageFacts, channels))
      .def_readonly("turned", &ImageFacts::turned, DOC(datasets, ImageFacts, turned))
      .def_readonly("digest", &ImageFacts::digest, DOC(datasets, ImageFacts, digest))
      .def_readonly("look", &ImageFacts::look, DOC(datasets, ImageFacts, look))
      .def_readonly("sketch", &ImageFacts::sketch, DOC(datasets, ImageFacts, sketch))
      .as_value();
  ValueClass<FolderFacts>(m, "FolderFacts", DOC(datasets, FolderFacts))
      .def_readonly("images", &FolderFacts::images, DOC(datasets, FolderFacts, images))
      .def_readonly("notes", &FolderFacts::notes, DOC(datasets, FolderFacts, notes))
      .as_value();
  ValueClass<LikePair>(m, "LikePair", DOC(datasets, LikePair))
      .def_readonly("first", &LikePair::first, DOC(datasets, LikePair, first))
      .def_readonly("second", &LikePair::second, DOC(datasets, LikePair, second))
      .def_readonly("same", &LikePair::same, DOC(datasets, LikePair, same))
      .as_value();
  m.def("like_pairs", &like_pairs, py::arg("images"), py::arg("most") = 10000, DOC(datasets, like_pairs),
        py::call_guard<py::gil_scoped_release>());
}

}  // namespace

void bind_datasets(py::module_& m) {
  py::module_ sub = m.def_submodule("_datasets", "Reading data sets from files.");
  bind_known(sub);
  bind_facts(sub);
  bind_cache(sub);
  define<Path, std::optional<Path>>(
      sub, "load",
      [](const Path& data, const std::optional<Path>& root, const LoadOptions& options, const LoadCallback& progress) {
        return load(data.string(), root.value_or(Path()).string(), options, progress);
      },
      DOC(datasets, load), py::arg("name_or_path"), py::arg("root") = py::none());
  define<Path>(
      sub, "from_folder",
      [](const Path& path, const LoadOptions& options, const LoadCallback& progress) {
        return from_folder(path.string(), options, progress);
      },
      DOC(datasets, from_folder), py::arg("path"));
  define<std::vector<std::array<std::string, 3>>, std::optional<Path>>(
      sub, "from_files",
      [](const std::vector<std::array<std::string, 3>>& rows, const std::optional<Path>& folder,
         const LoadOptions& options, const LoadCallback& progress) {
        std::vector<LabelledFile> files;
        for (const auto& [path, label, part] : rows) files.push_back({path, label, part});
        return from_files(files, folder.value_or(Path()).string(), options, progress);
      },
      DOC(datasets, from_files), py::arg("files"), py::arg("folder") = py::none());
  define<Path>(
      sub, "look_at",
      [](const Path& path, const LoadOptions& options, const LoadCallback& progress) {
        return look_at(path.string(), options, progress);
      },
      DOC(datasets, look_at), py::arg("path"));
  define<Path>(
      sub, "broken_images",
      [](const Path& path, const LoadOptions& options, const LoadCallback& progress) {
        return broken_images(path.string(), options, progress);
      },
      DOC(datasets, broken_images), py::arg("path"));
  sub.def("restore", &restore_any, py::arg("source"), py::arg("digest") = "", py::arg("progress") = py::none(),
          DOC(datasets, restore));
}
