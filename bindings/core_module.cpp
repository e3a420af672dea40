#include "bindings.hpp"

#ifndef NARROWS_TORCH_VERSION
#define NARROWS_TORCH_VERSION ""  // built without training
#endif

PYBIND11_MODULE(_core, m) {
  m.doc() = "The parts of narrows that need no torch.";
  m.attr("__version__") = NARROWS_VERSION;
  m.attr("torch_version") = NARROWS_TORCH_VERSION;  // of the torch that _training was built against
  bind_error(m);
  bind_op(m);
  bind_network(m);
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
  bind_recipe(m);
  bind_training(m);
  bind_onnx_exporter(m);
  bind_onnx_reader(m);
  bind_latency(m);
  bind_inference_session(m);
  bind_inference_timer(m);
  bind_classifier(m);
  bind_latency_model(m);
  bind_pareto(m);
  bind_results_store(m);
  bind_search_options(m);
  bind_search_plan(m);
  bind_search_run(m);
  bind_search(m);
  bind_paper(m);
}
