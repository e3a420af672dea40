#pragma once

#include <optional>
#include <string>

namespace narrows::detail {

/** A value that lists its fields: `T::for_each_field(visit)` calls visit(name, pointer to member) for each, in order.
 */
template <class T>
concept Fielded = requires {
  T::for_each_field([](const char*, auto) {});
};

template <class Json, class T>
[[nodiscard]] Json field_to_json(const T& value) {
  return value;
}
/** What is not there is null. */
template <class Json, class T>
[[nodiscard]] Json field_to_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

template <class Json, class T>
void field_from_json(const Json& json, T& value) {
  json.get_to(value);
}
template <class Json, class T>
void field_from_json(const Json& json, std::optional<T>& value) {
  value = json.is_null() ? std::nullopt : std::optional<T>(json.template get<T>());
}

/** All fields by their names, in order; Json is one of nlohmann's types. */
template <class Json, Fielded T>
[[nodiscard]] Json fields_to_json(const T& value) {
  Json json = Json::object();
  T::for_each_field([&](const char* name, auto member) { json[name] = field_to_json<Json>(value.*member); });
  return json;
}

/** The reverse; every field must be there. */
template <class Json, Fielded T>
void fields_from_json(const Json& json, T& value) {
  T::for_each_field([&](const char* name, auto member) { field_from_json(json.at(name), value.*member); });
}

/** Their names: "parameters, macs, ..."; each with `before` in front. */
template <Fielded T>
[[nodiscard]] std::string field_names(const std::string& before = "") {
  std::string names;
  T::for_each_field([&](const char* name, auto) { names += (names.empty() ? "" : ", ") + before + name; });
  return names;
}

}  // namespace narrows::detail
