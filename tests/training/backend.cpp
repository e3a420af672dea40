#include "backend.hpp"

#include "narrows/cpu_backend.hpp"

std::shared_ptr<narrows::TrainingBackend> narrows::test::backend(Precision precision) {
  return cpu_backend({.threads = 1, .precision = precision});
}
