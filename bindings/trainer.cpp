#include "narrows/trainer.hpp"

#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "bindings.hpp"
#include "docs/trainer.hpp"
#include "trainer_options.hpp"

using namespace narrows;

namespace {

/** Calls a Python function, or none, and answers Ctrl-C; anything but False goes on. Without one, messages are
 * warnings. */
TrainingCallback callback_of(const py::object& progress) {
  return [&progress](const TrainingProgress& now) {
    const py::gil_scoped_acquire gil;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    if (!progress.is_none()) return !progress(now).is(py::bool_(false));
    if (!now.message.empty() && PyErr_WarnEx(PyExc_RuntimeWarning, now.message.c_str(), 1) != 0)
      throw py::error_already_set();
    return true;
  };
}

/** Which backend computes is decided in Python, where the one that needs torch is loaded only when it is wanted. */
std::unique_ptr<Trainer> make_trainer(Dataset dataset, Recipe recipe, const std::string& train_on, int threads,
                                      const std::string& precision, const std::string& memory_format) {
  trainer_options(train_on, threads, precision, memory_format).validate();
  const py::object choose = py::module_::import("narrows.training").attr("choose_backend");
  const py::object backend = choose(train_on, threads, precision, memory_format);
  return std::make_unique<Trainer>(std::move(dataset), std::move(recipe),
                                   backend.cast<std::shared_ptr<TrainingBackend>>());
}

Training train(Trainer& trainer, const Network& network, std::uint64_t seed, const py::object& progress,
               const std::optional<std::filesystem::path>& checkpoint) {
  const TrainingCallback callback = callback_of(progress);
  const std::string path = checkpoint ? checkpoint->string() : std::string();
  const py::gil_scoped_release unlocked;
  return trainer.train(network, seed, path, callback);
}

py::array_t<float> logits(Trainer& trainer, const Model& model, const LabelledImages& images) {
  std::vector<float> values;
  {
    const py::gil_scoped_release unlocked;
    values = trainer.logits(model, images);
  }
  const auto count = static_cast<py::ssize_t>(images.size());
  return py::array_t<float>({count, static_cast<py::ssize_t>(model.network().output_shape().elements())},
                            values.data());
}

}  // namespace

void bind_trainer(py::module_& m) {
  py::class_<Trainer, AbstractTrainer, py::smart_holder>(m, "Trainer", DOC(Trainer))
      .def(py::init(&make_trainer), py::arg("dataset"), py::arg("recipe") = Recipe(), py::kw_only(),
           py::arg("train_on") = "auto", py::arg("threads") = 0, py::arg("precision") = "auto",
           py::arg("memory_format") = "auto", DOC(Trainer, Trainer))
      .def("train", &train, py::arg("network"), py::arg("seed") = 0, py::arg("progress") = py::none(),
           py::arg("checkpoint") = py::none(), DOC(Trainer, train))
      .def("logits", &logits, py::arg("model"), py::arg("images"), DOC(Trainer, logits))
      .def_property_readonly("dataset", &Trainer::dataset)
      .def_property_readonly("recipe", &Trainer::recipe)
      .def_property_readonly("threads", &Trainer::threads);
}
