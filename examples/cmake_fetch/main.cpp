#include <cstdio>
#include <stdexcept>

#include "narrows/error.hpp"
#include "narrows/file.hpp"
#include "plugin.hpp"

int main(int argc, char** argv) {
  try {
    std::printf("%lld parameters\n", first_network_below(argc > 1 ? argv[1] : "50k"));
    if (argc > 2) std::printf("%s", narrows::read_file(argv[2]).c_str());
  } catch (const std::invalid_argument& error) {
    std::printf("mistyped: %s\n", error.what());
  } catch (const narrows::Error& error) {
    std::printf("failed: %s\n", error.what());
  }
}
