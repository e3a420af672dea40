#include "law_tables.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace narrows::paper {
namespace {

/** The row of `space` that `wanted` accepts; throws naming what there is. */
template <class Key>
const LawRow& find(std::span<const LawRow> rows, std::string_view space, std::string_view wanted, Key key) {
  std::string known;
  std::string spaces;
  for (const LawRow& row : rows) {
    if (row.space == space && key(row) == wanted) return row;
    if (row.space == space && !key(row).empty()) known.append(known.empty() ? "" : ", ").append(key(row));
    if (row.name == "L0") spaces.append(spaces.empty() ? "" : ", ").append(row.space);
  }
  if (known.empty())
    throw std::invalid_argument("space: one of " + spaces + " is in the paper, got \"" + std::string(space) + '"');
  throw std::invalid_argument("law: " + std::string(space) + " has " + known + ", got \"" + std::string(wanted) + '"');
}

}  // namespace

GroupRange LawRow::range(std::string_view group) const {
  const auto found = std::ranges::find(ranges, group, &GroupRange::group);
  if (found == ranges.end()) throw std::logic_error("no range of " + std::string(group));
  return *found;
}

std::span<const LawRow> published_rows() {
  static const std::vector<LawRow> rows = {
      {"densenet", "L0", "", {{"n", 1, 32}, {"g", 1, 32}, {"k", 0, 100}}},
      {"densenet", "L1", "s3", {{"n", 1, 7}, {"g", 1, 7}, {"k", 50, 79}}},
      {"densenet", "L2", "s2", {{"n", 1, 15}, {"g", 1, 15}, {"k", 20, 79}}},
      {"densenet", "L3", "s1", {{"n", 1, 31}, {"g", 1, 31}, {"k", 20, 79}}},
      {"mobilenetv2", "L0", "", {{"fin", 1, 128}, {"e", 1, 8}, {"f", 1, 256}, {"n", 1, 4}, {"fout", 1, 1280}}},
      {"mobilenetv2", "L1", "s1", {{"fin", 16, 127}, {"e", 1, 7}, {"f", 16, 255}, {"n", 1, 3}, {"fout", 128, 1279}}},
      {"mobilenetv2", "L2", "s2", {{"fin", 16, 63}, {"e", 1, 5}, {"f", 16, 127}, {"n", 1, 2}, {"fout", 128, 511}}},
      {"mobilenetv2", "L3", "s3", {{"fin", 16, 31}, {"e", 1, 3}, {"f", 16, 63}, {"n", 1, 1}, {"fout", 128, 255}}},
      {"mobilenetv2", "L4", "s4", {{"fin", 16, 31}, {"e", 1, 3}, {"f", 4, 31}, {"n", 1, 1}, {"fout", 64, 127}}},
      {"mobilenetv2", "L5", "s5", {{"fin", 16, 31}, {"e", 1, 3}, {"f", 2, 7}, {"n", 1, 1}, {"fout", 16, 63}}},
      {"mobilenetv2", "L6", "s6", {{"fin", 4, 7}, {"e", 1, 1}, {"f", 2, 7}, {"n", 1, 1}, {"fout", 12, 15}}},
      {"googlenet",
       "L0",
       "",
       {{"f00", 16, 256},
        {"f1", 16, 384},
        {"f2", 16, 192},
        {"f3", 16, 384},
        {"f4", 16, 48},
        {"f5", 16, 128},
        {"f6", 16, 128}}},
      {"googlenet",
       "L1",
       "s1",
       {{"f00", 16, 255},
        {"f1", 16, 383},
        {"f2", 16, 191},
        {"f3", 16, 383},
        {"f4", 16, 47},
        {"f5", 16, 127},
        {"f6", 16, 127}}},
      {"googlenet",
       "L2",
       "s2",
       {{"f00", 16, 255},
        {"f1", 16, 63},
        {"f2", 16, 63},
        {"f3", 16, 63},
        {"f4", 16, 31},
        {"f5", 16, 31},
        {"f6", 16, 31}}},
      {"googlenet",
       "L3",
       "s3",
       {{"f00", 16, 255}, {"f1", 16, 31}, {"f2", 8, 15}, {"f3", 16, 31}, {"f4", 4, 7}, {"f5", 4, 7}, {"f6", 4, 7}}},
      {"googlenet",
       "L4",
       "s4",
       {{"f00", 16, 127}, {"f1", 4, 7}, {"f2", 4, 7}, {"f3", 4, 7}, {"f4", 4, 7}, {"f5", 4, 7}, {"f6", 4, 7}}},
      {"googlenet",
       "L5",
       "s5",
       {{"f00", 8, 15}, {"f1", 4, 5}, {"f2", 4, 5}, {"f3", 4, 5}, {"f4", 4, 5}, {"f5", 4, 5}, {"f6", 4, 5}}},
      {"googlenet",
       "L6",
       "s6",
       {{"f00", 8, 15}, {"f1", 2, 5}, {"f2", 2, 5}, {"f3", 2, 5}, {"f4", 2, 5}, {"f5", 2, 5}, {"f6", 2, 5}}},
      {"pnasnet", "L0", "", {{"n", 1, 12}, {"f1", 1, 128}, {"d2", 1, 4}, {"d3", 1, 4}}},
      {"pnasnet", "L1", "s1", {{"n", 1, 11}, {"f1", 16, 127}, {"d2", 1, 3}, {"d3", 1, 3}}},
      {"pnasnet", "L2", "s2", {{"n", 1, 7}, {"f1", 16, 63}, {"d2", 1, 2}, {"d3", 1, 2}}},
      {"pnasnet", "L3", "s3", {{"n", 1, 2}, {"f1", 8, 15}, {"d2", 1, 1}, {"d3", 1, 1}}},
      {"resnext", "L0", "", {{"n", 1, 3}, {"f", 1, 64}, {"c", 1, 512}}},
      {"resnext", "L1", "s1", {{"n", 1, 2}, {"f", 4, 63}, {"c", 1, 127}}, 512},
      {"resnext", "L2", "s2", {{"n", 1, 2}, {"f", 4, 31}, {"c", 1, 31}}, 128},
      {"resnext", "L3", "s3", {{"n", 1, 1}, {"f", 4, 7}, {"c", 1, 7}}, 32},
  };
  return rows;
}

std::span<const LawRow> printed_rows() {
  static const std::vector<LawRow> rows = {
      {"densenet", "L0", "", {{"n", 1, 32}, {"g", 1, 32}, {"k", 0, 100}}},
      {"densenet", "L1", "", {{"n", 1, 8}, {"g", 1, 8}, {"k", 20, 80}}},
      {"densenet", "L2", "", {{"n", 1, 16}, {"g", 1, 16}, {"k", 20, 80}}},
      {"densenet", "L3", "", {{"n", 1, 32}, {"g", 1, 32}, {"k", 50, 80}}},
      {"mobilenetv2", "L0", "", {{"fin", 1, 128}, {"e", 1, 8}, {"f", 1, 256}, {"n", 1, 4}, {"fout", 1, 1280}}},
      {"mobilenetv2", "L1", "", {{"fin", 16, 128}, {"e", 1, 6}, {"f", 16, 256}, {"n", 1, 4}, {"fout", 128, 1280}}},
      {"mobilenetv2", "L2", "", {{"fin", 16, 64}, {"e", 1, 4}, {"f", 16, 128}, {"n", 1, 3}, {"fout", 128, 512}}},
      {"mobilenetv2", "L3", "", {{"fin", 16, 32}, {"e", 1, 2}, {"f", 16, 64}, {"n", 1, 2}, {"fout", 128, 256}}},
      {"mobilenetv2", "L4", "", {{"fin", 16, 32}, {"e", 1, 2}, {"f", 4, 32}, {"n", 1, 2}, {"fout", 64, 128}}},
      {"mobilenetv2", "L5", "", {{"fin", 16, 32}, {"e", 1, 2}, {"f", 2, 8}, {"n", 1, 2}, {"fout", 16, 64}}},
      {"mobilenetv2", "L6", "", {{"fin", 4, 8}, {"e", 1, 2}, {"f", 2, 8}, {"n", 1, 2}, {"fout", 12, 16}}},
      {"googlenet",
       "L0",
       "",
       {{"f00", 16, 256},
        {"f1", 16, 384},
        {"f2", 16, 192},
        {"f3", 16, 384},
        {"f4", 16, 48},
        {"f5", 16, 128},
        {"f6", 16, 128}}},
      {"googlenet",
       "L1",
       "",
       {{"f00", 16, 256},
        {"f1", 16, 384},
        {"f2", 16, 192},
        {"f3", 16, 384},
        {"f4", 16, 48},
        {"f5", 16, 128},
        {"f6", 16, 128}}},
      {"googlenet",
       "L2",
       "",
       {{"f00", 16, 256},
        {"f1", 16, 64},
        {"f2", 16, 64},
        {"f3", 16, 64},
        {"f4", 16, 32},
        {"f5", 16, 32},
        {"f6", 16, 32}}},
      {"googlenet",
       "L3",
       "",
       {{"f00", 16, 256}, {"f1", 16, 32}, {"f2", 8, 16}, {"f3", 16, 32}, {"f4", 4, 8}, {"f5", 4, 8}, {"f6", 4, 8}}},
      {"googlenet",
       "L4",
       "",
       {{"f00", 16, 128}, {"f1", 4, 8}, {"f2", 4, 8}, {"f3", 4, 8}, {"f4", 4, 8}, {"f5", 4, 8}, {"f6", 4, 8}}},
      {"googlenet",
       "L5",
       "",
       {{"f00", 8, 16}, {"f1", 4, 6}, {"f2", 4, 6}, {"f3", 4, 6}, {"f4", 4, 6}, {"f5", 4, 6}, {"f6", 4, 6}}},
      {"googlenet",
       "L6",
       "",
       {{"f00", 8, 16}, {"f1", 2, 6}, {"f2", 2, 6}, {"f3", 2, 6}, {"f4", 2, 6}, {"f5", 2, 6}, {"f6", 2, 6}}},
      {"pnasnet", "L0", "", {{"n", 1, 12}, {"f1", 1, 128}, {"d2", 1, 4}, {"d3", 1, 4}}},
      {"pnasnet", "L1", "", {{"n", 1, 12}, {"f1", 16, 128}, {"d2", 1, 4}, {"d3", 1, 4}}},
      {"pnasnet", "L2", "", {{"n", 1, 8}, {"f1", 16, 64}, {"d2", 1, 3}, {"d3", 1, 3}}},
      {"pnasnet", "L3", "", {{"n", 1, 3}, {"f1", 8, 16}, {"d2", 1, 2}, {"d3", 1, 2}}},
      {"resnext", "L0", "", {{"n", 1, 3}, {"f", 1, 64}, {"c", 1, 512}}},
      {"resnext", "L1", "", {{"n", 1, 3}, {"f", 4, 64}, {"c", 1, 128}}, 512},
      {"resnext", "L2", "", {{"n", 1, 3}, {"f", 4, 32}, {"c", 1, 32}}, 128},
      {"resnext", "L3", "", {{"n", 1, 2}, {"f", 4, 8}, {"c", 1, 8}}, 32},
  };
  return rows;
}

const LawRow& published_row(std::string_view space, std::string_view name) {
  return find(published_rows(), space, name, [](const LawRow& row) { return row.name; });
}

const LawRow& printed_row(std::string_view space, std::string_view name) {
  return find(printed_rows(), space, name, [](const LawRow& row) { return row.name; });
}

const LawRow& released_row(std::string_view space, std::string_view released_name) {
  return find(published_rows(), space, released_name, [](const LawRow& row) { return row.released_name; });
}

}  // namespace narrows::paper
