#include "narrows/architecture_count.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "docs/architecture_count.hpp"
#include "values.hpp"

using namespace narrows;

void bind_architecture_count(py::module_& m) {
  ValueClass<ArchitectureCount>(m, "ArchitectureCount", DOC(ArchitectureCount))
      .def_readonly("log10_count", &ArchitectureCount::log10_count, DOC(ArchitectureCount, log10_count))
      .def_readonly("log10_standard_error", &ArchitectureCount::log10_standard_error,
                    DOC(ArchitectureCount, log10_standard_error))
      .def_readonly("exact", &ArchitectureCount::exact)
      .def("__repr__",
           [](const ArchitectureCount& count) {
             return py::str("ArchitectureCount(log10_count={:.3f}, log10_standard_error={:.3f}, exact={})")
                 .format(count.log10_count, count.log10_standard_error, count.exact);
           })
      .as_value();
  m.def(
      "count_architectures",
      [](const SearchSpace& space, const py::object& target, std::uint64_t seed, int population) {
        const auto targets = py::isinstance<Target>(target) ? std::vector<Target>{target.cast<Target>()}
                                                            : target.cast<std::vector<Target>>();
        const py::gil_scoped_release release;
        return count_architectures(space, targets, {.seed = seed, .population = population});
      },
      py::arg("space"), py::arg("target"), py::arg("seed") = 0, py::arg("population") = 2000, DOC(count_architectures));
}
