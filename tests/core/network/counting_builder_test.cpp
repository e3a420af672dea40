#include "narrows/detail/counting_builder.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <stdexcept>

#include "narrows/sampling_law.hpp"
#include "narrows/spaces.hpp"

using namespace narrows;

namespace {

std::atomic<long> allocated = 0;

}  // namespace

// Every allocation of this program is counted. Inlined, GCC takes malloc and free for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocated;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  ++allocated;
  return std::malloc(size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

/** A space whose values are the number of repeated blocks and their width. */
template <class Block>
SearchSpace repeating(Block block) {
  const auto build = [block](auto& net, const VariableValues& values) -> Value {
    const Value x = net.add(Conv2d{.out_channels = 8}, net.input());
    return net.repeat("block", values[0], x,
                      [&](const Value& y, bool first) { return block(net, y, values[1], first); });
  };
  return SearchSpace("repeating", {Integer("n", 1, 6), Integer("f", 0, 12)}, build, {3, 16, 16});
}

/** Both ways of counting must agree with the stored network, for every architecture. */
void check_counts(const SearchSpace& space) {
  REQUIRE(space.counts_directly());
  CountingMemory memory;
  for (int n = 1; n <= 6; ++n)
    for (int f = 0; f <= 12; ++f) {
      const std::vector<int> values = {n, f};
      CAPTURE(n);
      CAPTURE(f);
      Cost whole = space.cost(space.architecture(values));
      CHECK(space.count(Keep::activations, values, memory).cost() == whole);
      whole.peak_activation_bytes = 0;
      CHECK(space.count(Keep::weight_bytes, values, memory).cost() == whole);
      whole.weight_bytes = 0;
      CHECK(space.count(Keep::counts, values, memory).cost() == whole);
    }
}

}  // namespace

TEST_CASE("a repeated block that keeps its shape is counted as often as it stands there") {
  check_counts(repeating([](auto& net, const Value& x, int, bool) {
    return net.add(Add{}, x, net.add(BatchNorm{}, net.add(Conv2d{.out_channels = 8, .kernel = 3}, x)));
  }));
}

TEST_CASE("repeated blocks that grow, shrink or are different at first are counted one by one") {
  check_counts(repeating([](auto& net, const Value& x, int width, bool) {
    return net.add(Concat{}, {x, net.add(Conv2d{.out_channels = width}, x)});
  }));
  check_counts(repeating([](auto& net, const Value& x, int width, bool first) {
    return net.add(Relu{}, net.add(Conv2d{.out_channels = width, .kernel = 3, .stride = first ? 2 : 1}, x));
  }));
  check_counts(repeating([](auto& net, const Value& x, int, bool) { return net.add(MaxPool{}, x); }));
}

TEST_CASE("a batch norm folded into a block's result, or kept apart by a second reader, is counted alike in each") {
  check_counts(repeating([](auto& net, const Value& x, int, bool) {  // what the next block normalises is a convolution
    return net.add(Conv2d{.out_channels = 8, .bias = true}, net.add(BatchNorm{}, x));
  }));
  check_counts(repeating([](auto& net, const Value& x, int, bool) {  // and is read plainly as well
    return net.add(Conv2d{.out_channels = 8}, net.add(Add{}, net.add(BatchNorm{}, x), x));
  }));
  check_counts(repeating([](auto&, const Value& x, int, bool) { return x; }));
}

TEST_CASE("every space counts the same with and without a stored network") {
  for (const std::string& name : spaces::names()) {
    CAPTURE(name);
    const SearchSpace space = spaces::get(name);
    REQUIRE(space.counts_directly());
    CountingMemory memory;
    for (const Architecture& architecture : SamplingLaw::uniform(space).sample(200, 4)) {
      NetworkBuilder stored(space.input_shape(), space.classes());
      const Value output = space.run(stored, architecture.values());
      const Counts counts = space.count(Keep::activations, architecture.values(), memory);
      CHECK(counts.cost() == stored.cost());
      CHECK(counts.operations == output.id);
    }
  }
}

TEST_CASE("counting refuses what a network builder refuses") {
  CountingMemory memory;
  CountingBuilder<Keep::counts> net({4, 8, 8}, 10, memory);
  const Value smaller = net.add(MaxPool{}, net.input());
  CHECK_THROWS_AS(net.add(Add{}, net.input(), smaller), std::invalid_argument);
  CHECK_THROWS_AS(net.add(Concat{}, {net.input(), smaller}), std::invalid_argument);
  CHECK_THROWS_AS(net.add(Conv2d{.out_channels = 6, .groups = 4}, net.input()), std::invalid_argument);
  CHECK(net.valid());
  net.add(Conv2d{.out_channels = 0}, net.input());
  CHECK_FALSE(net.valid());
}

TEST_CASE("a space whose build function takes a network builder alone is counted by it") {
  const SearchSpace space("plain", {Integer("f", 1, 8)}, [](NetworkBuilder& net, const VariableValues& values) {
    return net.add(Conv2d{.out_channels = values[0]}, net.input());
  });
  CHECK_FALSE(space.counts_directly());
  CountingMemory memory;
  const int values[] = {4};
  CHECK_THROWS_AS(static_cast<void>(space.count(Keep::counts, values, memory)), std::logic_error);
  CHECK(SamplingLaw::uniform(space).costs(1, 0)[0].parameters > 0);
}

TEST_CASE("counting allocates nothing per architecture") {
  const CostField counts[] = {CostField::parameters, CostField::macs};
  const CostField bytes[] = {CostField::parameters, CostField::macs, CostField::weight_bytes};
  for (const std::string& name : spaces::names()) {
    CAPTURE(name);
    const SamplingLaw law = SamplingLaw::uniform(spaces::get(name));
    const auto allocations = [&](std::span<const CostField> fields, std::size_t draws) {
      const long before = allocated;
      static_cast<void>(law.costs(draws, 2, fields));
      return allocated - before;
    };
    CHECK(allocations(counts, 3000) == allocations(counts, 1));
    CHECK(allocations(bytes, 3000) <= allocations(bytes, 1) + 10);  // working memory grows a few times
    CHECK(allocations(cost_fields, 3000) <= allocations(cost_fields, 1) + 40);
  }
}
