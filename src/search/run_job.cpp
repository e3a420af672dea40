#include <algorithm>
#include <chrono>
#include <numeric>

#include "narrows/onnx_reader.hpp"
#include "narrows/search.hpp"
#include "notify.hpp"

namespace narrows {
namespace {

constexpr double enough_seconds = 1.0;  // Of measured steps, for an estimate.
constexpr std::size_t test_batch = 1000;

SearchProgress progress_of(const SearchJob& job) {
  SearchProgress now;
  now.stage = job.stage;
  now.name = job.name;
  now.index = job.index;
  now.count = job.count;
  now.until = job.until;
  return now;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/** Watches the first steps of a training: from the second call on, since the first step is slower than the others. */
class Speedometer {
 public:
  explicit Speedometer(int batch_size) : batch_size_(batch_size) {}

  /** Returns whether more steps are needed. */
  bool watch(const TrainingProgress& now) {
    const int steps = (now.epoch - 1) * now.steps + now.step;
    if (first_steps_ < 0) {
      first_steps_ = steps;
      begin_ = std::chrono::steady_clock::now();
      return true;
    }
    const double seconds = seconds_since(begin_);
    if (steps > first_steps_ && seconds > 0) images_per_second_ = (steps - first_steps_) * batch_size_ / seconds;
    return images_per_second_ == 0 || seconds < enough_seconds;
  }

  [[nodiscard]] double images_per_second() const { return images_per_second_; }

 private:
  int batch_size_;
  int first_steps_ = -1;
  std::chrono::steady_clock::time_point begin_;
  double images_per_second_ = 0;
};

TrainingSpeed estimate(const SearchJob& job, AbstractTrainer& trainer, const SearchCallback& progress) {
  Speedometer meter(job.recipe.batch_size);
  const auto watch = [&](const TrainingProgress& now) {
    notify(progress, progress_of(job));
    return meter.watch(now);
  };
  try {
    const Training whole = trainer.train(job.network, job.seed, "", watch);
    if (!whole.history.empty()) return {whole.history.back().images_per_second};  // It was over before it was measured.
  } catch (const Interrupted&) {
    if (meter.images_per_second() == 0) throw;
  } catch (const Diverged&) {
    return {meter.images_per_second()};  // Its training will say so.
  }
  return {meter.images_per_second()};
}

/** The epoch, finished just now or in a checkpoint, at which a training is to pause. */
std::optional<Paused> pause_at(const SearchJob& job, const TrainingProgress& training) {
  const auto& epoch = training.finished_epoch ? training.finished_epoch : training.resumed_epoch;
  if (job.until == 0 || !epoch || epoch->epoch < job.until) return std::nullopt;
  return Paused{epoch->epoch, epoch->validation_accuracy.value_or(0)};
}

/** As if the training ended where it pauses. */
TrainingProgress until_pause(const SearchJob& job, TrainingProgress training) {
  if (job.until == 0) return training;
  const double done = training.epoch - 1 + static_cast<double>(training.step) / std::max(1, training.steps);
  training.seconds_left *= std::max(0.0, job.until - done) / std::max(1e-9, training.epochs - done);
  training.epochs = job.until;
  return training;
}

void add(std::vector<ClassScore>& sums, const std::vector<ClassScore>& more) {
  for (std::size_t c = 0; c < sums.size(); ++c) sums[c].right += more[c].right, sums[c].images += more[c].images;
}

/** Of the exported file as it is read back, so that what the table says holds for what is deployed. */
TestScore test(const SearchJob& job, const Dataset& dataset, AbstractTrainer& trainer, const SearchCallback& progress) {
  const LabelledImages& images = dataset.test();
  const Model model = OnnxReader().read(job.onnx);
  std::vector<ClassScore> scores(dataset.classes().size());
  for (std::size_t first = 0; first < images.size(); first += test_batch) {
    notify(progress, progress_of(job));
    std::vector<std::size_t> batch(std::min(test_batch, images.size() - first));
    std::iota(batch.begin(), batch.end(), first);
    const LabelledImages part = images.select(batch);
    add(scores, class_scores(trainer.logits(model, part), part.labels(), scores.size()));
  }
  std::int64_t right = 0;
  for (const ClassScore& score : scores) right += score.right;
  return {static_cast<double>(right) / static_cast<double>(images.size()), std::move(scores)};
}

void add_result(SearchProgress& now, const JobResult& result) {
  now.finished = true;
  if (const auto* training = std::get_if<Training>(&result)) now.accuracy = training->accuracy;
  if (const auto* paused = std::get_if<Paused>(&result)) now.accuracy = paused->accuracy;
  if (const auto* score = std::get_if<TestScore>(&result)) now.accuracy = score->accuracy;
  if (const auto* latency = std::get_if<Latency>(&result)) now.latency = *latency;
  if (const auto* failure = std::get_if<Failure>(&result)) now.message = now.name + " is left out: " + failure->reason;
}

}  // namespace

JobResult run_training(const SearchJob& job, AbstractTrainer& trainer, const SearchCallback& progress) {
  std::optional<Paused> paused;
  const auto watch = [&](const TrainingProgress& training) {
    paused = pause_at(job, training);
    SearchProgress now = progress_of(job);
    now.training = until_pause(job, training);
    now.seconds_left = now.training->seconds_left + job.seconds_after;
    const bool go_on = !progress || progress(now);
    return go_on && !paused;
  };
  try {
    return trainer.train(job.network, job.seed, job.checkpoint, watch);
  } catch (const Diverged& error) {
    return Failure{error.what()};
  } catch (const Interrupted&) {
    if (!paused) throw;
  }
  return *paused;
}

JobResult run_job(const SearchJob& job, const Dataset& dataset, AbstractTrainer& trainer, AbstractTimer& timer,
                  const SearchCallback& progress) {
  switch (job.stage) {
    case Stage::measure:
      notify(progress, progress_of(job));
      return timer.measure(Model::initialised(job.network));  // Latency does not depend on weights.
    case Stage::estimate:
      return estimate(job, trainer, progress);
    case Stage::train:
      return run_training(job, trainer, progress);
    case Stage::time:
      notify(progress, progress_of(job));
      return timer.measure(OnnxReader().read(job.onnx));
    case Stage::test:
      break;
  }
  return test(job, dataset, trainer, progress);
}

SearchProgress progress_after(const Search& search, const SearchJob& job, const JobResult& result) {
  SearchProgress now = progress_of(job);
  add_result(now, result);
  if (job.stage == Stage::measure) now.message = search.broken_limit(job, std::get<Latency>(result));
  if (job.stage == Stage::estimate && search.schedule()) now.message = search.schedule()->note;
  return now;
}

}  // namespace narrows
