#include "lzw.hpp"

#include <algorithm>
#include <array>

#include "narrows/error.hpp"

namespace narrows::formats {
namespace {

constexpr int longest_code = 12;
constexpr std::uint32_t most_codes = 1U << longest_code;

/** Codes of a growing number of bits, one after the other. */
class Codes {
 public:
  Codes(Bytes bytes, bool high_first) : bytes_(bytes), high_first_(high_first) {}

  [[nodiscard]] bool has(int bits) const { return at_ + static_cast<std::size_t>(bits) <= 8 * bytes_.size(); }
  std::uint32_t take(int bits) {
    std::uint32_t window = 0;  // the three bytes that a code of 12 bits lies in at most
    for (std::size_t i = 0; i < 3; ++i) {
      const std::size_t place = at_ / 8 + i;
      const std::uint32_t byte = place < bytes_.size() ? bytes_[place] : 0U;
      window |= byte << 8 * (high_first_ ? 2 - i : i);
    }
    const int before = static_cast<int>(at_ % 8);
    at_ += static_cast<std::size_t>(bits);
    return window >> (high_first_ ? 24 - before - bits : before) & ((1U << bits) - 1);
  }

 private:
  Bytes bytes_;
  bool high_first_;
  std::size_t at_ = 0;
};

/** What each code stands for: what another one does, and a value behind it. */
class Table {
 public:
  explicit Table(std::uint32_t values) : clear_(values), next_(values + 2) {
    for (std::uint32_t i = 0; i < values; ++i)
      entries_[i] = {i, static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i), 1};
  }

  void clear() { next_ = clear_ + 2; }
  [[nodiscard]] std::uint32_t next() const { return next_; }
  [[nodiscard]] std::uint8_t first(std::uint32_t code) const { return entries_[code].first; }
  void add(std::uint32_t before, std::uint8_t value) {
    entries_[next_++] = {before, entries_[before].first, value, entries_[before].length + 1};
  }
  void append(std::uint32_t code, std::vector<std::uint8_t>& to) const {
    to.resize(to.size() + entries_[code].length);
    auto end = to.end();
    for (std::uint32_t left = entries_[code].length; left > 0; --left, code = entries_[code].before)
      *--end = entries_[code].value;
  }

 private:
  struct Entry {
    std::uint32_t before = 0;
    std::uint8_t first = 0, value = 0;
    std::uint32_t length = 0;
  };
  std::array<Entry, most_codes> entries_{};
  std::uint32_t clear_, next_;
};

}  // namespace

std::vector<std::uint8_t> unpack_lzw(Bytes packed, const LzwKind& kind, std::size_t count) {
  const std::uint32_t clear = 1U << kind.bits, end = clear + 1, none = most_codes;
  Codes codes(packed, kind.high_first);
  Table table(clear);
  std::vector<std::uint8_t> values;
  std::uint32_t previous = none;
  for (int bits = kind.bits + 1; values.size() < count && codes.has(bits);) {
    const std::uint32_t code = codes.take(bits);
    if (code == end) break;
    if (code == clear) {
      table.clear(), previous = none, bits = kind.bits + 1;
      continue;
    }
    const bool can_add = previous != none && table.next() < most_codes;
    if (code > table.next() || (code == table.next() && !can_add)) throw Error("a code that cannot be");
    if (can_add) table.add(previous, table.first(code == table.next() ? previous : code));
    table.append(code, values);
    if (table.next() + (kind.early ? 1 : 0) >= 1U << bits && bits < longest_code) ++bits;
    previous = code;
  }
  values.resize(std::min(values.size(), count));
  return values;
}

}  // namespace narrows::formats
