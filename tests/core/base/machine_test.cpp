#include "narrows/machine.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "temporary_folder.hpp"

using namespace narrows;

namespace {

/** A machine that says this in /proc/cpuinfo, and in its device tree if it has one. */
std::string name_of(const std::string& cpuinfo, const std::string& board = "") {
  const TemporaryFolder root;
  std::filesystem::create_directories(root.path() / "proc/device-tree");
  std::ofstream(root / "proc/cpuinfo") << cpuinfo;
  if (!board.empty()) std::ofstream(root / "proc/device-tree/model") << board << '\0';
  return machine_name(root.path().string());
}

}  // namespace

TEST_CASE("a machine is called after its board, else after its processor") {
  const std::string pc = "processor\t: 0\nmodel name\t: AMD EPYC 9B14\n\nprocessor\t: 1\nmodel name\t: AMD EPYC 9B14\n";
  CHECK(name_of(pc) == "AMD EPYC 9B14");
  CHECK(name_of(pc, "Raspberry Pi 5 Model B Rev 1.0") == "Raspberry Pi 5 Model B Rev 1.0");
  CHECK(name_of("processor\t: 0\nBogoMIPS\t: 108.00\n\nModel\t\t: Raspberry Pi 4 Model B Rev 1.4\n") ==
        "Raspberry Pi 4 Model B Rev 1.4");
  CHECK(name_of("processor\t: 0\n").empty());
  CHECK(machine_name("/no/such/folder").empty());
}
