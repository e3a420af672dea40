#include "step_json.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "narrows/error.hpp"

namespace narrows::timing {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view format = "narrows latency model";
constexpr int version = 3;
constexpr int version_with_factor = 4;  // which version 3 knew nothing of

[[noreturn]] void refuse(const std::string& what) { throw Error("latency model: " + what); }

/** {"kernel": ["<", 4, left, right]}, or the number of a leaf. */
Json to_json(const StepTree& tree, std::size_t at = 0) {
  const StepTree::Node& node = tree.nodes[at];
  if (node.feature < 0) return std::round(static_cast<double>(node.value) * 1e6) / 1e6;
  return {{"if", step_feature_names[static_cast<std::size_t>(node.feature)]},
          {"below", node.below},
          {"then", to_json(tree, static_cast<std::size_t>(node.left))},
          {"else", to_json(tree, static_cast<std::size_t>(node.right))}};
}

std::size_t feature_called(const std::string& name) {
  const auto found = std::ranges::find(step_feature_names, name);
  if (found == step_feature_names.end()) refuse("nothing is known here of \"" + name + "\"");
  return static_cast<std::size_t>(found - step_feature_names.begin());
}

int read_node(const Json& json, StepTree& tree, int depth = 0) {
  const auto at = static_cast<int>(tree.nodes.size());
  StepTree::Node node;
  tree.nodes.push_back(node);
  if (json.is_number()) {
    node.value = json.get<float>();
    if (!std::isfinite(node.value)) refuse("a leaf is not a finite number");
  } else {
    if (depth > 20) refuse("a tree is too deep");
    node.feature = static_cast<int>(feature_called(json.at("if").get<std::string>()));
    node.below = json.at("below").get<float>();
    node.left = read_node(json.at("then"), tree, depth + 1);
    node.right = read_node(json.at("else"), tree, depth + 1);
  }
  tree.nodes[static_cast<std::size_t>(at)] = node;
  return at;
}

Json to_json(const KindModel& kind) {
  Json json = Json::object();
  for (std::size_t i = 0; i < amounts; ++i)
    if (kind.ms[i] > 0) json[amount_names[i]] = kind.ms[i];
  for (const StepTree& tree : kind.trees) json["trees"].push_back(to_json(tree));
  return json;
}

KindModel read_kind(const Json& json) {
  KindModel kind;
  for (const auto& [name, value] : json.items()) {
    if (name == "trees") {
      for (const Json& tree : value) read_node(tree, kind.trees.emplace_back());
      continue;
    }
    const auto found = std::ranges::find(amount_names, name);
    const double ms = found == amount_names.end() ? -1 : value.get<double>();
    if (!(ms >= 0)) refuse("\"" + name + "\" is not known here, or its time is not a number of at least 0");
    kind.ms[static_cast<std::size_t>(found - amount_names.begin())] = ms;
  }
  return kind;
}

Json to_json(const SizeFactor& size) {
  Json json = Json::array();
  for (const SizeFactor::Knot& knot : size.knots) json.push_back({{"ms", knot.ms}, {"factor", knot.factor}});
  return json;
}

SizeFactor read_size(const Json& json) {
  SizeFactor size;
  for (const Json& knot : json) {
    size.knots.push_back({knot.at("ms").get<double>(), knot.at("factor").get<double>()});
    const bool grows = size.knots.size() < 2 || size.knots.back().ms > size.knots[size.knots.size() - 2].ms;
    if (!grows || !(size.knots.back().ms > 0) || !(size.knots.back().factor > 0))
      refuse("the sizes must grow, and they and their factors be above 0");
  }
  return size;
}

StepKind kind_called(const std::string& name) {
  int number = 0;
  while (number < step_kinds && narrows::name(static_cast<StepKind>(number)) != name) ++number;
  if (number == step_kinds) refuse("steps of kind \"" + name + "\" are not known here");
  return static_cast<StepKind>(number);
}

double read_finite(const Json& json) {
  const auto value = json.get<double>();
  if (!std::isfinite(value)) refuse("its factor is not of finite numbers");
  return value;
}

Json to_json(const StepFactor& factor) {
  Json json{{"logarithm", "constant + slopes x features + kind, over the device that the steps were fitted on"},
            {"constant", factor.constant},
            {"slopes", Json::object()},
            {"kinds", Json::object()}};
  for (std::size_t i = 0; i < step_features; ++i)
    if (factor.slopes[i] != 0) json["slopes"][step_feature_names[i]] = factor.slopes[i];
  for (std::size_t i = 0; i < step_kinds; ++i)
    if (factor.kinds[i] != 0) json["kinds"][narrows::name(static_cast<StepKind>(i))] = factor.kinds[i];
  return json;
}

StepFactor read_factor(const Json& json) {
  StepFactor factor{.constant = read_finite(json.at("constant"))};
  for (const auto& [name, slope] : json.at("slopes").items()) factor.slopes[feature_called(name)] = read_finite(slope);
  for (const auto& [name, value] : json.at("kinds").items())
    factor.kinds[static_cast<std::size_t>(kind_called(name))] = read_finite(value);
  return factor;
}

StepModel read(const Json& json) {
  StepModel model;
  for (const auto& [name, kind] : json.at("steps").items()) model.kind(kind_called(name)) = read_kind(kind);
  if (json.contains("factor")) model.factor = read_factor(json.at("factor"));
  model.size = read_size(json.at("size"));
  model.low_residual = json.at("interval").at("low").get<double>();
  model.high_residual = json.at("interval").at("high").get<double>();
  if (!(model.low_residual <= model.high_residual)) refuse("its interval is empty");
  return model;
}

}  // namespace

std::string to_json(const StepModel& model) {
  Json steps = Json::object();
  for (int number = 0; number < step_kinds; ++number)
    if (Json kind = to_json(model.kind(static_cast<StepKind>(number))); !kind.empty())
      steps[narrows::name(static_cast<StepKind>(number))] = std::move(kind);
  const bool like = !model.factor.is_one();
  Json json{{"kind", format},
            {"version", like ? version_with_factor : version},
            {"unit", "ms per call, million MACs, million values read, written and of weights"},
            {"trees", "their sum is the logarithm of a factor"},
            {"size", to_json(model.size)},
            {"interval", {{"low", model.low_residual}, {"high", model.high_residual}}},
            {"steps", std::move(steps)}};
  if (like) json["factor"] = to_json(model.factor);
  return json.dump(1);
}

StepModel model_from_json(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || json.value("kind", "") != format || (!json.contains("version") && !json.contains("times")))
    throw Error("this is not a latency model as LatencyModel::to_json writes it");
  if (json.value("version", 1) < version)
    refuse("written by an older version of narrows; calibrate again (what was measured is kept)");
  if (json.value("version", 1) > version_with_factor) refuse("written by a newer version of narrows: update narrows");
  try {
    return read(json);
  } catch (const Json::exception& error) {
    refuse(error.what());
  }
}

}  // namespace narrows::timing
