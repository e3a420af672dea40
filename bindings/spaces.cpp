#include "narrows/spaces.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/spaces.hpp"

using namespace narrows;

void bind_spaces(py::module_& m) {
  py::module_ sub = m.def_submodule("spaces", "The spaces that come with narrows.");
  const auto define = [&](const char* name, SearchSpace (*make)(Shape, int), const char* doc) {
    sub.def(name, make, py::arg("input_shape") = Shape{3, 32, 32}, py::arg("classes") = 10, doc);
  };
  define("densenet", &spaces::densenet, DOC(spaces, densenet));
  define("mobilenetv2", &spaces::mobilenetv2, DOC(spaces, mobilenetv2));
  define("googlenet", &spaces::googlenet, DOC(spaces, googlenet));
  define("pnasnet", &spaces::pnasnet, DOC(spaces, pnasnet));
  define("resnext", &spaces::resnext, DOC(spaces, resnext));
  define("resnet", &spaces::resnet, DOC(spaces, resnet));
  define("probenet", &spaces::probenet, DOC(spaces, probenet));
  define("mobilenetv3", &spaces::mobilenetv3, DOC(spaces, mobilenetv3));
  sub.def("names", &spaces::names, DOC(spaces, names));
  sub.def("get", &spaces::get, py::arg("name"), py::arg("input_shape") = Shape{3, 32, 32}, py::arg("classes") = 10,
          DOC(spaces, get));
}
