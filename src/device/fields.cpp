#include "fields.hpp"

#include <algorithm>
#include <stdexcept>

namespace narrows::device {
namespace {

std::string joined(std::initializer_list<std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

/** A value for a message: never longer than a line is wide. */
std::string shown(const Json& value) {
  if (value.is_structured()) return value.is_array() ? "a list" : "an object";
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

std::invalid_argument bad(const std::string& name, const std::string& rule, const Json& value) {
  return std::invalid_argument(name + " must be " + rule + ", not " + shown(value));
}

}  // namespace

Fields::Fields(const Json& object, std::initializer_list<std::string_view> known) : object_(object) {
  if (!object.is_object()) throw std::invalid_argument("expected an object, not " + shown(object));
  for (const auto& [name, value] : object.items())
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw std::invalid_argument("unknown field " + shown(name) + "; known are: " + joined(known));
}

const Json& Fields::operator[](const std::string& name) const {
  const auto found = object_.find(name);
  if (found == object_.end()) throw std::invalid_argument("field \"" + name + "\" is missing");
  return *found;
}

const std::string& Fields::text(const std::string& name) const {
  const Json& value = (*this)[name];
  if (!value.is_string()) throw bad(name, "a text", value);
  return value.get_ref<const std::string&>();
}

const Json& Fields::list(const std::string& name) const {
  const Json& value = (*this)[name];
  if (!value.is_array()) throw bad(name, "a list", value);
  return value;
}

int Fields::whole_number(const std::string& name, int otherwise, int low, int high) const {
  return has(name) ? device::whole_number((*this)[name], name, low, high) : otherwise;
}

bool Fields::yes(const std::string& name) const {
  if (!has(name)) return false;
  const Json& value = (*this)[name];
  if (!value.is_boolean()) throw bad(name, "true or false", value);
  return value.get<bool>();
}

int whole_number(const Json& value, const std::string& name, int low, int high) {
  const bool fits = value.is_number_integer() && value >= low && value <= high;
  if (!fits) throw bad(name, "a whole number of " + std::to_string(low) + " to " + std::to_string(high), value);
  return value.get<int>();
}

}  // namespace narrows::device
