#pragma once

#include <pybind11/pybind11.h>

#include <string>

/** A Python object from JSON text, and back; numpy integers are taken as integers. */
inline pybind11::object json_loads(const std::string& text) {
  return pybind11::module_::import("json").attr("loads")(text);
}

inline std::string json_dumps(const pybind11::handle& object) {
  const auto as_int = pybind11::module_::import("operator").attr("index");
  return pybind11::module_::import("json").attr("dumps")(object, pybind11::arg("default") = as_int).cast<std::string>();
}
