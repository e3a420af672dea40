#include <algorithm>
#include <filesystem>

#include "narrows/error.hpp"
#include "narrows/onnx_exporter.hpp"
#include "search_state.hpp"

// Which jobs there are, and what is kept of their results.
namespace narrows {

int Search::State::networks() const {
  return file.schedule ? std::min(file.schedule->networks, static_cast<int>(works.size())) : 0;
}

bool Search::State::wanted(Stage stage, int rank) const {
  if (stage == Stage::measure) return screening() && to_be_measured(rank);
  if (stage == Stage::estimate) return !screening() && !file.schedule;
  if (rank >= networks() || failed(rank)) return false;
  if (stage == Stage::test && dataset.test().size() == 0) return false;
  if (stage == Stage::train) return standing().contains(rank);
  return works[static_cast<std::size_t>(rank)].training.has_value();
}

bool Search::State::done(Stage stage, int rank) const {
  const Work& work = works[static_cast<std::size_t>(rank)];
  switch (stage) {
    case Stage::measure:
      return work.latency.has_value();
    case Stage::estimate:
      return file.images_per_second.contains(rank);
    case Stage::train:
      return work.training.has_value() || waits(file, rank, standing().rung);
    case Stage::time:
      return work.timed || work.latency;
    case Stage::test:
      return work.tested;
  }
  return true;
}

bool Search::State::finished() const {
  if (open_to_proposals()) return false;
  for (const Stage stage : stages) {
    for (int rank = 0; rank < static_cast<int>(works.size()); ++rank) {
      if (wanted(stage, rank) && !done(stage, rank)) return false;
    }
  }
  return store != nullptr;
}

void Search::State::end() {
  if (!finished()) return;
  file.finished = true;
  save();
  remove_checkpoints();
}

void Search::State::require_trained() const {
  if (!finished()) return;
  if (std::any_of(works.begin(), works.end(), [](const Work& work) { return work.training.has_value(); })) return;
  if (file.failures.empty()) throw Error("nothing was trained: no candidate keeps the limits");
  throw Error("nothing was trained: all " + std::to_string(file.failures.size()) +
              " trainings failed. The first one: " + file.failures.begin()->second +
              " (the folder keeps this; another recipe needs another folder)");
}

SearchJob Search::State::job(Stage stage, int rank) const {
  SearchJob job = job_of(stage, rank, works[static_cast<std::size_t>(rank)].candidate, options.folder, options.spaces);
  job.count = stage == Stage::measure    ? options.train
              : stage == Stage::estimate ? static_cast<int>(works.size())
                                         : networks();
  job.recipe = recipe();
  job.seed = options.seed;
  if (stage == Stage::train) {
    place(job, file, standing());
    job.seconds_after = seconds_after(rank);
  }
  return job;
}

void Search::State::keep(const SearchJob& job, const TrainingSpeed& speed) {
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
void Search::State::keep(const SearchJob& job, const Training& training) {
  Work& work = works[static_cast<std::size_t>(job.rank)];
  ModelInfo info;
  info.preprocessing = dataset.preprocessing();
  info.classes = dataset.classes();
  info.architecture = work.candidate.network.architecture;
  OnnxExporter().write(training.model.with_info(std::move(info)), job.onnx);
  StoredTraining stored = key(work);
  stored.validation_accuracy = training.accuracy;
  stored.history = training.history;
  stored.train_on = training.train_on;
  stored.validation_scores = training.validation_scores;
  work.training = store->put(stored);
  std::error_code ignored;
  std::filesystem::remove(job.checkpoint, ignored);
}

void Search::State::keep(const SearchJob& job, const Latency& latency) {
  Work& work = works[static_cast<std::size_t>(job.rank)];
  store->put(work.candidate.network, {options.device, options.device_description}, latency);
  if (job.stage == Stage::measure) {
    work.latency = latency;
    end_screening();
  } else {
    work.timed = true;
  }
}

void Search::State::keep(const SearchJob& job, const TestScore& score) {
  Work& work = works[static_cast<std::size_t>(job.rank)];
  store->set_test_accuracy(work.training.value(), score.accuracy, score.scores);
  work.tested = true;
}

void Search::State::keep(const SearchJob& job, const Failure& failure) {
  if (job.stage != Stage::train) throw Error(job.name + ": " + failure.reason);
  file.failures[job.rank] = failure.reason;
  save();
}

void Search::State::keep(const SearchJob& job, const Paused& paused) {
  file.paused[job.rank].push_back(paused);
  save();
}

/** Those of networks that climbed no further. */
void Search::State::remove_checkpoints() const {
  std::error_code ignored;
  for (const Work& work : works) std::filesystem::remove(checkpoint(work), ignored);
}

}  // namespace narrows
