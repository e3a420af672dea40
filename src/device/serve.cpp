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

MeasureOptions options_of(const Fields& request) {
  MeasureOptions options;
  options.timer.threads = request.whole_number("threads", options.timer.threads, 1, most_threads());
  options.timer.repeats = request.whole_number("repeats", options.timer.repeats, 1, most_repeats);
  options.per_operator = request.yes("per_operator");
  return options;
}

Json time_many(const Json& models, const MeasureOptions& options) {
  Json results = Json::array();
  for (std::size_t i = 0; i < models.size(); ++i) {
    try {
      results.push_back(measure(model_from_json(models[i]), options));
    } catch (const std::exception& error) {
      throw std::invalid_argument("models[" + std::to_string(i) + "]: " + error.what());
    }
  }
  return {{"results", results}};
}

Json answer_time(const Json& request) {
  const Fields fields(request, {"id", "command", "onnx", "architecture", "input_shape", "classes", "models", "threads",
                                "repeats", "per_operator"});
  const MeasureOptions options = options_of(fields);
  const Json single = model_fields(request);
  if (fields.has("models") != single.empty())
    throw std::invalid_argument("time takes either one model (onnx or architecture) or a list of models");
  if (fields.has("models")) return time_many(fields.list("models"), options);
  return measure(model_from_json(single), options);
}

Json answer_logits(const Json& request) {
  const Fields fields(request, {"id", "command", "onnx", "architecture", "input_shape", "classes", "input"});
  std::vector<float> input;
  for (const Json& value : fields.list("input")) {
    if (!value.is_number()) throw std::invalid_argument("input must be a list of numbers");
    input.push_back(value.get<float>());
  }
  InferenceSession session(model_from_json(model_fields(request)));
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
