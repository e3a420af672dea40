#include "backend.hpp"

#include "narrows/cpu_backend.hpp"

std::shared_ptr<narrows::TrainingBackend> narrows::test::backend(const std::string& precision) {
  return cpu_backend({.threads = 1, .precision = precision});
}
