#include <iostream>
#include <map>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "fields.hpp"
#include "identify.hpp"
#include "measure.hpp"
#include "model_source.hpp"
#include "narrows/inference_session.hpp"

namespace narrows::device {
namespace {

/** The part of a request that names a model. */
Json model_fields(const Json& request) {
  Json fields = Json::object();
  for (const char* name : {"onnx", "architecture", "input_shape", "classes"})
    if (request.contains(name)) fields[name] = request[name];
  return fields;
}

std::vector<int> cpus_of(const Fields& request) {
  std::vector<int> cpus;
  if (!request.has("cpus")) return cpus;
  for (const Json& cpu : request.list("cpus")) cpus.push_back(whole_number(cpu, "cpus", 0, most_cpus - 1));
  return cpus;
}

MeasureOptions options_of(const Fields& request) {
  MeasureOptions options;
  TimerOptions& timer = options.timer;
  timer.threads = request.whole_number("threads", timer.threads, 1, most_threads());
  timer.repeats = request.whole_number("repeats", timer.repeats, 1, most_repeats);
  timer.blocks = request.whole_number("blocks", timer.blocks, 1, most_blocks);
  timer.spare_blocks = request.whole_number("spare_blocks", timer.spare_blocks, 0, most_blocks);
  timer.cpus = cpus_of(request);
  options.per_operator = request.yes("per_operator");
  return options;
}

std::vector<Model> models_of(const Json& list) {
  std::vector<Model> models;
  for (const Json& each : list) {
    try {
      models.push_back(model_from_json(each));
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& error) {
      throw std::invalid_argument("models[" + std::to_string(models.size()) + "]: " + error.what());
    }
  }
  return models;
}

/** A line after every block: {"id": ..., "progress": {...}}. */
BlockCallback progress_lines(const Json& id) {
  return [id](const BlockProgress& block) {
    const Json progress = {
        {"network", block.network}, {"networks", block.networks}, {"block", block.block}, {"blocks", block.blocks}};
    std::cout << to_line({{"id", id}, {"progress", progress}}) << std::flush;
  };
}

Json answer_time(const Json& request) {
  const Fields fields(request, {"id", "command", "onnx", "architecture", "input_shape", "classes", "models", "threads",
                                "repeats", "blocks", "spare_blocks", "cpus", "per_operator", "progress"});
  const MeasureOptions options = options_of(fields);
  const BlockCallback progress = fields.yes("progress") ? progress_lines(request.value("id", Json())) : BlockCallback();
  const Json single = model_fields(request);
  if (fields.has("models") != single.empty())
    throw std::invalid_argument("time takes either one model (onnx or architecture) or a list of models");
  if (fields.has("models")) return {{"results", measure(models_of(fields.list("models")), options, progress)}};
  const std::vector<Model> models{model_from_json(single)};
  return measure(models, options, progress).front();
}

Json answer_logits(const Json& request) {
  const Fields fields(request, {"id", "command", "onnx", "architecture", "input_shape", "classes", "threads", "input"});
  std::vector<float> input;
  for (const Json& value : fields.list("input")) {
    if (!value.is_number()) throw std::invalid_argument("input must be a list of numbers");
    input.push_back(value.get<float>());
  }
  const int threads = fields.whole_number("threads", 1, 1, most_threads());
  InferenceSession session(model_from_json(model_fields(request)), {.threads = threads});
  return {{"logits", session.run(input)}};
}

Json answer_identify(const Json& request) {
  const Fields fields(request, {"id", "command"});
  return identify();
}

Json answer_ping(const Json& request) {
  const Fields fields(request, {"id", "command"});
  return {{"pong", true}};
}

Json perform(const Json& request) {
  static const std::map<std::string, Json (*)(const Json&)> commands{
      {"identify", answer_identify}, {"logits", answer_logits}, {"ping", answer_ping}, {"time", answer_time}};
  const auto command = request.find("command");
  const auto found = command != request.end() && command->is_string() ? commands.find(*command) : commands.end();
  if (found == commands.end()) throw std::invalid_argument("command must be identify, logits, ping or time");
  return found->second(request);
}

Json id_of(const Json& request) {
  if (!request.is_object()) throw std::invalid_argument("a request must be an object: {\"id\": 1, \"command\": ...}");
  const auto id = request.find("id");
  if (id == request.end()) return nullptr;
  if (!id->is_primitive()) throw std::invalid_argument("id must be a text or a number");
  return *id;
}

Json answer(const std::string& line) {
  Json id;
  try {
    const Json request = parse(line);
    id = id_of(request);
    Json reply = {{"id", id}};
    reply.update(perform(request));
    return reply;
  } catch (const std::bad_alloc&) {
    return {{"id", id}, {"error", "not enough memory"}};
  } catch (const std::exception& error) {
    return {{"id", id}, {"error", error.what()}};
  }
}

void serve() {
  for (std::string line; std::getline(std::cin, line);)
    if (line.find_first_not_of(" \t\r") != line.npos) std::cout << to_line(answer(line)) << std::flush;
}

}  // namespace

void add_identify(CLI::App& program) {
  CLI::App& command = *program.add_subcommand("identify", "What this device and this program are: one line");
  command.callback([] { std::cout << to_line(identify()); });
}

void add_serve(CLI::App& program) {
  CLI::App& command =
      *program.add_subcommand("serve", "Answers requests (JSON lines) from standard input until it ends");
  command.callback(serve);
}

}  // namespace narrows::device
