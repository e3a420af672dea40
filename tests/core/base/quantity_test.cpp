#include "narrows/quantity.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace narrows;

TEST_CASE("quantities are read with their unit") {
  CHECK(parse_quantity("50000") == Quantity{50000, ""});
  CHECK(parse_quantity("50k") == Quantity{50000, ""});
  CHECK(parse_quantity("1.5M") == Quantity{1.5e6, ""});
  CHECK(parse_quantity("2e6") == Quantity{2e6, ""});
  CHECK(parse_quantity("200KiB") == Quantity{204800, "B"});
  CHECK(parse_quantity("1 MB") == Quantity{1e6, "B"});
  CHECK(parse_quantity("10ms") == Quantity{10, "ms"});
  CHECK(parse_quantity("0.5 s") == Quantity{500, "ms"});
}

TEST_CASE("what is not a quantity is refused with the text quoted") {
  for (const char* text : {"", "k", "fifty", "50x", "-5k", "nan", "inf", "0x10", "50k5"}) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS((void)parse_quantity(text), doctest::Contains("\"" + doctest::String(text) + "\""),
                         std::invalid_argument);
  }
}

TEST_CASE("quantities are written short") {
  CHECK(format_quantity({49950, ""}) == "49.95k");
  CHECK(format_quantity({1234, ""}) == "1234");
  CHECK(format_quantity({3e6, ""}) == "3M");
  CHECK(format_quantity({204800, "B"}) == "200KiB");
  CHECK(format_quantity({2.5, "ms"}) == "2.5ms");
}
