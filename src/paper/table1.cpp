#include <array>

#include "narrows/paper/comparison.hpp"
#include "narrows/paper/published_cost.hpp"
#include "narrows/spaces.hpp"
#include "notation.hpp"

namespace narrows::paper {
namespace {

struct Reference {
  const char* space;
  const char* name;
  const char* params;
  const char* operations;
};

constexpr std::array references = {
    Reference{"densenet", "DenseNet121", "7.0M", "898.1M"}, Reference{"mobilenetv2", "MobileNetV2", "2.3M", "94.6M"},
    Reference{"googlenet", "GoogLeNet", "6.2M", "1.5G"}, Reference{"pnasnet", "PNASNetA", "135.5K", "29.2M"},
    Reference{"resnext", "ResNeXt29_32x4d", "4.8M", "779.6M"}};

Comparison compare(const Reference& reference, const char* number, const char* printed, std::int64_t ours,
                   const std::string& note) {
  const bool equal = with_letter(static_cast<double>(ours)) == printed;
  return {reference.space, reference.name,
          number,          printed,
          grouped(ours),   equal ? Verdict::exact : Verdict::differs,
          std::nullopt,    note};
}

}  // namespace

std::string_view name(Verdict verdict) {
  return verdict == Verdict::exact ? "exact" : verdict == Verdict::agrees ? "agrees" : "differs";
}

std::vector<Comparison> compare_table1() {
  std::vector<Comparison> rows;
  for (const Reference& reference : references) {
    const SearchSpace space = spaces::get(reference.space);
    const Architecture architecture = space.reference().value();
    const PublishedCost published = published_cost(space, architecture);
    const Cost cost = space.cost(architecture);
    rows.push_back(
        compare(reference, "params", reference.params, published.params, grouped(cost.parameters) + " trainable"));
    rows.push_back(compare(reference, "flops", reference.operations, published.flops, grouped(cost.macs) + " MACs"));
  }
  return rows;
}

}  // namespace narrows::paper
