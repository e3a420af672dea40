#include "narrows/error.hpp"

#include <stdexcept>

#include "bindings.hpp"
#include "docs/error.hpp"
#include "narrows/utf8.hpp"

namespace {

/** Messages name files, whose names may hold bytes that are no text to Python: such a message is shown with '?'. */
void translate(std::exception_ptr failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const narrows::Error& error) {
    if (narrows::is_utf8(error.what())) throw;
    throw narrows::Error(narrows::as_utf8(error.what()));
  } catch (const std::invalid_argument& error) {
    if (narrows::is_utf8(error.what())) throw;
    throw std::invalid_argument(narrows::as_utf8(error.what()));
  }
}

}  // namespace

void bind_error(py::module_& m) {
  auto error = py::register_exception<narrows::Error>(m, "Error", PyExc_RuntimeError);
  error.doc() = DOC(Error);
  py::register_exception<narrows::Interrupted>(m, "Interrupted").doc() = DOC(Interrupted);
  py::register_exception_translator(&translate);
}
