#include "machine.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "narrows/machine.hpp"

namespace narrows::timing {
namespace {

namespace fs = std::filesystem;

std::string first_line(const fs::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line, '\n');
  return line.substr(0, line.find('\0'));  // the device tree ends its texts with a zero
}

double number(const fs::path& file) {
  std::ifstream stream(file);
  double value = 0;
  return stream >> value ? value : 0;
}

std::vector<fs::path> entries(const fs::path& folder, const std::string& prefix) {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (entry.path().filename().string().starts_with(prefix)) found.push_back(entry.path());
  return found;
}

double hottest_zone_c(const fs::path& root) {
  double hottest = 0;
  for (const fs::path& zone : entries(root / "sys/class/thermal", "thermal_zone"))
    hottest = std::max(hottest, number(zone / "temp") / 1000);
  return hottest;
}

/** Frequency control of the processor that the thread is on; of the first where that one has none. */
fs::path frequency_folder(const fs::path& root) {
  const fs::path cpus = root / "sys/devices/system/cpu";
  const fs::path here = cpus / ("cpu" + std::to_string(sched_getcpu())) / "cpufreq";
  return fs::exists(here) ? here : cpus / "cpu0/cpufreq";
}

/** /sys/devices/platform/soc/soc:firmware/get_throttled; the folders' names end in addresses on newer boards. */
std::optional<unsigned> firmware_throttling(const fs::path& root) {
  for (const fs::path& soc : entries(root / "sys/devices/platform", "soc")) {
    std::vector<fs::path> firmware = entries(soc, "soc");
    firmware.push_back(soc);
    for (const fs::path& folder : firmware) {
      std::ifstream stream(folder / "get_throttled");
      unsigned bits = 0;
      if (stream >> std::hex >> bits) return bits;
    }
  }
  return std::nullopt;
}

/** The power supply's alarm in newer kernels, which ask the firmware themselves. */
bool under_voltage_alarm(const fs::path& root) {
  for (const fs::path& sensor : entries(root / "sys/class/hwmon", "hwmon"))
    if (first_line(sensor / "name") == "rpi_volt" && number(sensor / "in0_lcrit_alarm") != 0) return true;
  return false;
}

std::optional<unsigned> throttling(const fs::path& root) {
  const auto bits = firmware_throttling(root);
  if (!under_voltage_alarm(root)) return bits;
  return bits.value_or(0) | 1U;
}

/** The eighth number of "cpu user nice system idle iowait irq softirq steal ..." */
double stolen_ms(const fs::path& root) {
  std::istringstream line(first_line(root / "proc/stat"));
  std::string name;
  double ticks = 0;
  line >> name;
  for (int i = 0; i < 8; ++i) line >> ticks;
  return line ? ticks * 1000 / static_cast<double>(sysconf(_SC_CLK_TCK)) : 0;
}

cpu_set_t set_of(const std::vector<int>& cpus) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int cpu : cpus) CPU_SET(cpu, &set);
  return set;
}

std::string list(const std::vector<int>& numbers) {
  std::string text;
  for (const int number : numbers) text += (text.empty() ? "" : ", ") + std::to_string(number);
  return text;
}

}  // namespace

double Machine::now_ms() const {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

ProcessorUse Machine::use() const {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const double cpu_ms = static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
  return {now_ms(), cpu_ms, usage.ru_nivcsw};
}

MachineState Machine::state() const {
  const fs::path frequency = frequency_folder(root_);
  return {.governor = first_line(frequency / "scaling_governor"),
          .frequency_mhz = number(frequency / "scaling_cur_freq") / 1000,
          .temperature_c = hottest_zone_c(root_),
          .throttling = throttling(root_),
          .stolen_ms = stolen_ms(root_)};
}

std::string Machine::cpu() const { return machine_name(root_.string()); }

std::set<std::string> disturbances(const MachineState& before, const MachineState& after, double span_ms) {
  constexpr unsigned now = 0b1111;
  constexpr unsigned under_voltage = 0x10001;
  std::set<std::string> found;
  const double highest = std::max(before.frequency_mhz, after.frequency_mhz);
  // Readings of an unchanged frequency differ by a few per cent where they are averages of a short time.
  const bool moved = std::abs(after.frequency_mhz - before.frequency_mhz) > 0.1 * highest;
  if (moved || before.governor != after.governor) found.insert("frequency changed");
  const unsigned was = before.throttling.value_or(0);
  const unsigned is = after.throttling.value_or(0);
  const unsigned seen = ((was | is) & now) | (is & ~was);  // also what began and ended in between
  if ((seen & under_voltage) != 0) found.insert("under-voltage");
  if ((seen & ~under_voltage) != 0) found.insert("throttled");
  // The counter moves in steps of 10 ms, so that a single step says nothing about a short block.
  if (after.stolen_ms - before.stolen_ms > std::max(10.0, 0.05 * span_ms)) found.insert("stolen");
  return found;
}

bool undisturbed(const ProcessorUse& before, const ProcessorUse& after) {
  // The calling thread works or spins all the time, unless somebody else has the processor. The clocks are not read at
  // quite the same moment.
  constexpr double apart_ms = 0.002;
  const double wall_ms = after.wall_ms - before.wall_ms;
  return after.preemptions == before.preemptions && after.cpu_ms - before.cpu_ms >= 0.95 * wall_ms - apart_ms;
}

std::vector<int> Pinning::allowed() {
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof set, &set);
  std::vector<int> cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
  return cpus;
}

Pinning::Pinning(const std::vector<int>& cpus) {
  if (cpus.empty()) return;
  const std::vector<int> usable = allowed();
  for (const int cpu : cpus)
    if (std::find(usable.begin(), usable.end(), cpu) == usable.end())
      throw std::invalid_argument("cpus must be among " + list(usable) + ", which this process may use, not " +
                                  std::to_string(cpu));
  before_ = usable;
  const cpu_set_t set = set_of(cpus);
  sched_setaffinity(0, sizeof set, &set);
}

Pinning::~Pinning() {
  if (before_.empty()) return;
  const cpu_set_t set = set_of(before_);
  sched_setaffinity(0, sizeof set, &set);
}

}  // namespace narrows::timing
