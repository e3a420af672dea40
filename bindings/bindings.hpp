#pragma once

#include <pybind11/pybind11.h>

#include "doc.hpp"

namespace py = pybind11;

// One function per public header, in the file of the same name; core_module.cpp calls them.
void bind_error(py::module_& m);
void bind_op(py::module_& m);
void bind_network(py::module_& m);
void bind_network_builder(py::module_& m);
void bind_cost(py::module_& m);
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
void bind_onnx_exporter(py::module_& m);
void bind_onnx_reader(py::module_& m);
void bind_latency(py::module_& m);
void bind_inference_session(py::module_& m);
void bind_inference_timer(py::module_& m);
void bind_classifier(py::module_& m);
void bind_latency_model(py::module_& m);
void bind_pareto(py::module_& m);
void bind_results_store(py::module_& m);
void bind_search_options(py::module_& m);
void bind_search_plan(py::module_& m);
void bind_search_run(py::module_& m);
void bind_search(py::module_& m);
void bind_paper(py::module_& m);
