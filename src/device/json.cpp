#include "json.hpp"

#include <stdexcept>

#include "narrows/detail/fields.hpp"

namespace narrows::device {

Json to_json(const Latency& latency) { return detail::fields_to_json<Json>(latency); }

Json to_json(const OperatorTime& step) {
  return {{"name", step.name}, {"op", step.op}, {"kernel", step.kernel}, {"ms", step.ms}};
}

std::string to_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n'; }

Json parse(std::string_view text) {
  constexpr int deepest = 16;
  const auto check_depth = [](int depth, Json::parse_event_t, Json&) {
    if (depth > deepest) throw std::invalid_argument("JSON is nested deeper than anything that is understood here");
    return true;
  };
  try {
    return Json::parse(text, check_depth);
  } catch (const Json::parse_error& error) {
    throw std::invalid_argument("this is not JSON: error at character " + std::to_string(error.byte) + " of " +
                                std::to_string(text.size()));
  } catch (const Json::exception&) {
    throw std::invalid_argument("this is not JSON: a number is out of range");
  }
}

}  // namespace narrows::device
