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

struct TimeArguments {
  MeasureOptions options;
  std::vector<std::string> files;
};

/** Blocks of all models in turn, then a line for each. */
void time_all(const std::vector<std::string>& names, const std::vector<Model>& models, const MeasureOptions& options) {
  const std::vector<Json> results = measure(models, options);
  for (std::size_t i = 0; i < results.size(); ++i) {
    Json line = {{"model", names[i]}};
    line.update(results[i]);
    std::cout << to_line(line) << std::flush;
  }
}

/** Each line is answered before the next is read: they may come from a program that waits. */
void time_standard_input(const MeasureOptions& options) {
  std::string line;
  for (int number = 1; std::getline(std::cin, line); ++number) {
    const std::string name = "standard input, line " + std::to_string(number);
    try {
      time_all({name}, {model_from_json(parse(line))}, options);
    } catch (const std::exception& error) {
      throw std::runtime_error(name + ": " + error.what());
    }
  }
}

void time_files(const TimeArguments& arguments) {
  if (arguments.files == std::vector<std::string>{"-"}) return time_standard_input(arguments.options);
  std::vector<Model> models;
  for (const std::string& file : arguments.files) models.push_back(read_model(file));
  time_all(arguments.files, models, arguments.options);
}

}  // namespace

void add_time(CLI::App& program) {
  CLI::App& command = *program.add_subcommand("time", "How long one image takes: one line for each model");
  const auto arguments = std::make_shared<TimeArguments>();
  TimerOptions& timer = arguments->options.timer;
  command.add_option("FILE", arguments->files, "ONNX files and architectures (.json), or - for JSON lines")->required();
  command.add_option("--threads", timer.threads, "Threads that share an image")
      ->check(CLI::Range(1, most_threads()))
      ->capture_default_str();
  command.add_option("--repeats", timer.repeats, "Runs in a row that make a block")
      ->check(CLI::Range(1, most_repeats))
      ->capture_default_str();
  command.add_option("--blocks", timer.blocks, "Blocks per model, in turn over the models")
      ->check(CLI::Range(1, most_blocks))
      ->capture_default_str();
  command.add_option("--spare-blocks", timer.spare_blocks, "Disturbed blocks that may be measured again")
      ->check(CLI::Range(0, most_blocks))
      ->capture_default_str();
  command.add_option("--cpus", timer.cpus, "Processors to run on, such as 2,3")->delimiter(',');
  command.add_flag("--per-operator", arguments->options.per_operator, "List where the time goes");
  command.callback([arguments] { time_files(*arguments); });
}

}  // namespace narrows::device
