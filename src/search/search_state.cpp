#include "search_state.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "narrows/error.hpp"
#include "narrows/file.hpp"
#include "narrows/fingerprint.hpp"
#include "narrows/onnx_reader.hpp"
#include "notify.hpp"
#include "schedule.hpp"

namespace narrows {
namespace {

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

/** Before anything is trained: without these images no network could be said to be better than another. */
void check_compared_part(const Dataset& dataset, const SearchOptions& options) {
  if (dataset.validation().size() > 0) return;
  if (options.select_on == SelectOn::test) {
    throw std::invalid_argument("select_on \"test\" needs test images, and the data set '" + dataset.name() +
                                "' has none");
  }
  throw std::invalid_argument("the data set '" + dataset.name() +
                              "' has no validation images to compare networks on: give it a validation part or a "
                              "validation_share above 0, and at least 2 training images of a class" +
                              (dataset.test().size() > 0 ? ", or select_on \"test\"" : ""));
}

bool is_model(const std::string& path) {
  try {
    (void)OnnxReader().read(path);
    return true;
  } catch (const Error&) {
    return false;
  }
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

void say(const SearchCallback& progress, const std::string& message) {
  SearchProgress now;
  now.message = message;
  notify(progress, now);
}

PlanCallback law_callback(const SearchCallback& progress) {
  return [&progress](const std::string& space, const LawProgress& law) {
    SearchProgress now;
    now.name = space;
    now.law = law;
    return !progress || progress(now);
  };
}

}  // namespace

Search::State::State(SearchOptions given, const Dataset& whole)
    : options(checked(std::move(given), whole)), dataset(prepare_dataset(whole, options)), source(whole.source()) {
  check_compared_part(dataset, options);
}

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

void Search::State::close() {
  store.reset();
  lock.reset();
}

void Search::State::require_open() const {
  if (!store) throw std::invalid_argument("a search has to be prepared before it gives and takes jobs");
}

void Search::State::say_plan(const SearchCallback& progress) const {
  for (const std::string& note : file.plan.notes) say(progress, note);
  if (const std::string warning = store->journal_warning(); !warning.empty()) say(progress, warning);
  say(progress, resumed ? "going on with the search in " + options.folder : plan_in_words());
}

std::string Search::State::plan_in_words() const {
  const SearchPlan& plan = file.plan;
  const int chosen = std::min(static_cast<int>(works.size()), options.train);
  const std::string trained =
      screening() ? "measured on " + options.device + " before " + std::to_string(chosen) + " are trained"
      : options.choose == Choose::proposer ? "up to " + std::to_string(options.train) + " for training"
                                           : std::to_string(chosen) + " for training";
  return std::to_string(plan.candidates.size()) + " candidates drawn, " + std::to_string(plan.inside()) +
         " of them below the limits, " + trained + ", " + plan.choice;
}

void Search::State::begin(SearchPlan plan) {
  file.options = describe(options, dataset);
  file.command = options.command;
  file.device = options.device;
  file.source = source;
  file.plan = std::move(plan);
  std::vector<std::string> remarks = dataset.remarks();
  if (options.select_on == SelectOn::test) {  // there the validation part is the test part
    std::erase_if(remarks, [](const std::string& line) { return line.find("validation") != std::string::npos; });
  }
  file.plan.notes.insert(file.plan.notes.begin(), remarks.begin(), remarks.end());
  file.fingerprints = fingerprints();
  write_skipped();
  save();
}

/** The images that could not be read, where the user looks for all else of the search. */
void Search::State::write_skipped() const {
  std::string lines;
  for (const std::string& line : dataset.skipped()) lines += line + "\n";
  if (!lines.empty()) write_file(path("skipped.txt"), lines);
}

std::map<std::string, std::string> Search::State::fingerprints() const {
  std::map<std::string, std::string> result;
  for (const SearchSpace& space : options.spaces) {
    result[space.name()] = fingerprint(space);
    for (const Candidate& candidate : file.plan.chosen()) {
      if (candidate.network.space != space.name()) continue;
      const Architecture architecture = space.architecture_from_json(candidate.network.architecture);
      result[candidate.name] = fingerprint(space.build(architecture));
    }
  }
  return result;
}

/** Results of a space that has been edited since are not those of the new one. Older files do not say. */
void Search::State::check_fingerprints() const {
  if (file.fingerprints.empty()) return;
  for (const auto& [name, now] : fingerprints()) {
    const auto before = file.fingerprints.find(name);
    if (before != file.fingerprints.end() && before->second == now) continue;
    throw std::invalid_argument("'" + options.folder +
                                "' holds results of another space: since then the build function "
                                "builds something else for " +
                                name + " (choose another folder)");
  }
}

void Search::State::go_on() {
  file = SearchFile::read(path("search.json"));
  const std::string different = differences(file.options, describe(options, dataset));
  if (!different.empty()) {
    throw std::invalid_argument("'" + options.folder + "' holds another search: " + different +
                                " (choose another folder, or repeat its options)");
  }
  check_fingerprints();
  make_folder(path("models"));
  make_folder(path("checkpoints"));
  store = std::make_unique<ResultsStore>(path("results.db"));
  file.device = options.device;
  file.source = source;  // the same data may lie elsewhere by now
  load_works();
  end_screening();
}

void Search::State::load_works() {
  works.clear();
  for (Candidate& candidate : file.plan.chosen()) works.push_back({std::move(candidate)});
  read_latencies();
  if (screening()) return;
  if (works.empty() || options.choose == Choose::proposer ||
      static_cast<int>(file.images_per_second.size()) == static_cast<int>(works.size())) {
    make_schedule();
  }
  if (!file.schedule) return;
  for (Work& work : works) look_up(work);
}

void Search::State::make_schedule() {
  if (file.schedule) return;
  std::vector<double> seconds;
  for (int rank = 0; rank < static_cast<int>(works.size()); ++rank) seconds.push_back(seconds_of_epoch(rank));
  const int epochs = options.recipe.epochs;
  file.schedule = options.choose == Choose::proposer
                      ? open_schedule(epochs, options.train)
                      : fit_schedule(seconds, epochs, options.hours, options.workers, options.spend);
  save();
}

/** Validation only goes forward, which takes about a third of a training step. */
double Search::State::seconds_of_epoch(int rank) const {
  const auto images =
      static_cast<double>(dataset.train().size()) + static_cast<double>(dataset.validation().size()) / 3;
  const auto found = file.images_per_second.find(rank);
  return found == file.images_per_second.end() || found->second <= 0 ? 0 : images / found->second;
}

/** Of what is left of this rung; of later ones as if networks of a middling speed climbed them. */
double Search::State::seconds_after(int rank) const {
  const std::vector<Rung>& rungs = file.schedule.value().rungs;
  const Standing now = standing();
  const auto epochs = [&](std::size_t rung) { return rungs[rung].epochs - (rung == 0 ? 0 : rungs[rung - 1].epochs); };
  double seconds = 0;
  double together = 0;
  for (const int other : now.ranks) {
    together += seconds_of_epoch(other);
    if (other > rank && !done(Stage::train, other)) seconds += seconds_of_epoch(other) * epochs(now.rung);
  }
  for (std::size_t rung = now.rung + 1; rung < rungs.size(); ++rung)
    seconds += together / static_cast<double>(now.ranks.size()) * rungs[rung].networks * epochs(rung);
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

/** What of this network is in the folder already. A model that is no longer there, or broken, is trained again. */
void Search::State::look_up(Work& work) const {
  const auto number = store->find(key(work));
  if (!number || !is_model(path(model_name(work)))) return;
  std::error_code ignored;
  std::filesystem::remove(checkpoint(work), ignored);
  const auto devices = store->devices();
  const bool known = std::any_of(devices.begin(), devices.end(),
                                 [&](const StoredDevice& device) { return device.name == options.device; });
  const StoredResult result = store->result(*number, known ? options.device : "");
  work.training = number;
  work.timed = known && result.latency.has_value();
  work.tested = result.training.test_accuracy.has_value();
}

}  // namespace narrows
