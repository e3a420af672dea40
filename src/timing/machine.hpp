#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "probe.hpp"

namespace narrows::timing {

/** What the machine says about itself at one moment. What it does not tell is empty or 0. */
struct MachineState {
  std::string governor;
  double frequency_mhz = 0;
  double temperature_c = 0;            ///< Of the hottest zone.
  std::optional<unsigned> throttling;  ///< The Raspberry Pi's word: bits 0 to 3 now, 16 to 19 since it was started.
  double stolen_ms = 0;                ///< Since it was started, by other guests of the same host.
};

/** What the calling thread had of the processor, at one moment. */
struct ProcessorUse {
  double wall_ms = 0;
  double cpu_ms = 0;
  long preemptions = 0;  ///< Times that this process was made to wait.
};

/** The clock and the state of the machine; tests bring their own of both. */
class Machine {
 public:
  /** `root`: the folder that holds `proc` and `sys`. */
  explicit Machine(std::filesystem::path root = "/") : root_(std::move(root)) {}
  virtual ~Machine() = default;

  [[nodiscard]] virtual double now_ms() const;
  [[nodiscard]] virtual ProcessorUse use() const;
  /** How fast it is just now. */
  [[nodiscard]] virtual ProbeTime probe() const { return probe_(); }
  [[nodiscard]] MachineState state() const;
  /** See `machine_name`. */
  [[nodiscard]] std::string cpu() const;

 private:
  std::filesystem::path root_;
  Probe probe_;
};

/** What happened between two states: "frequency changed", "stolen", "throttled", "under-voltage". */
[[nodiscard]] std::set<std::string> disturbances(const MachineState& before, const MachineState& after, double span_ms);
/** Whether the thread had the processor to itself in between. */
[[nodiscard]] bool undisturbed(const ProcessorUse& before, const ProcessorUse& after);

/** Keeps the calling thread, and threads that it starts, on some processors for as long as it lives. */
class Pinning {
 public:
  /** None: changes nothing. Throws std::invalid_argument for processors that this process may not use. */
  explicit Pinning(const std::vector<int>& cpus);
  ~Pinning();
  Pinning(const Pinning&) = delete;
  Pinning& operator=(const Pinning&) = delete;

  /** Processors that the calling thread may use. */
  [[nodiscard]] static std::vector<int> allowed();

 private:
  std::vector<int> before_;
};

}  // namespace narrows::timing
