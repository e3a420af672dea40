#pragma once

#include <pybind11/pybind11.h>

#include "doc.hpp"

namespace py = pybind11;
