#include "narrows/search.hpp"

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <stdexcept>

#include "folder_lock.hpp"
#include "narrows/error.hpp"
#include "narrows/onnx_exporter.hpp"
#include "schedule.hpp"
#include "search_file.hpp"

namespace narrows {
namespace {

constexpr Stage stages[] = {Stage::estimate, Stage::train, Stage::time, Stage::test};

/** One chosen network and what has been done with it. */
struct Work {
  Candidate candidate;
  std::optional<std::int64_t> training{};  ///< Its number in the store.
  bool timed = false;
  bool tested = false;
  bool out = false;  ///< A job of it has been given and not yet recorded.
};

std::vector<SearchSpace> for_dataset(const std::vector<SearchSpace>& spaces, const Dataset& dataset) {
  std::vector<SearchSpace> result;
  for (const SearchSpace& space : spaces) {
    result.push_back(space.with_input(dataset.input_shape(), static_cast<int>(dataset.classes().size())));
  }
  return result;
}

SearchOptions checked(SearchOptions options, const Dataset& dataset) {
  options.validate();
  options.spaces = for_dataset(options.spaces, dataset);
  return options;
}

bool belongs_to_search(const std::filesystem::path& entry) {
  const std::string name = entry.filename().string();
  return name.front() == '.' || name.starts_with("search.json");
}

/** A folder with other things in it is most likely a mistake. */
void check_new_folder(const std::string& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) return;
  if (!std::filesystem::is_directory(folder, error)) throw Error("'" + folder + "' is a file: expected a folder");
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (belongs_to_search(entry.path())) continue;
    throw Error("'" + folder + "' holds other files and no search: choose a new folder");
  }
}

void make_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Error("cannot make the folder '" + folder + "': " + error.message());
}

void tell(const SearchCallback& progress, const SearchProgress& now) {
  if (progress && !progress(now)) throw Interrupted();
}

void say(const SearchCallback& progress, const std::string& message) {
  SearchProgress now;
  now.stage = "say";
  now.message = message;
  tell(progress, now);
}

PlanCallback law_callback(const SearchCallback& progress) {
  return [&progress](const std::string& space, const LawProgress& law) {
    SearchProgress now;
    now.stage = "law";
    now.name = space;
    now.law = law;
    return !progress || progress(now);
  };
}

}  // namespace

std::string_view name(Stage stage) {
  constexpr std::string_view names[] = {"estimate", "train", "time", "test"};
  return names[static_cast<int>(stage)];
}

struct Search::State {
  State(SearchOptions given, const Dataset& whole)
      : options(checked(std::move(given), whole)), dataset(prepare_dataset(whole, options)) {}

  SearchOptions options;
  Dataset dataset;
  SearchFile file{};
  std::unique_ptr<FolderLock> lock{};
  std::unique_ptr<ResultsStore> store{};
  std::vector<Work> works{};
  bool resumed = false;
  mutable std::mutex mutex{};

  [[nodiscard]] std::string path(const std::string& name) const { return options.folder + "/" + name; }
  [[nodiscard]] std::string checkpoint(const Work& work) const {
    return path("checkpoints/" + work.candidate.name + ".checkpoint");
  }
  [[nodiscard]] static std::string model_name(const Work& work) { return "models/" + work.candidate.name + ".onnx"; }
  void save() const { file.write(path("search.json")); }

  void open(const SearchCallback& progress);
  void say_plan(const SearchCallback& progress) const;
  void go_on();
  void begin(SearchPlan plan);
  void load_works();
  void make_schedule();
  [[nodiscard]] Recipe recipe() const;
  [[nodiscard]] StoredTraining key(const Work& work) const;
  void look_up(Work& work) const;
  [[nodiscard]] int networks() const;
  [[nodiscard]] bool failed(int rank) const { return file.failures.contains(rank); }
  [[nodiscard]] bool wanted(Stage stage, int rank) const;
  [[nodiscard]] bool done(Stage stage, int rank) const;
  [[nodiscard]] bool finished() const;
  [[nodiscard]] double seconds_of_epoch(int rank) const;
  [[nodiscard]] double seconds_after(int rank) const;
  [[nodiscard]] Job job(Stage stage, int rank) const;

  void keep(const Job& job, const Speed& speed);
  void keep(const Job& job, const Training& training);
  void keep(const Job& job, const Latency& latency);
  void keep(const Job& job, const TestScore& score);
  void keep(const Job& job, const Failure& failure);
};

void Search::State::open(const SearchCallback& progress) {
  resumed = std::filesystem::exists(path("search.json"));
  if (!resumed) {
    check_new_folder(options.folder);
    SearchPlan plan =
        make_plan(options, law_callback(progress));  // Before anything is written: it may find that nothing fits.
    make_folder(options.folder);
    lock = std::make_unique<FolderLock>(options.folder);
    if (!std::filesystem::exists(path("search.json"))) begin(std::move(plan));
  }
  if (!lock) lock = std::make_unique<FolderLock>(options.folder);
  go_on();
  say_plan(progress);
}

void Search::State::say_plan(const SearchCallback& progress) const {
  const SearchPlan& plan = file.plan;
  for (const std::string& note : plan.notes) say(progress, note);
  say(progress, resumed ? "going on with the search in " + options.folder
                        : std::to_string(plan.candidates.size()) + " candidates drawn, " +
                              std::to_string(plan.inside()) + " of them below the limits, " +
                              std::to_string(plan.chosen().size()) + " chosen for training");
}

void Search::State::begin(SearchPlan plan) {
  file.options = describe(options, dataset);
  file.command = options.command;
  file.device = options.device;
  file.plan = std::move(plan);
  save();
}

void Search::State::go_on() {
  file = SearchFile::read(path("search.json"));
  const std::string different = differences(file.options, describe(options, dataset));
  if (!different.empty()) {
    throw std::invalid_argument("'" + options.folder + "' holds another search: " + different +
                                " (choose another folder, or repeat its options)");
  }
  make_folder(path("models"));
  make_folder(path("checkpoints"));
  store = std::make_unique<ResultsStore>(path("results.db"));
  file.device = options.device;
  load_works();
}

void Search::State::load_works() {
  works.clear();
  for (Candidate& candidate : file.plan.chosen()) works.push_back({std::move(candidate)});
  if (works.empty() || static_cast<int>(file.images_per_second.size()) == static_cast<int>(works.size())) {
    make_schedule();
  }
  if (!file.schedule) return;
  for (Work& work : works) look_up(work);
}

void Search::State::make_schedule() {
  if (file.schedule) return;
  std::vector<double> seconds;
  for (int rank = 0; rank < static_cast<int>(works.size()); ++rank) seconds.push_back(seconds_of_epoch(rank));
  file.schedule = fit_schedule(seconds, options.recipe.epochs, options.hours, options.workers);
  save();
}

/** Validation only goes forward, which takes about a third of a training step. */
double Search::State::seconds_of_epoch(int rank) const {
  const auto images =
      static_cast<double>(dataset.train().size()) + static_cast<double>(dataset.validation().size()) / 3;
  const auto found = file.images_per_second.find(rank);
  return found == file.images_per_second.end() || found->second <= 0 ? 0 : images / found->second;
}

double Search::State::seconds_after(int rank) const {
  double seconds = 0;
  for (int other = rank + 1; other < networks(); ++other) {
    if (!done(Stage::train, other)) seconds += seconds_of_epoch(other) * recipe().epochs;
  }
  return seconds / options.workers;
}

Recipe Search::State::recipe() const {
  Recipe result = options.recipe;
  if (file.schedule) result.epochs = file.schedule->epochs;
  return result;
}

StoredTraining Search::State::key(const Work& work) const {
  StoredTraining training;
  training.network = work.candidate.network;
  training.dataset = StoredDataset::of(dataset);
  training.recipe = recipe().to_json();
  training.seed = options.seed;
  training.onnx = model_name(work);
  return training;
}

/** What of this network is in the folder already. A model that somebody removed is trained again. */
void Search::State::look_up(Work& work) const {
  const auto number = store->find(key(work));
  if (!number || !std::filesystem::exists(path(model_name(work)))) return;
  std::error_code ignored;
  std::filesystem::remove(checkpoint(work), ignored);
  const auto devices = store->devices();
  const bool known = std::any_of(devices.begin(), devices.end(),
                                 [&](const StoredDevice& device) { return device.name == options.device; });
  const StoredResult result = store->result(*number, known ? options.device : "");
  work.training = *number;
  work.timed = known && result.latency.has_value();
  work.tested = result.training.test_accuracy.has_value();
}

int Search::State::networks() const { return file.schedule ? file.schedule->networks : 0; }

bool Search::State::wanted(Stage stage, int rank) const {
  if (stage == Stage::estimate) return !file.schedule;
  if (rank >= networks() || failed(rank)) return false;
  return stage == Stage::train || works[static_cast<std::size_t>(rank)].training.has_value();
}

bool Search::State::done(Stage stage, int rank) const {
  const Work& work = works[static_cast<std::size_t>(rank)];
  switch (stage) {
    case Stage::estimate:
      return file.images_per_second.contains(rank);
    case Stage::train:
      return work.training.has_value();
    case Stage::time:
      return work.timed;
    case Stage::test:
      return work.tested;
  }
  return true;
}

bool Search::State::finished() const {
  for (const Stage stage : stages) {
    for (int rank = 0; rank < static_cast<int>(works.size()); ++rank) {
      if (wanted(stage, rank) && !done(stage, rank)) return false;
    }
  }
  return store != nullptr;
}

Job Search::State::job(Stage stage, int rank) const {
  const Work& work = works[static_cast<std::size_t>(rank)];
  const auto space = std::find_if(options.spaces.begin(), options.spaces.end(),
                                  [&](const SearchSpace& each) { return each.name() == work.candidate.network.space; });
  const int count = stage == Stage::estimate ? static_cast<int>(works.size()) : networks();
  Network network = space->build(space->architecture_from_json(work.candidate.network.architecture));
  return {stage,
          rank,
          count,
          work.candidate.name,
          std::move(network),
          recipe(),
          options.seed,
          checkpoint(work),
          path(model_name(work)),
          stage == Stage::train ? seconds_after(rank) : 0};
}

void Search::State::keep(const Job& job, const Speed& speed) {
  file.images_per_second[job.rank] = speed.images_per_second;
  const bool last = file.images_per_second.size() == works.size();
  if (last) {
    make_schedule();
    for (Work& work : works) look_up(work);
  } else {
    save();
  }
}

/** The file first, then the row that names it: a row without its file cannot be. */
void Search::State::keep(const Job& job, const Training& training) {
  Work& work = works[static_cast<std::size_t>(job.rank)];
  ModelInfo info;
  info.preprocessing = dataset.preprocessing();
  info.classes = dataset.classes();
  info.architecture = work.candidate.network.architecture;
  OnnxExporter().write(training.model.with_info(std::move(info)), job.onnx);
  StoredTraining stored = key(work);
  stored.validation_accuracy = training.accuracy;
  stored.history = training.history;
  work.training = store->put(stored);
  std::error_code ignored;
  std::filesystem::remove(job.checkpoint, ignored);
}

void Search::State::keep(const Job& job, const Latency& latency) {
  Work& work = works[static_cast<std::size_t>(job.rank)];
  store->put(work.candidate.network, {options.device, options.device_description}, latency);
  work.timed = true;
}

void Search::State::keep(const Job& job, const TestScore& score) {
  Work& work = works[static_cast<std::size_t>(job.rank)];
  store->set_test_accuracy(work.training.value(), score.accuracy);
  work.tested = true;
}

void Search::State::keep(const Job& job, const Failure& failure) {
  if (job.stage != Stage::train) throw Error(job.name + ": " + failure.reason);
  file.failures[job.rank] = failure.reason;
  save();
}

Search::Search(SearchOptions options, const Dataset& dataset)
    : state_(std::make_unique<State>(std::move(options), dataset)) {}
Search::~Search() = default;
Search::Search(Search&&) noexcept = default;

void Search::prepare(const SearchCallback& progress) {
  const std::lock_guard guard(state_->mutex);
  state_->open(progress);
}

std::optional<Job> Search::next() {
  const std::lock_guard guard(state_->mutex);
  if (!state_->store) throw std::invalid_argument("a search has to be prepared before it gives jobs");
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

void Search::record(const Job& job, const JobResult& result) {
  const std::lock_guard guard(state_->mutex);
  std::visit([&](const auto& each) { state_->keep(job, each); }, result);
  state_->works.at(static_cast<std::size_t>(job.rank)).out = false;
  if (!state_->finished()) return;
  state_->file.finished = true;
  state_->save();
}

void Search::give_back(const Job& job) {
  const std::lock_guard guard(state_->mutex);
  state_->works.at(static_cast<std::size_t>(job.rank)).out = false;
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
bool Search::resumed() const { return state_->resumed; }

}  // namespace narrows
