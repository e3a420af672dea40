#include "narrows/search.hpp"

#include <utility>

#include "search_state.hpp"

namespace narrows {

Search::Search(SearchOptions options, const Dataset& dataset)
    : state_(std::make_unique<State>(std::move(options), dataset)) {}
Search::~Search() = default;
Search::Search(Search&&) noexcept = default;

void Search::prepare(const SearchCallback& progress) {
  const std::lock_guard guard(state_->mutex);
  state_->open(progress);
}

std::optional<SearchJob> Search::next() {
  const std::lock_guard guard(state_->mutex);
  state_->require_open();
  for (const Stage stage : stages) {
    bool waiting = false;
    for (int rank = 0; rank < static_cast<int>(state_->works.size()); ++rank) {
      Work& work = state_->works[static_cast<std::size_t>(rank)];
      if (!state_->wanted(stage, rank) || state_->done(stage, rank)) continue;
      waiting = true;
      if (!std::exchange(work.out, true)) return state_->job(stage, rank);
    }
    if (waiting) return std::nullopt;
  }
  return std::nullopt;
}

void Search::record(const SearchJob& job, const JobResult& result) {
  const std::lock_guard guard(state_->mutex);
  state_->require_open();
  std::visit([&](const auto& each) { state_->keep(job, each); }, result);
  if (job.stage != Stage::measure || state_->screening())
    state_->works.at(static_cast<std::size_t>(job.rank)).out = false;  // Else works are others now.
  state_->end();
}

void Search::propose(const std::vector<std::string>& names) {
  const std::lock_guard guard(state_->mutex);
  state_->require_open();
  state_->propose(names);
  state_->end();
}

std::vector<std::vector<std::string>> Search::proposed() const {
  const std::lock_guard guard(state_->mutex);
  return state_->file.proposals;
}

void Search::give_back(const SearchJob& job) {
  const std::lock_guard guard(state_->mutex);
  state_->works.at(static_cast<std::size_t>(job.rank)).out = false;
}

void Search::close() {
  const std::lock_guard guard(state_->mutex);
  state_->close();
}

bool Search::finished() const {
  const std::lock_guard guard(state_->mutex);
  return state_->finished();
}

const SearchOptions& Search::options() const { return state_->options; }
const Dataset& Search::dataset() const { return state_->dataset; }
const SearchPlan& Search::plan() const { return state_->file.plan; }
std::optional<Schedule> Search::schedule() const {
  const std::lock_guard guard(state_->mutex);
  return state_->file.schedule;
}
void Search::require_trained() const {
  const std::lock_guard guard(state_->mutex);
  state_->require_trained();
}
bool Search::resumed() const { return state_->resumed; }

}  // namespace narrows
