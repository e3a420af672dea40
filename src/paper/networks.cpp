#include <array>
#include <stdexcept>

#include "narrows/paper/network.hpp"
#include "narrows/paper/published_cost.hpp"
#include "narrows/paper/released_results.hpp"
#include "narrows/spaces.hpp"
#include "notation.hpp"

namespace narrows::paper {
namespace {

struct Published {
  const char* space;
  const char* law;
  std::uint32_t id;
  std::int64_t params;
  std::int64_t flops;
};

constexpr std::array published = {
    Published{"densenet", "s1", 0, 166093, 35438476},    Published{"densenet", "s2", 0, 236095, 157983280},
    Published{"densenet", "s3", 0, 19014, 7223192},      Published{"mobilenetv2", "s1", 0, 1510822, 279221214},
    Published{"mobilenetv2", "s2", 0, 520755, 44927902}, Published{"mobilenetv2", "s3", 0, 45328, 11685402},
    Published{"mobilenetv2", "s4", 0, 21247, 6844458},   Published{"mobilenetv2", "s5", 0, 2523, 971026},
    Published{"mobilenetv2", "s6", 0, 1528, 280360},     Published{"googlenet", "s1", 0, 3889274, 1314826164},
    Published{"googlenet", "s2", 0, 364347, 146155288},  Published{"googlenet", "s3", 0, 68495, 32702472},
    Published{"pnasnet", "s1", 0, 208771, 45410296},     Published{"pnasnet", "s2", 0, 32631, 9894136},
    Published{"pnasnet", "s3", 0, 3508, 1072720},        Published{"resnext", "s1", 0, 1160001, 344081328},
    Published{"resnext", "s2", 0, 120721, 20993752},     Published{"resnext", "s3", 0, 7717, 2253456},
};

Comparison compare(const ReleasedResult& result, const char* number, std::int64_t printed, std::int64_t ours) {
  const bool equal = printed == ours;
  return {result.space,  result.law + " / " + std::to_string(result.id),
          number,        grouped(printed),
          grouped(ours), equal ? Verdict::exact : Verdict::differs,
          std::nullopt,  equal ? "" : result.where + ": not the counts of the network that this number stands for"};
}

/** A row whose space or law is unknown stands for no network. */
void compare(const ReleasedResult& result, std::vector<Comparison>& rows) {
  try {
    const SearchSpace space = spaces::get(result.space);
    const PublishedCost ours = published_cost(space, network(result.space, result.law, result.id));
    rows.push_back(compare(result, "params", result.params, ours.params));
    rows.push_back(compare(result, "flops", result.flops, ours.flops));
  } catch (const std::invalid_argument& error) {
    rows.push_back({result.space, result.law + " / " + std::to_string(result.id), "network", "", "", Verdict::differs,
                    std::nullopt, result.where + ": " + error.what()});
  }
}

}  // namespace

std::vector<Comparison> compare_networks(const std::vector<ReleasedResult>& results) {
  std::vector<Comparison> rows;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const bool same_row = i > 0 && results[i].where == results[i - 1].where;  // of another device
    if (!same_row) compare(results[i], rows);
  }
  return rows;
}

std::vector<Comparison> compare_networks() {
  std::vector<Comparison> rows;
  for (const Published& row : published) {
    ReleasedResult result;
    result.space = row.space;
    result.law = row.law;
    result.id = row.id;
    result.params = row.params;
    result.flops = row.flops;
    result.where = "released results";
    compare(result, rows);
  }
  return rows;
}

}  // namespace narrows::paper
