#include "backend.hpp"

#include "narrows/torch_backend.hpp"

std::shared_ptr<narrows::TrainingBackend> narrows::test::backend(const std::string& precision) {
  return torch_backend({.train_on = "torch-cpu", .threads = 1, .precision = precision});
}
