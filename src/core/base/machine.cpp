#include "narrows/machine.hpp"

#include <filesystem>
#include <fstream>

namespace narrows {

std::string machine_name(const std::string& root) {
  const std::filesystem::path proc = std::filesystem::path(root) / "proc";
  std::string line;
  std::getline(std::ifstream(proc / "device-tree/model"), line, '\0');  // the device tree ends its texts with a zero
  if (!line.empty()) return line.substr(0, line.find('\n'));
  std::ifstream stream(proc / "cpuinfo");
  while (std::getline(stream, line)) {
    const auto colon = line.find(": ");
    if (colon != std::string::npos && (line.starts_with("model name") || line.starts_with("Model")))
      return line.substr(colon + 2);
  }
  return {};
}

}  // namespace narrows
