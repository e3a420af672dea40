#include "narrows/training_backend.hpp"

#include "bindings.hpp"
#include "docs/training_backend.hpp"

using namespace narrows;

void bind_training_backend(py::module_& m) {
  py::class_<TrainingBackend, py::smart_holder>(m, "TrainingBackend", DOC(TrainingBackend))
      .def_property_readonly("name", &TrainingBackend::name, DOC(TrainingBackend, name))
      .def_property_readonly("threads", &TrainingBackend::threads);
}
