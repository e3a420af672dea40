#include "narrows/inference_session.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>

#include "kernel_choice.hpp"
#include "memory_plan.hpp"
#include "narrows/detail/finite.hpp"
#include "narrows/detail/median.hpp"

namespace narrows {

using namespace timing;

namespace timing {

struct Free {
  void operator()(std::byte* memory) const { std::free(memory); }
};
using Arena = std::unique_ptr<std::byte, Free>;

}  // namespace timing

namespace {

Arena allocate(std::size_t bytes) {
  Arena arena(static_cast<std::byte*>(std::aligned_alloc(memory_alignment, bytes)));
  if (!arena) throw std::bad_alloc();
  std::fill_n(arena.get(), bytes, std::byte{});
  return arena;
}

/** When each slot that has its own memory is first written and last read; the input before, the output after all. */
std::vector<MemoryBlock> lifetimes(const Plan& plan) {
  std::vector<MemoryBlock> blocks(plan.slots.size(), MemoryBlock{0, static_cast<int>(plan.steps.size()), -1});
  const auto touch = [&](int slot, int step) {
    MemoryBlock& block = blocks[plan.root(slot)];
    block.bytes = static_cast<std::size_t>(plan.slots[plan.root(slot)].shape.elements()) * sizeof(float);
    block.first = std::min(block.first, step);
    block.last = std::max(block.last, step);
  };
  touch(plan.input, -1);
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    for (int slot : plan.steps[i].inputs) touch(slot, static_cast<int>(i));
    touch(plan.steps[i].output, static_cast<int>(i));
  }
  touch(plan.output, static_cast<int>(plan.steps.size()));
  return blocks;
}

}  // namespace

struct InferenceSession::Engine {
  struct Label {
    std::string name, kinds;
  };

  Engine(const Model& model, SessionOptions options)
      : input_shape(model.network().input_shape()),
        output_shape(model.network().output_shape()),
        preprocessing(model.info().preprocessing),
        pool(options.threads) {
    const Plan plan = make_plan(model);
    bind(plan);
    input = tensors[plan.input];
    output = tensors[plan.output];
    KernelChoice choice(plan, pool);
    scratch = choice.scratch();
    for (const Step& step : plan.steps) {
      kernels.push_back(choice.make(step, tensors));
      labels.push_back({step.name, step.kinds});
    }
  }

  void bind(const Plan& plan) {
    const MemoryPlan memory = plan_memory(lifetimes(plan));
    arena_bytes = memory.bytes;
    arena = allocate(memory.bytes);
    for (int slot = 0; slot < static_cast<int>(plan.slots.size()); ++slot) {
      const int root = plan.root(slot);
      auto* data = reinterpret_cast<float*>(arena.get() + memory.offsets[root]) + plan.channel_offset(slot);
      tensors.push_back({data, plan.slots[slot].shape, plan.slots[root].shape.channels});
    }
  }

  void run(std::span<const float> image, std::span<float> logits) {
    const std::scoped_lock lock(mutex);
    pool.wake();
    read(image);
    for (const KernelPointer& kernel : kernels) kernel->run();
    write(logits);
  }

  /** As `run`, with a look at the clock after every step. */
  std::vector<OperatorTime> profile(int runs) {
    const std::scoped_lock lock(mutex);
    const std::vector<float> image(static_cast<std::size_t>(input_shape.elements()), 0.5F);
    std::vector<float> logits(static_cast<std::size_t>(output_shape.elements()));
    std::vector<std::vector<double>> times(kernels.size() + 2);
    for (int i = 0; i < runs; ++i) {
      auto begin = std::chrono::steady_clock::now();
      const auto finished = [&](std::size_t step) {
        const auto end = std::chrono::steady_clock::now();
        times[step].push_back(std::chrono::duration<double, std::milli>(end - begin).count());
        begin = end;
      };
      read(image);
      finished(0);
      for (std::size_t k = 0; k < kernels.size(); ++k) {
        kernels[k]->run();
        finished(k + 1);
      }
      write(logits);
      finished(kernels.size() + 1);
    }
    std::vector<OperatorTime> result{{"(input)", "copy", "copy", detail::median(times.front())}};
    for (std::size_t k = 0; k < kernels.size(); ++k)
      result.push_back(
          {labels[k].name, labels[k].kinds, std::string(kernels[k]->name()), detail::median(times[k + 1])});
    result.push_back({"(output)", "copy", "copy", detail::median(times.back())});
    return result;
  }

  void read(std::span<const float> image) const {
    over_values(input, [&](std::size_t in_rows, std::size_t in_planes) { input.data[in_rows] = image[in_planes]; });
  }

  void write(std::span<float> logits) const {
    over_values(output, [&](std::size_t in_rows, std::size_t in_planes) { logits[in_planes] = output.data[in_rows]; });
  }

  /** move(place with channels last, place with channels first), a few pixels at a time: the first cache holds them. */
  template <class Move>
  static void over_values(const Tensor& map, const Move& move) {
    constexpr int few = 16;
    const int pixels = map.pixels();
    for (int first = 0; first < pixels; first += few)
      for (int c = 0; c < map.shape.channels; ++c)
        for (int p = first; p < std::min(first + few, pixels); ++p)
          move(static_cast<std::size_t>(p) * map.stride + c, static_cast<std::size_t>(c) * pixels + p);
  }

  Shape input_shape;
  Shape output_shape;
  std::optional<Preprocessing> preprocessing;
  ThreadPool pool;
  std::size_t arena_bytes = 0;
  Arena arena;
  std::vector<Tensor> tensors;
  Tensor input;
  Tensor output;
  std::shared_ptr<std::vector<float>> scratch;
  std::vector<KernelPointer> kernels;
  std::vector<Label> labels;  ///< Of the kernels.
  std::mutex mutex;
};

InferenceSession::InferenceSession(const Model& model, SessionOptions options)
    : engine_(std::make_unique<Engine>(model, options)) {}
InferenceSession::~InferenceSession() = default;
InferenceSession::InferenceSession(InferenceSession&&) noexcept = default;
InferenceSession& InferenceSession::operator=(InferenceSession&&) noexcept = default;

Shape InferenceSession::input_shape() const { return engine_->input_shape; }
Shape InferenceSession::output_shape() const { return engine_->output_shape; }
int InferenceSession::threads() const { return engine_->pool.threads(); }

namespace {

std::size_t whole_images(std::size_t values, Shape shape) {
  const auto each = static_cast<std::size_t>(shape.elements());
  if (values % each != 0)
    throw std::invalid_argument("images must be a whole number of " + to_string(shape) + " images (" +
                                std::to_string(each) + " values each), not " + std::to_string(values) + " values");
  return values / each;
}

/** For whatever instructions the processor has: with SSE alone it took 1.5 % of the smallest networks' time. */
#ifdef __x86_64__
[[gnu::target_clones("avx512f", "avx2", "default")]]
#endif
bool all_finite(std::span<const float> images) {
  return detail::all_finite(images);
}

/** Clamps would turn what is not a number into one: a sure answer to nothing. */
void check_finite(std::span<const float> images) {
  if (all_finite(images)) return;
  const auto wrong = std::find_if(images.begin(), images.end(), [](float value) { return !std::isfinite(value); });
  throw std::invalid_argument("images must hold finite numbers, but value " + std::to_string(wrong - images.begin()) +
                              " is " + (std::isnan(*wrong) ? "not a number (NaN)" : "infinite"));
}

}  // namespace

std::vector<float> InferenceSession::run(std::span<const float> nchw) {
  const std::size_t count = whole_images(nchw.size(), input_shape());
  check_finite(nchw);
  const auto in = static_cast<std::size_t>(input_shape().elements());
  const auto out = static_cast<std::size_t>(output_shape().elements());
  std::vector<float> logits(count * out);
  for (std::size_t i = 0; i < count; ++i)
    engine_->run(nchw.subspan(i * in, in), std::span(logits).subspan(i * out, out));
  return logits;
}

std::vector<float> InferenceSession::run(std::span<const std::uint8_t> nhwc) {
  const std::size_t count = whole_images(nhwc.size(), input_shape());
  if (!engine_->preprocessing)
    throw std::invalid_argument(
        "images must be normalised float32: this model does not say how to normalise bytes (no preprocessing)");
  const auto in = static_cast<std::size_t>(input_shape().elements());
  const auto out = static_cast<std::size_t>(output_shape().elements());
  std::vector<float> logits(count * out);
  std::vector<float> image(in);
  for (std::size_t i = 0; i < count; ++i) {
    engine_->preprocessing->normalise(nhwc.subspan(i * in, in), image);
    engine_->run(image, std::span(logits).subspan(i * out, out));
  }
  return logits;
}

void InferenceSession::run(std::span<const float> image, std::span<float> logits) {
  if (whole_images(image.size(), input_shape()) != 1)
    throw std::invalid_argument("image must be one " + to_string(input_shape()) + " image, not " +
                                std::to_string(image.size()) + " values");
  if (logits.size() != static_cast<std::size_t>(output_shape().elements()))
    throw std::invalid_argument("logits must hold " + std::to_string(output_shape().elements()) + " values, not " +
                                std::to_string(logits.size()));
  check_finite(image);
  engine_->run(image, logits);
}

std::vector<OperatorTime> InferenceSession::profile(int runs) {
  if (runs < 1) throw std::invalid_argument("runs must be at least 1, not " + std::to_string(runs));
  return engine_->profile(runs);
}

std::size_t InferenceSession::memory_bytes() const {
  std::size_t bytes = engine_->arena_bytes + engine_->scratch->size() * sizeof(float);
  for (const KernelPointer& kernel : engine_->kernels) bytes += kernel->bytes();
  return bytes;
}

}  // namespace narrows
