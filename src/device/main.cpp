#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <new>

#include "commands.hpp"

namespace {

int fail(const char* what, int status) {
  std::cerr << "narrows-device: " << what << '\n';
  return status;
}

int run(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  CLI::App program("Times networks and classifies images on this device; answers are JSON lines.", "narrows-device");
  program.set_version_flag("--version", NARROWS_VERSION);
  narrows::device::add_identify(program);
  narrows::device::add_time(program);
  narrows::device::add_serve(program);
  narrows::device::add_classify(program);
  try {
    program.parse(argc, argv);
    if (program.get_subcommands().empty()) return fail("a command is missing: identify, time, serve or classify", 2);
    return 0;
  } catch (const CLI::Success& help) {
    return program.exit(help);
  } catch (const CLI::ParseError& error) {
    return fail(error.what(), 2);
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::bad_alloc&) {
    return fail("not enough memory", 1);
  } catch (const std::exception& error) {
    return fail(error.what(), 1);
  }
}
