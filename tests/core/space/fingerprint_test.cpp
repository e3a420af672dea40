#include "narrows/fingerprint.hpp"

#include <doctest/doctest.h>

#include "narrows/spaces.hpp"

namespace narrows {
namespace {

SearchSpace space(int kernel, bool skip, int widest = 16) {
  return {"mine", {Integer("width", 4, widest)}, BuildFunction([=](NetworkBuilder& net, const VariableValues& values) {
            const Value a = net.add(Conv2d{.out_channels = values[0], .kernel = kernel}, net.input());
            const Value b = net.add(Conv2d{.out_channels = values[0], .kernel = 1}, a);
            const Value sum = net.add(Add{}, b, skip ? a : b);
            return net.add(Linear{.out_features = net.classes()}, net.add(GlobalAveragePool{}, sum));
          })};
}

}  // namespace

TEST_CASE("a fingerprint is that of what is built: the same again, another for another operation, wire or range") {
  const std::string first = fingerprint(space(3, true));
  CHECK(first.size() == 64);
  CHECK(first == fingerprint(space(3, true)));
  CHECK(first != fingerprint(space(5, true)));
  CHECK(first != fingerprint(space(3, false)));
  CHECK(first != fingerprint(space(3, true, 17)));
  CHECK(fingerprint(spaces::densenet()) == fingerprint(spaces::densenet()));
}

}  // namespace narrows
