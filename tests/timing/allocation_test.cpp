#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "naive_reference.hpp"
#include "narrows/inference_session.hpp"
#include "narrows/spaces.hpp"

namespace {

std::atomic<int> allocations = 0;

void* counted(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// Of the whole test program, so that no thread's allocation is missed.
void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void* operator new(std::size_t bytes, const std::nothrow_t& /*tag*/) noexcept {
  ++allocations;
  return std::malloc(bytes == 0 ? 1 : bytes);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

using namespace narrows;

TEST_CASE("a run of one image allocates nothing, on one thread or two") {
  const int before_any = allocations;
  for (const std::string& name : spaces::names()) {
    CAPTURE(name);
    const SearchSpace space = spaces::get(name, {3, 16, 16});  // all their steps, on maps that choose kernels soon
    if (!space.reference()) continue;
    const Model model = Model::initialised(space.build(*space.reference()));
    for (const int threads : {1, 2}) {
      InferenceSession session(model, {.threads = threads});
      const auto image = testing::random_image(session.input_shape(), 1);
      std::vector<float> logits(static_cast<std::size_t>(session.output_shape().elements()));
      const int before = allocations;
      for (int i = 0; i < 2; ++i) session.run(image, logits);
      CHECK(allocations == before);
    }
  }
  CHECK(allocations > before_any);  // they are counted
}
