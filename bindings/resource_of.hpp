#pragma once

#include <pybind11/pybind11.h>

#include <string>

#include "narrows/latency_model.hpp"
#include "narrows/resource.hpp"

/**
 * A resource from what Python code gives: a Resource, the name of a field of Cost, an object with a `resource`, or one
 * with `predict(network)` in milliseconds.
 */
[[nodiscard]] narrows::Resource resource_of(const pybind11::object& object);

/** What `LatencyModel::resource` gives, and can be pickled. */
[[nodiscard]] narrows::Resource latency_resource(const narrows::LatencyModel& model, std::string name);
