#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "measure.hpp"
#include "model_source.hpp"

namespace narrows::device {
namespace {

struct Arguments {
  MeasureOptions options;
  std::vector<std::string> files;
};

void time_one(const std::string& name, const Model& model, const MeasureOptions& options) {
  Json line = {{"model", name}};
  line.update(measure(model, options));
  std::cout << to_line(line) << std::flush;
}

void time_standard_input(const MeasureOptions& options) {
  std::string line;
  for (int number = 1; std::getline(std::cin, line); ++number) {
    const std::string name = "standard input, line " + std::to_string(number);
    try {
      time_one(name, model_from_json(parse(line)), options);
    } catch (const std::exception& error) {
      throw std::runtime_error(name + ": " + error.what());
    }
  }
}

void time_files(const Arguments& arguments) {
  for (const std::string& file : arguments.files) {
    if (file == "-")
      time_standard_input(arguments.options);
    else
      time_one(file, read_model(file), arguments.options);
  }
}

}  // namespace

void add_time(CLI::App& program) {
  CLI::App& command = *program.add_subcommand("time", "How long one image takes: one line for each model");
  const auto arguments = std::make_shared<Arguments>();
  TimerOptions& timer = arguments->options.timer;
  command.add_option("FILE", arguments->files, "ONNX files, architectures (.json), or - for JSON lines")->required();
  command.add_option("--threads", timer.threads, "Threads that share an image")
      ->check(CLI::Range(1, most_threads()))
      ->capture_default_str();
  command.add_option("--repeats", timer.repeats, "Runs that are timed")
      ->check(CLI::Range(1, most_repeats))
      ->capture_default_str();
  command.callback([arguments] { time_files(*arguments); });
}

}  // namespace narrows::device
