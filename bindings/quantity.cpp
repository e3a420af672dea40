#include "narrows/quantity.hpp"

#include "bindings.hpp"
#include "docs/quantity.hpp"

using namespace narrows;

void bind_quantity(py::module_& m) {
  m.def(
      "parse_quantity", [](const std::string& text) { return parse_quantity(text).value; }, py::arg("text"),
      DOC(parse_quantity));
  m.def(
      "format_quantity",
      [](double value, const std::string& unit) {
        return format_quantity({value, unit});
      },
      py::arg("value"), py::arg("unit") = "", DOC(format_quantity));
}
