#include "backend.hpp"

#include "narrows/torch_backend.hpp"

std::shared_ptr<narrows::TrainingBackend> narrows::test::backend(Precision precision) {
  return torch_backend({.train_on = TrainOn::torch_cpu, .threads = 1, .precision = precision});
}
