#pragma once

#include <string>

namespace narrows::detail {

/** A value that lists its fields: `T::for_each_field(visit)` calls visit(name, pointer to member) for each, in order.
 */
template <class T>
concept Fielded = requires {
  T::for_each_field([](const char*, auto) {});
};

/** All fields by their names, in order; Json is one of nlohmann's types. */
template <class Json, Fielded T>
[[nodiscard]] Json fields_to_json(const T& value) {
  Json json = Json::object();
  T::for_each_field([&](const char* name, auto member) { json[name] = value.*member; });
  return json;
}

/** The reverse; every field must be there. */
template <class Json, Fielded T>
void fields_from_json(const Json& json, T& value) {
  T::for_each_field([&](const char* name, auto member) { json.at(name).get_to(value.*member); });
}

/** Their names: "parameters, macs, ..."; each with `before` in front. */
template <Fielded T>
[[nodiscard]] std::string field_names(const std::string& before = "") {
  std::string names;
  T::for_each_field([&](const char* name, auto) { names += (names.empty() ? "" : ", ") + before + name; });
  return names;
}

}  // namespace narrows::detail
