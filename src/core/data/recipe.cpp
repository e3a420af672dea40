#include "narrows/recipe.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <stdexcept>
#include <type_traits>

#include "narrows/detail/fields.hpp"
#include "narrows/detail/names.hpp"
#include "narrows/detail/numbers.hpp"

namespace narrows {

using Json = nlohmann::ordered_json;

static void to_json(Json& json, LearningRateSchedule schedule) { json = name(schedule); }
static void from_json(const Json& json, LearningRateSchedule& schedule) {
  schedule = schedule_named(json.get<std::string>());
}

namespace {

constexpr detail::Names<LearningRateSchedule, 3> schedules = {"recipe: schedule", {"step", "cosine", "cycle"}};
constexpr double warm_up = 0.05;  // share of a cosine schedule
constexpr double rise = 0.2;      // share of a cycle

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

double cycle_factor(double done) { return done < rise ? done / rise : (1 - done) / (1 - rise); }

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

std::string_view name(LearningRateSchedule schedule) { return schedules.of(schedule); }
LearningRateSchedule schedule_named(std::string_view name) { return schedules.value(name); }

double Recipe::learning_rate_at(int epoch, double progress) const {
  switch (schedule) {
    case LearningRateSchedule::step:
      break;
    case LearningRateSchedule::cosine:
      return learning_rate * cosine_factor((epoch + progress) / epochs);
    case LearningRateSchedule::cycle:
      return learning_rate * cycle_factor((epoch + progress) / epochs);
  }
  return learning_rate * step_factor(*this, epoch);
}

int Recipe::averaged_epochs() const {
  const auto count = static_cast<int>(std::lround(average_last * epochs));
  return count < 2 ? 0 : count;
}

Recipe Recipe::fast(int epochs) {
  return {.epochs = epochs,
          .learning_rate = 0.1,
          .schedule = LearningRateSchedule::cycle,
          .nesterov = true,
          .alternate_flips = true,
          .average_last = 0.2};
}

Recipe Recipe::few_images(int epochs) {
  return {.epochs = epochs,
          .batch_size = 16,
          .learning_rate = 0.1,
          .weight_decay = 1e-3,
          .schedule = LearningRateSchedule::cosine,
          .label_smoothing = 0.1,
          .nesterov = true};
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
  require(pad >= 0 && pad <= 1000, "pad", "0 to 1000", pad);
  require(flip >= 0 && flip <= 1, "flip", "a probability, 0 to 1", flip);
  require(label_smoothing >= 0 && label_smoothing < 1, "label_smoothing", "at least 0 and below 1", label_smoothing);
  require(!alternate_flips || flip == 0 || flip == 0.5, "flip", "0 or 0.5 with alternate_flips", flip);
  require(average_last >= 0 && average_last < 1, "average_last", "at least 0 and below 1", average_last);
}

/** So that trainings and searches of older versions, which are found by this text, stay what they are. */
std::string Recipe::to_json() const {
  Json json = detail::fields_to_json<Json>(*this);
  const Json usual = detail::fields_to_json<Json>(Recipe());
  for (const char* field : {"nesterov", "alternate_flips", "average_last", "balance"})
    if (json[field] == usual[field]) json.erase(field);
  return json.dump();
}

Recipe Recipe::from_json(std::string_view text) {
  const Json given = Json::parse(text, nullptr, false);
  if (!given.is_object()) throw std::invalid_argument("recipe: expected a JSON object, not " + std::string(text));
  Json json = detail::fields_to_json<Json>(Recipe());
  require_known_fields(given, json);
  json.update(given);
  Recipe recipe;
  for_each_field([&](const char* field, auto member) { read(json, field, recipe.*member); });
  recipe.validate();
  return recipe;
}

}  // namespace narrows
