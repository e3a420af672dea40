#include "narrows/training.hpp"

#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "blank.hpp"
#include "docs/training.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

/** What Python raises of ours goes on as what C++ throws, so that a search leaves a network out that diverged. */
[[noreturn]] void rethrow_as_ours(const py::error_already_set& error) {
  const py::gil_scoped_acquire gil;
  const py::module_ ours = py::module_::import("narrows._core");
  if (error.matches(ours.attr("Diverged"))) throw Diverged(py::str(error.value()).cast<std::string>());
  if (error.matches(ours.attr("Interrupted"))) throw Interrupted();
  throw;
}

/** Lets a Python class be the trainer of a search. */
class PyTrainer : public AbstractTrainer, public py::trampoline_self_life_support {
 public:
  Training train(const Network& network, std::uint64_t seed, const std::string& checkpoint,
                 const TrainingCallback& progress) override {
    try {
      return train_in_python(network, seed, checkpoint, progress);
    } catch (const py::error_already_set& error) {
      rethrow_as_ours(error);
    }
  }
  std::vector<float> logits(const Model& model, const LabelledImages& images) override {
    PYBIND11_OVERRIDE_PURE(std::vector<float>, AbstractTrainer, logits, model, images);
  }
  [[nodiscard]] std::string train_on() const override {
    PYBIND11_OVERRIDE_PURE(std::string, AbstractTrainer, train_on, );
  }

 private:
  Training train_in_python(const Network& network, std::uint64_t seed, const std::string& checkpoint,
                           const TrainingCallback& progress) {
    PYBIND11_OVERRIDE_PURE(Training, AbstractTrainer, train, network, seed, checkpoint, progress);
  }
};

py::dict epoch_to_dict(const EpochRecord& record) {
  py::dict fields;
  EpochRecord::for_each_field([&](const char* name, auto member) { fields[name] = record.*member; });
  return fields;
}

EpochRecord epoch_from_dict(const py::dict& fields) {
  EpochRecord record;
  EpochRecord::for_each_field([&](const char* name, auto member) {
    record.*member = fields[name].cast<std::decay_t<decltype(record.*member)>>();
  });
  return record;
}

std::string epoch_repr(const EpochRecord& r) {
  const py::object validation =
      r.validation_accuracy ? py::str("{:.4f}").format(*r.validation_accuracy) : py::object(py::none());
  return py::str(
             "EpochRecord(epoch={}, train_loss={:.4g}, train_accuracy={:.4f}, validation_accuracy={}, seconds={:.3g})")
      .format(r.epoch, r.train_loss, r.train_accuracy, validation, r.seconds);
}

void bind_epoch_record(py::module_& m) {
  ValueClass<EpochRecord> type(m, "EpochRecord", DOC(EpochRecord));
  type.def(py::init([](const py::kwargs& fields) {
        py::dict all = epoch_to_dict(EpochRecord());
        all.attr("update")(fields);
        return epoch_from_dict(all);
      }))
      .def("to_dict", &epoch_to_dict, "All fields by name, as JSON takes them.")
      .def("__repr__", &epoch_repr)
      .def(py::pickle(&epoch_to_dict, &epoch_from_dict));
  EpochRecord::for_each_field(
      [&](const char* name, auto member) { type.def_readonly(name, member, doc_of(DOCS(EpochRecord), name)); });
  type.as_value();
}

void bind_result(py::module_& m) {
  ValueClass<Training>(m, "Training", DOC(Training))
      .def(py::init([](Model model, std::optional<double> accuracy, std::vector<EpochRecord> history,
                       std::string train_on, std::vector<ClassScore> validation_scores) {
             return Training{std::move(model), accuracy, std::move(history), std::move(train_on),
                             std::move(validation_scores)};
           }),
           py::arg("model"), py::arg("accuracy"), py::arg("history") = std::vector<EpochRecord>(),
           py::arg("train_on") = "", py::arg("validation_scores") = std::vector<ClassScore>())
      .def_readonly("model", &Training::model)
      .def_readonly("accuracy", &Training::accuracy, DOC(Training, accuracy))
      .def_readonly("history", &Training::history)
      .def_readonly("train_on", &Training::train_on, DOC(Training, train_on))
      .def_readonly("validation_scores", &Training::validation_scores, DOC(Training, validation_scores))
      .def("__repr__",
           [](const Training& training) {
             const auto epochs = training.history.size();
             if (!training.accuracy) return py::str("<Training: {} epochs, no validation images>").format(epochs);
             return py::str("<Training: accuracy {:.4f} after {} epochs>").format(*training.accuracy, epochs);
           })
      .as_value([] {
        return Training{blank_model(), 0, {}, "", {}};
      });
}

void bind_training_progress(py::module_& m) {
  ValueClass<TrainingProgress>(m, "TrainingProgress", DOC(TrainingProgress))
      .def_readonly("epoch", &TrainingProgress::epoch, DOC(TrainingProgress, epoch))
      .def_readonly("epochs", &TrainingProgress::epochs)
      .def_readonly("step", &TrainingProgress::step, DOC(TrainingProgress, step))
      .def_readonly("steps", &TrainingProgress::steps)
      .def_readonly("loss", &TrainingProgress::loss, DOC(TrainingProgress, loss))
      .def_readonly("accuracy", &TrainingProgress::accuracy, DOC(TrainingProgress, accuracy))
      .def_readonly("images_per_second", &TrainingProgress::images_per_second)
      .def_readonly("seconds_left", &TrainingProgress::seconds_left, DOC(TrainingProgress, seconds_left))
      .def_readonly("message", &TrainingProgress::message, DOC(TrainingProgress, message))
      .def_readonly("finished_epoch", &TrainingProgress::finished_epoch, DOC(TrainingProgress, finished_epoch))
      .def_readonly("resumed_epoch", &TrainingProgress::resumed_epoch, DOC(TrainingProgress, resumed_epoch))
      .as_value();
}

}  // namespace

void bind_training(py::module_& m) {
  bind_epoch_record(m);
  bind_result(m);
  bind_training_progress(m);
  py::register_exception<Diverged>(m, "Diverged", m.attr("Error")).doc() = DOC(Diverged);
  py::class_<AbstractTrainer, PyTrainer, py::smart_holder>(m, "AbstractTrainer", DOC(AbstractTrainer))
      .def(py::init<>())
      .def("train", &AbstractTrainer::train, py::arg("network"), py::arg("seed"), py::arg("checkpoint"),
           py::arg("progress"), py::call_guard<py::gil_scoped_release>(), DOC(AbstractTrainer, train))
      .def("logits", &AbstractTrainer::logits, py::arg("model"), py::arg("images"),
           py::call_guard<py::gil_scoped_release>(), DOC(AbstractTrainer, logits))
      .def_property_readonly("train_on", &AbstractTrainer::train_on, DOC(AbstractTrainer, train_on));
}
