#pragma once

#include <nlohmann/json.hpp>

#include "narrows/schedule.hpp"
#include "narrows/search_job.hpp"
#include "narrows/search_plan.hpp"

/** Found by nlohmann::json through the namespace of the types. */
namespace narrows {

void to_json(nlohmann::ordered_json& json, const SearchPlan& plan);
void from_json(const nlohmann::ordered_json& json, SearchPlan& plan);
void to_json(nlohmann::ordered_json& json, const Schedule& schedule);
void from_json(const nlohmann::ordered_json& json, Schedule& schedule);
void to_json(nlohmann::ordered_json& json, const Paused& paused);
void from_json(const nlohmann::ordered_json& json, Paused& paused);

}  // namespace narrows
