#include "narrows/inference_timer.hpp"

#include <deque>
#include <stdexcept>
#include <string>

#include "blocks.hpp"
#include "machine.hpp"

namespace narrows {

using namespace timing;

namespace {

void check_at_least_one(const char* name, int value) {
  if (value < 1) throw std::invalid_argument(std::string(name) + " must be at least 1, not " + std::to_string(value));
}

void check_not_negative(const char* name, double value) {
  if (!(value >= 0))
    throw std::invalid_argument(std::string(name) + " must be at least 0, not " + std::to_string(value));
}

/** A session with an image to run and a place for the result. */
class TimedSession : public Subject {
 public:
  TimedSession(const Model& model, int threads)
      : model_(model),
        threads_(threads),
        session_(model, {.threads = threads}),
        image_(static_cast<std::size_t>(session_.input_shape().elements()), 0.5F),
        logits_(static_cast<std::size_t>(session_.output_shape().elements())) {}

  void run() override { session_.run(image_, logits_); }
  /** The one before goes last, so that its memory is not what the new one gets. */
  void renew() override { session_ = InferenceSession(model_, {.threads = threads_}); }
  [[nodiscard]] InferenceSession& session() { return session_; }

 private:
  const Model& model_;
  int threads_;
  InferenceSession session_;
  std::vector<float> image_, logits_;
};

}  // namespace

InferenceTimer::InferenceTimer(TimerOptions options) : options_(std::move(options)), best_(options_.best) {
  check_at_least_one("threads", options_.threads);
  check_at_least_one("repeats", options_.repeats);
  check_at_least_one("blocks", options_.blocks);
  check_at_least_one("sessions", options_.sessions);
  check_not_negative("spare_blocks", options_.spare_blocks);
  check_not_negative("warm_up_runs", options_.warm_up_runs);
  check_not_negative("warm_up_ms", options_.warm_up_ms);
  const Pinning possible(options_.cpus);
}

Latency InferenceTimer::measure(const Model& model) { return measure_all(std::span(&model, 1)).front(); }

Latency InferenceTimer::measure(const Network& network) { return measure(Model::initialised(network)); }

std::vector<Latency> InferenceTimer::measure_all(std::span<const Model> models, const BlockCallback& progress) {
  const Pinning pinning(options_.cpus);  // before the sessions: their threads stay where this one is
  const Machine machine(options_.machine);
  std::deque<TimedSession> sessions;
  std::vector<Subject*> subjects;
  for (const Model& model : models) subjects.push_back(&sessions.emplace_back(model, options_.threads));
  if (best_.compute_ms == 0) best_ = machine.probe();
  std::vector<Latency> latencies;
  for (const Measured& measured : measure_blocks(subjects, options_, machine, best_, progress)) {
    Latency& latency = latencies.emplace_back(summarise(measured, options_.blocks, best_));
    latency.repeats = options_.repeats;
    latency.threads = options_.threads;
    latency.engine = engine_version();
    latency.cpu = machine.cpu();
  }
  return latencies;
}

std::vector<OperatorTime> InferenceTimer::per_operator(const Model& model) {
  const Pinning pinning(options_.cpus);
  TimedSession subject(model, options_.threads);
  warm_up(subject, options_, Machine(options_.machine));
  return subject.session().profile(options_.repeats * options_.blocks);
}

}  // namespace narrows
