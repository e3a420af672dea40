#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "machine.hpp"
#include "temporary_folder.hpp"

/** Says in files under `root` what a Raspberry Pi says about itself. */
class FakeFiles {
 public:
  FakeFiles() {
    frequency_mhz(1800);
    temperature_c(50);
    throttling(0);
    stolen_ticks(0);
    write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance");
    write("proc/device-tree/model", std::string("Raspberry Pi 4 Model B Rev 1.5") + '\0');
  }

  void frequency_mhz(int mhz) {
    write("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", std::to_string(mhz * 1000));
  }
  void temperature_c(int c) { write("sys/class/thermal/thermal_zone0/temp", std::to_string(c * 1000)); }
  void throttling(unsigned bits) {
    char text[16];
    std::snprintf(text, sizeof text, "%x", bits);
    write("sys/devices/platform/soc/soc:firmware/get_throttled", text);
  }
  void stolen_ticks(int ticks) { write("proc/stat", "cpu  1 2 3 4 5 6 7 " + std::to_string(ticks) + " 0 0"); }

  void write(const std::string& file, const std::string& text) {
    const std::filesystem::path path = folder_ / file;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text << '\n';
  }
  [[nodiscard]] std::string root() const { return folder_.path().string(); }

 private:
  TemporaryFolder folder_;
};

/** A clock that moves only when told to. */
class FakeMachine : public narrows::timing::Machine {
 public:
  using Machine::Machine;
  [[nodiscard]] double now_ms() const override { return wall_ms; }
  [[nodiscard]] narrows::timing::ProcessorUse use() const override { return {wall_ms, cpu_ms, preemptions}; }

  [[nodiscard]] narrows::ProbeTime probe() const override { return probe_time; }

  void work(double ms) {
    wall_ms += ms;
    cpu_ms += ms;
  }
  void wait(double ms) { wall_ms += ms; }

  narrows::ProbeTime probe_time{.compute_ms = 0.1, .memory_ms = 0.2};
  double wall_ms = 0, cpu_ms = 0;
  long preemptions = 0;
};
