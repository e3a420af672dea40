#include "machine.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "fake_machine.hpp"
#include "message_of.hpp"

using namespace narrows::timing;
using Words = std::set<std::string>;

TEST_CASE("a Raspberry Pi's files are read") {
  FakeFiles files;
  files.temperature_c(61);
  files.throttling(0x50005);
  files.stolen_ticks(3);
  const Machine machine(files.root());
  const MachineState state = machine.state();
  CHECK(machine.cpu() == "Raspberry Pi 4 Model B Rev 1.5");
  CHECK(state.governor == "performance");
  CHECK(state.frequency_mhz == 1800);
  CHECK(state.temperature_c == 61);
  CHECK(state.throttling == 0x50005U);
  CHECK(state.stolen_ms == doctest::Approx(30));
}

TEST_CASE("the hottest zone counts, and the firmware is found under a newer board's folder") {
  FakeFiles files;
  files.write("sys/class/thermal/thermal_zone1/temp", "70500");
  std::filesystem::remove_all(std::filesystem::path(files.root()) / "sys/devices/platform/soc");
  files.write("sys/devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled", "2");
  CHECK(Machine(files.root()).state().temperature_c == 70.5);
  CHECK(Machine(files.root()).state().throttling == 2U);
}

TEST_CASE("the supply's alarm is under-voltage even where the firmware's word is not shown") {
  FakeFiles files;
  std::filesystem::remove_all(std::filesystem::path(files.root()) / "sys/devices/platform");
  const MachineState before = Machine(files.root()).state();
  CHECK_FALSE(before.throttling.has_value());
  files.write("sys/class/hwmon/hwmon1/name", "rpi_volt");
  files.write("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1");
  CHECK(disturbances(before, Machine(files.root()).state(), 1) == Words{"under-voltage"});
}

TEST_CASE("a machine that tells nothing is not disturbed") {
  const TemporaryFolder empty;
  const Machine machine(empty.path());
  CHECK(machine.cpu().empty());
  CHECK(machine.state().governor.empty());
  CHECK(disturbances(machine.state(), machine.state(), 10).empty());
}

TEST_CASE("states that differ say what happened") {
  const MachineState calm{.governor = "ondemand", .frequency_mhz = 1500, .throttling = 0x50000};
  const auto changed = [&](auto change) {
    MachineState after = calm;
    change(after);
    return disturbances(calm, after, 100);
  };
  CHECK(changed([](MachineState&) {}).empty());  // what happened before, since the start, does not count
  CHECK(changed([](MachineState& s) { s.frequency_mhz = 1450; }).empty());
  CHECK(changed([](MachineState& s) { s.frequency_mhz = 600; }) == Words{"frequency changed"});
  CHECK(changed([](MachineState& s) { s.governor = "powersave"; }) == Words{"frequency changed"});
  CHECK(changed([](MachineState& s) { s.throttling = 0x50004; }) == Words{"throttled"});
  CHECK(changed([](MachineState& s) { s.throttling = 0xd0000; }) == Words{"throttled"});  // began and ended in between
  CHECK(changed([](MachineState& s) { s.throttling = 0x50001; }) == Words{"under-voltage"});
  CHECK(changed([](MachineState& s) { s.stolen_ms = 10; }).empty());
  CHECK(changed([](MachineState& s) { s.stolen_ms = 20; }) == Words{"stolen"});
}

TEST_CASE("a thread that waited, or was made to wait, did not have the processor to itself") {
  const ProcessorUse before{.wall_ms = 100, .cpu_ms = 50, .preemptions = 7};
  CHECK(undisturbed(before, {200, 150, 7}));
  CHECK(undisturbed(before, {200, 146, 7}));
  CHECK_FALSE(undisturbed(before, {200, 144, 7}));
  CHECK_FALSE(undisturbed(before, {200, 150, 8}));
  CHECK(undisturbed(before, {100.01, 50.008, 7}));  // reading the clocks takes time, too
}

TEST_CASE("this machine's clock and processor time go forward together") {
  const Machine machine;
  const ProcessorUse before = machine.use();
  double sum = 0;
  while (machine.now_ms() - before.wall_ms < 5) sum += machine.now_ms();
  const ProcessorUse after = machine.use();
  CHECK(sum > 0);
  CHECK(after.wall_ms - before.wall_ms >= 5);
  CHECK(after.cpu_ms > before.cpu_ms);
}

TEST_CASE("pinning keeps the thread on its processors and gives the others back") {
  const std::vector<int> before = Pinning::allowed();
  {
    const Pinning pinning({before.back()});
    CHECK(Pinning::allowed() == std::vector<int>{before.back()});
  }
  CHECK(Pinning::allowed() == before);
  { const Pinning none({}); }
  CHECK(Pinning::allowed() == before);
}

TEST_CASE("a processor that may not be used is named") {
  const auto pin = [] { return Pinning({100'000}).allowed(); };
  CHECK(contains(message_of<std::invalid_argument>(pin), "which this process may use, not 100000"));
}
