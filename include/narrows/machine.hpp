#pragma once

#include <string>

namespace narrows {

/**
 * What this machine is called: its board ("Raspberry Pi 4 Model B Rev 1.5"), else its processor ("AMD EPYC 9B14");
 * empty where the system does not tell. `root`: the folder that holds `proc`.
 */
[[nodiscard]] std::string machine_name(const std::string& root = "/");

}  // namespace narrows
