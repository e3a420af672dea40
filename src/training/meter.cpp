#include "meter.hpp"

#include <algorithm>

namespace narrows {
namespace {

constexpr std::chrono::milliseconds interval(200);

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Meter::Meter(TrainingCallback callback, int epochs, int steps, std::size_t images)
    : callback_(std::move(callback)), images_per_epoch_(images) {
  progress_.epochs = epochs;
  progress_.steps = steps;
}

void Meter::begin_epoch(int epoch) {
  progress_.epoch = epoch;
  progress_.step = 0;
  progress_.loss = progress_.accuracy = 0;
  images_ = 0;
  step_seconds_ = 0;
  start_ = Clock::now();
}

void Meter::add_step(std::size_t images) {
  ++progress_.step;
  images_ += images;
}

void Meter::set_sums(double loss, double correct) {
  progress_.loss = loss / static_cast<double>(images_);
  progress_.accuracy = correct / static_cast<double>(images_);
}

void Meter::end_steps() {
  update();
  step_seconds_ = seconds_since(start_);
}

EpochRecord Meter::end_epoch(double learning_rate, std::optional<double> validation_accuracy) {
  const double seconds = seconds_since(start_);
  validation_seconds_ = seconds - step_seconds_;
  progress_.seconds_left = seconds * (progress_.epochs - progress_.epoch);
  return {.epoch = progress_.epoch,
          .learning_rate = learning_rate,
          .train_loss = progress_.loss,
          .train_accuracy = progress_.accuracy,
          .validation_accuracy = validation_accuracy,
          .seconds = seconds,
          .images_per_second = progress_.images_per_second};
}

void Meter::announce(const EpochRecord& record) {
  progress_.finished_epoch = record;
  tell();
}

void Meter::announce_resumed(const EpochRecord& record) {
  progress_.epoch = record.epoch;
  progress_.step = progress_.steps;
  progress_.resumed_epoch = record;
  tell();
  progress_.resumed_epoch.reset();
}

void Meter::say(const std::string& message) {
  progress_.message = message;
  tell();
}

bool Meter::due() const { return callback_ && Clock::now() - last_told_ >= interval; }

void Meter::poll() {
  if (!due()) return;
  if (step_seconds_ == 0) update();
  tell();
}

void Meter::update() {
  const double seconds = std::max(seconds_since(start_), 1e-9);
  progress_.images_per_second = static_cast<double>(images_) / seconds;
  progress_.seconds_left = seconds_left(seconds);
}

double Meter::seconds_left(double seconds) const {
  if (images_ == 0) return progress_.seconds_left;
  const double epoch_seconds = seconds * static_cast<double>(images_per_epoch_) / static_cast<double>(images_);
  const int more_epochs = progress_.epochs - progress_.epoch;
  return epoch_seconds - seconds + more_epochs * epoch_seconds + (more_epochs + 1) * validation_seconds_;
}

void Meter::tell() {
  last_told_ = Clock::now();
  const bool go_on = !callback_ || callback_(progress_);
  progress_.finished_epoch.reset();
  progress_.message.clear();
  if (!go_on) throw Interrupted();
}

}  // namespace narrows
