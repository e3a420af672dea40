#include "narrows/classifier.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "narrows/decode_image.hpp"
#include "narrows/error.hpp"
#include "narrows/onnx_reader.hpp"

namespace narrows {
namespace {

Preprocessing checked_preprocessing(const Model& model) {
  const auto& preprocessing = model.info().preprocessing;
  if (!preprocessing)
    throw std::invalid_argument("model does not say how to prepare an image: it has no preprocessing");
  preprocessing->validate();
  if (!(preprocessing->shape == model.network().input_shape()))
    throw std::invalid_argument("model's preprocessing is for images of another shape than its network reads");
  return *preprocessing;
}

std::vector<std::string> checked_classes(const Model& model) {
  std::vector<std::string> classes = model.info().classes;
  const auto logits = static_cast<std::size_t>(model.network().output_shape().elements());
  for (std::size_t i = 0; model.info().classes.empty() && i < logits; ++i) classes.push_back(std::to_string(i));
  if (classes.size() != logits)
    throw std::invalid_argument("model must have as many classes as logits, but has " + std::to_string(classes.size()) +
                                " classes and " + std::to_string(logits) + " logits");
  return classes;
}

bool ends_in_softmax(const Network& network) {
  const int last = network.output();
  return last > 0 && std::holds_alternative<Softmax>(network.nodes()[static_cast<std::size_t>(last) - 1].op);
}

void turn_into_probabilities(std::vector<float>& logits) {
  const float largest = *std::max_element(logits.begin(), logits.end());
  float sum = 0;
  for (float& value : logits) sum += value = std::exp(value - largest);
  for (float& value : logits) value /= sum;
}

/** Names the file where its contents do not serve. */
Classifier from_file(const std::string& path, SessionOptions options) {
  const Model model = OnnxReader().read(path);
  try {
    return Classifier(model, options);
  } catch (const std::invalid_argument& error) {
    throw Error(path + ": " + error.what());
  }
}

}  // namespace

Classifier::Classifier(const Model& model, SessionOptions options)
    : preprocessing_(checked_preprocessing(model)),
      classes_(checked_classes(model)),
      probabilities_(ends_in_softmax(model.network())),
      session_(model, options) {}

Classifier::Classifier(const std::string& path, SessionOptions options) : Classifier(from_file(path, options)) {}

std::vector<ClassProbability> Classifier::operator()(const Image& image) {
  image.validate();
  return classify(prepare(image, preprocessing_));
}

std::vector<ClassProbability> Classifier::operator()(const std::string& path) {
  return classify(prepare_file(path, preprocessing_));
}

std::vector<ClassProbability> Classifier::classify(const Image& prepared) {
  std::vector<float> values = session_.run(prepared.pixels);
  if (!probabilities_) turn_into_probabilities(values);
  std::vector<ClassProbability> result;
  for (std::size_t i = 0; i < values.size(); ++i) result.push_back({classes_[i], values[i]});
  std::stable_sort(result.begin(), result.end(),
                   [](const auto& a, const auto& b) { return a.probability > b.probability; });
  return result;
}

}  // namespace narrows
