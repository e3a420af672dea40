#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "json.hpp"

namespace narrows::device {

/** Reads the fields of a JSON object; every complaint is a std::invalid_argument that names field, rule and value. */
class Fields {
 public:
  /** Throws for anything but an object, and for fields that are not `known`: a misspelt one is not passed over. */
  Fields(const Json& object, std::initializer_list<std::string_view> known);

  [[nodiscard]] bool has(const std::string& name) const { return object_.contains(name); }
  [[nodiscard]] const Json& operator[](const std::string& name) const;
  [[nodiscard]] const std::string& text(const std::string& name) const;
  [[nodiscard]] const Json& list(const std::string& name) const;
  /** `otherwise` where the field is missing. */
  [[nodiscard]] int whole_number(const std::string& name, int otherwise, int low, int high) const;
  [[nodiscard]] bool yes(const std::string& name) const;

 private:
  const Json& object_;
};

/** A whole number of [low, high]; throws std::invalid_argument, calling it `name`. */
[[nodiscard]] int whole_number(const Json& value, const std::string& name, int low, int high);

}  // namespace narrows::device
