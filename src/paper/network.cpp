#include "narrows/paper/network.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "law_tables.hpp"
#include "narrows/paper/numpy_random.hpp"
#include "narrows/spaces.hpp"

namespace narrows::paper {
namespace {

using Levels = std::vector<int>;

/** Appends `count` draws of a closed range. */
void draw(NumpyRandom& random, GroupRange range, std::size_t count, Levels& values) {
  for (std::size_t i = 0; i < count; ++i)
    values.push_back(static_cast<int>(random.randint(range.low, std::int64_t{range.high} + 1)));
}

Levels draw(NumpyRandom& random, GroupRange range, std::size_t count = 1) {
  Levels values;
  draw(random, range, count, values);
  return values;
}

void append(Levels& values, const Levels& more) { values.insert(values.end(), more.begin(), more.end()); }

Levels densenet(NumpyRandom& random, const LawRow& law) {
  Levels values = draw(random, law.range("n"), 4);
  draw(random, law.range("g"), 1, values);
  draw(random, law.range("k"), 1, values);
  return values;
}

/** The strides are shuffled before the widths of the first and the last layer are drawn. */
Levels mobilenetv2(NumpyRandom& random, const LawRow& law) {
  const Levels e = draw(random, law.range("e"), 7);
  const Levels f = draw(random, law.range("f"), 7);
  const Levels n = draw(random, law.range("n"), 7);
  std::array strides{2, 2, 2, 1, 1, 1, 1};
  random.shuffle(std::span<int>(strides));
  int s = 0;
  for (const int stride : strides) s = 10 * s + stride;
  Levels values = draw(random, law.range("fin"));
  for (const Levels& part : {e, f, n, Levels{s}}) append(values, part);
  draw(random, law.range("fout"), 1, values);
  return values;
}

/** The released code also draws each module's seven values from a range that it then does not use. */
Levels googlenet(NumpyRandom& random, const LawRow& law) {
  const GroupRange unused{"", 16, law.range("f1").high >= 60 ? 511 : 255};
  Levels values = draw(random, law.range("f00"));
  for (int module = 0; module < 9; ++module) {
    (void)draw(random, unused, 7);
    for (const char* group : {"f1", "f2", "f3", "f4", "f5", "f6"}) draw(random, law.range(group), 1, values);
  }
  return values;
}

Levels pnasnet(NumpyRandom& random, const LawRow& law) {
  Levels values = draw(random, law.range("n"), 3);
  draw(random, law.range("f1"), 1, values);
  draw(random, law.range("d2"), 1, values);
  draw(random, law.range("d3"), 1, values);
  return values;
}

Levels resnext(NumpyRandom& random, const LawRow& law) {
  Levels values = draw(random, law.range("n"), 3);
  draw(random, law.range("f"), 3, values);
  for (int stage = 0; stage < 3; ++stage)
    draw(random, {"c", 1, published_bound(law.limit, values[3 + static_cast<std::size_t>(stage)])}, 1, values);
  return values;
}

}  // namespace

std::vector<std::string> spaces() { return {"densenet", "mobilenetv2", "googlenet", "pnasnet", "resnext"}; }

std::vector<std::string> released_laws(std::string_view space) {
  std::vector<std::string> names;
  for (const LawRow& row : published_rows())
    if (row.space == space && !row.released_name.empty()) names.emplace_back(row.released_name);
  if (names.empty()) (void)released_row(space, "");  // throws, naming the spaces
  std::ranges::sort(names);
  return names;
}

Architecture network(std::string_view space, std::string_view law, std::uint32_t id) {
  const LawRow& row = released_row(space, law);
  NumpyRandom random(id);
  const auto values = space == "densenet"      ? densenet(random, row)
                      : space == "mobilenetv2" ? mobilenetv2(random, row)
                      : space == "googlenet"   ? googlenet(random, row)
                      : space == "pnasnet"     ? pnasnet(random, row)
                                               : resnext(random, row);
  return spaces::get(space).architecture(values);
}

}  // namespace narrows::paper
