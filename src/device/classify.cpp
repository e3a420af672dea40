#include <algorithm>
#include <chrono>
#include <iostream>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "json.hpp"
#include "measure.hpp"
#include "narrows/classifier.hpp"
#include "narrows/decode_image.hpp"
#include "narrows/file.hpp"

namespace narrows::device {
namespace {

struct ClassifyArguments {
  std::string model;
  std::vector<std::string> images{"-"};
  int threads = 1;
  int top = 5;
};

std::string standard_input() { return {std::istreambuf_iterator<char>(std::cin), {}}; }

std::vector<ClassProbability> classify(Classifier& classifier, const std::string& bytes, const std::string& name) {
  const std::span data(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return classifier(prepare_image(data, classifier.preprocessing(), name));
}

Json top_classes(const std::vector<ClassProbability>& classes, int top) {
  Json list = Json::array();
  const std::size_t count = std::min(classes.size(), static_cast<std::size_t>(top));
  for (const auto& [label, probability] : std::span(classes).first(count))
    list.push_back({{"label", label}, {"probability", probability}});
  return list;
}

/** The time is that of decoding, preparing and running; not that of reading. */
Json answer(Classifier& classifier, const std::string& image, int top) {
  const std::string name = image == "-" ? "standard input" : image;
  const std::string bytes = image == "-" ? standard_input() : read_file(image);
  const auto begin = std::chrono::steady_clock::now();
  const auto classes = classify(classifier, bytes, name);
  const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - begin;
  return {{"image", image},
          {"label", classes.front().label},
          {"probability", classes.front().probability},
          {"milliseconds", spent.count()},
          {"top", top_classes(classes, top)}};
}

void classify_all(const ClassifyArguments& arguments) {
  Classifier classifier(arguments.model, {.threads = arguments.threads});
  for (const std::string& image : arguments.images)
    std::cout << to_line(answer(classifier, image, arguments.top)) << std::flush;
}

}  // namespace

void add_classify(CLI::App& program) {
  CLI::App& command = *program.add_subcommand("classify", "What images show: one line for each");
  const auto arguments = std::make_shared<ClassifyArguments>();
  command.add_option("MODEL", arguments->model, "ONNX file that narrows has written")->required();
  command.add_option("IMAGE", arguments->images,
                     "images (JPEG, PNG, WebP, GIF, BMP, TIFF, PNM); none or -: from standard input");
  command.add_option("--threads", arguments->threads, "Threads that share an image")
      ->check(CLI::Range(1, most_threads()))
      ->capture_default_str();
  command.add_option("--top", arguments->top, "Classes to list")->check(CLI::Range(1, 1000))->capture_default_str();
  command.callback([arguments] { classify_all(*arguments); });
}

}  // namespace narrows::device
