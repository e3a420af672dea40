#include "bindings.hpp"

#ifndef NARROWS_TORCH_VERSION
#define NARROWS_TORCH_VERSION ""  // built without training
#endif

// One function per public header, in the file of the same name. Here, so that a new one recompiles this file alone.
void bind_error(py::module_& m);
void bind_file(py::module_& m);
void bind_machine(py::module_& m);
void bind_shape(py::module_& m);
void bind_op(py::module_& m);
void bind_network(py::module_& m);
void bind_network_step(py::module_& m);
void bind_cost(py::module_& m);
void bind_network_builder(py::module_& m);
void bind_variable(py::module_& m);
void bind_architecture(py::module_& m);
void bind_search_space(py::module_& m);
void bind_spaces(py::module_& m);
void bind_quantity(py::module_& m);
void bind_resource(py::module_& m);
void bind_target(py::module_& m);
void bind_sampling_law(py::module_& m);
void bind_genetic_law_optimizer(py::module_& m);
void bind_architecture_count(py::module_& m);
void bind_preprocessing(py::module_& m);
void bind_dataset(py::module_& m);
void bind_datasets(py::module_& m);
void bind_image(py::module_& m);
void bind_weights(py::module_& m);
void bind_model(py::module_& m);
void bind_recipe(py::module_& m);
void bind_training(py::module_& m);
void bind_training_backend(py::module_& m);
void bind_cpu_backend(py::module_& m);
void bind_trainer(py::module_& m);
void bind_onnx_exporter(py::module_& m);
void bind_onnx_reader(py::module_& m);
void bind_latency(py::module_& m);
void bind_inference_session(py::module_& m);
void bind_inference_timer(py::module_& m);
void bind_calibration(py::module_& m);
void bind_classifier(py::module_& m);
void bind_latency_model(py::module_& m);
void bind_accuracy_interval(py::module_& m);
void bind_class_score(py::module_& m);
void bind_pareto(py::module_& m);
void bind_results_store(py::module_& m);
void bind_expected_accuracy(py::module_& m);
void bind_search_options(py::module_& m);
void bind_search_plan(py::module_& m);
void bind_schedule(py::module_& m);
void bind_search_run(py::module_& m);
void bind_search_job(py::module_& m);
void bind_search(py::module_& m);
void bind_paper(py::module_& m);

PYBIND11_MODULE(_core, m) {
  m.doc() = "The parts of narrows that need no torch.";
  m.attr("__version__") = NARROWS_VERSION;
  m.attr("torch_version") = NARROWS_TORCH_VERSION;  // of the torch that _training was built against
  bind_error(m);
  bind_file(m);
  bind_machine(m);
  bind_shape(m);
  bind_op(m);
  bind_network(m);
  bind_network_step(m);
  bind_cost(m);
  bind_network_builder(m);
  bind_variable(m);
  bind_architecture(m);
  bind_search_space(m);
  bind_spaces(m);
  bind_quantity(m);
  bind_resource(m);
  bind_target(m);
  bind_sampling_law(m);
  bind_genetic_law_optimizer(m);
  bind_architecture_count(m);
  bind_preprocessing(m);
  bind_dataset(m);
  bind_datasets(m);
  bind_image(m);
  bind_weights(m);
  bind_model(m);
  bind_accuracy_interval(m);
  bind_class_score(m);
  bind_recipe(m);
  bind_training(m);
  bind_training_backend(m);
  bind_cpu_backend(m);
  bind_trainer(m);
  bind_onnx_exporter(m);
  bind_onnx_reader(m);
  bind_latency(m);
  bind_inference_session(m);
  bind_inference_timer(m);
  bind_classifier(m);
  bind_latency_model(m);
  bind_calibration(m);
  bind_pareto(m);
  bind_results_store(m);
  bind_expected_accuracy(m);
  bind_search_options(m);
  bind_search_plan(m);
  bind_schedule(m);
  bind_search_run(m);
  bind_search_job(m);
  bind_search(m);
  bind_paper(m);
}
