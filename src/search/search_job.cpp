#include "narrows/search_job.hpp"

#include "narrows/detail/names.hpp"

namespace narrows {

static constexpr detail::Names<Stage, 5> stage_names = {"stage", {"measure", "estimate", "train", "time", "test"}};

std::string_view name(Stage stage) { return stage_names.of(stage); }
Stage stage_named(std::string_view name) { return stage_names.value(name); }

}  // namespace narrows
