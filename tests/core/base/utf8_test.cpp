#include "narrows/utf8.hpp"

#include <doctest/doctest.h>

namespace narrows {

TEST_CASE("UTF-8 is told from other bytes, which messages show as question marks") {
  for (const char* text : {"", "cat", "Bär", "猫", "😀"}) {
    CHECK(is_utf8(text));
    CHECK(as_utf8(text) == text);
  }
  for (const char* text : {"\xff", "b\xe4r", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe7\x8c"})
    CHECK(!is_utf8(text));
  CHECK(as_utf8("b\xe4r/B\xc3\xa4r") == "b?r/Bär");
}

}  // namespace narrows
