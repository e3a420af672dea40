#include "narrows/recipe.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <stdexcept>
#include <type_traits>

#include "narrows/detail/numbers.hpp"

namespace narrows {
namespace {

using Json = nlohmann::ordered_json;

constexpr double warm_up = 0.05;  // share of a cosine schedule

template <class T>
void require(bool holds, std::string_view field, std::string_view rule, const T& value) {
  if (holds) return;
  std::string text;
  if constexpr (std::is_arithmetic_v<T>) {
    text = detail::general(static_cast<double>(value));
  } else {
    text = value;
  }
  throw std::invalid_argument("recipe: " + std::string(field) + " must be " + std::string(rule) + ", not " + text);
}

double step_factor(const Recipe& recipe, int epoch) {
  double factor = 1;
  for (const double share : recipe.milestones)
    if (epoch >= std::lround(share * recipe.epochs)) factor /= 10;
  return factor;
}

double cosine_factor(double done) {
  if (done < warm_up) return done / warm_up;
  return 0.5 * (1 + std::cos(std::numbers::pi * (done - warm_up) / (1 - warm_up)));
}

template <class T>
void read(const Json& json, const char* field, T& value) {
  try {
    json.at(field).get_to(value);
  } catch (const Json::exception&) {
    throw std::invalid_argument(std::string("recipe: ") + field +
                                " has a value of the wrong kind: " + json.at(field).dump());
  }
}

void require_known_fields(const Json& given, const Json& known) {
  for (const auto& [field, value] : given.items())
    if (!known.contains(field)) throw std::invalid_argument("recipe: no field is named \"" + field + "\"");
}

}  // namespace

double Recipe::learning_rate_at(int epoch, double progress) const {
  if (schedule == "cosine") return learning_rate * cosine_factor((epoch + progress) / epochs);
  return learning_rate * step_factor(*this, epoch);
}

void Recipe::validate() const {
  require(epochs >= 1, "epochs", "at least 1", epochs);
  require(batch_size >= 2, "batch_size", "at least 2", batch_size);
  require(learning_rate > 0 && std::isfinite(learning_rate), "learning_rate", "above 0", learning_rate);
  require(momentum >= 0 && momentum < 1, "momentum", "at least 0 and below 1", momentum);
  require(weight_decay >= 0 && std::isfinite(weight_decay), "weight_decay", "at least 0", weight_decay);
  double last = 0;
  for (const double share : milestones) {
    require(share > last && share < 1, "milestones", "increasing, above 0 and below 1", share);
    last = share;
  }
  require(schedule == "step" || schedule == "cosine", "schedule", "\"step\" or \"cosine\"", '"' + schedule + '"');
  require(pad >= 0 && pad <= 1000, "pad", "0 to 1000", pad);
  require(flip >= 0 && flip <= 1, "flip", "a probability, 0 to 1", flip);
  require(label_smoothing >= 0 && label_smoothing < 1, "label_smoothing", "at least 0 and below 1", label_smoothing);
}

std::string Recipe::to_json() const {
  const Json json = {{"epochs", epochs},
                     {"batch_size", batch_size},
                     {"learning_rate", learning_rate},
                     {"momentum", momentum},
                     {"weight_decay", weight_decay},
                     {"milestones", milestones},
                     {"schedule", schedule},
                     {"pad", pad},
                     {"flip", flip},
                     {"label_smoothing", label_smoothing}};
  return json.dump();
}

Recipe Recipe::from_json(std::string_view text) {
  const Json given = Json::parse(text, nullptr, false);
  if (!given.is_object()) throw std::invalid_argument("recipe: expected a JSON object, not " + std::string(text));
  Json json = Json::parse(Recipe().to_json());
  require_known_fields(given, json);
  json.update(given);
  Recipe recipe;
  read(json, "epochs", recipe.epochs);
  read(json, "batch_size", recipe.batch_size);
  read(json, "learning_rate", recipe.learning_rate);
  read(json, "momentum", recipe.momentum);
  read(json, "weight_decay", recipe.weight_decay);
  read(json, "milestones", recipe.milestones);
  read(json, "schedule", recipe.schedule);
  read(json, "pad", recipe.pad);
  read(json, "flip", recipe.flip);
  read(json, "label_smoothing", recipe.label_smoothing);
  recipe.validate();
  return recipe;
}

}  // namespace narrows
