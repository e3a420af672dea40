#pragma once

#include <string>
#include <vector>

#include "narrows/image.hpp"
#include "narrows/inference_session.hpp"
#include "narrows/model.hpp"

namespace narrows {

/** One class with its probability. */
struct ClassProbability {
  std::string label;      ///< Its name, or its number where the model has no names.
  float probability = 0;  ///< A share of [0, 1].

  friend bool operator==(const ClassProbability&, const ClassProbability&) = default;
};

/**
 * Answers with classes and probabilities, from a model's file alone: the file says how an image is prepared.
 *
 * Calls of one classifier wait for each other; several classifiers may run at once.
 */
class Classifier {
 public:
  /**
   * Throws std::invalid_argument for a model that does not say how to prepare an image (`ModelInfo::preprocessing`), or
   * says it for another shape, or whose classes are not as many as its logits.
   */
  explicit Classifier(const Model& model, SessionOptions options = {});
  /** Reads an ONNX file; throws Error, naming it, if it cannot be read, and as for a model what it does not say. */
  explicit Classifier(const std::string& path, SessionOptions options = {});

  /** All classes, the most probable first. The image is brought to the network's size as the file says. */
  [[nodiscard]] std::vector<ClassProbability> operator()(const Image& image);
  /** The same of an image file, as read_image() reads it; throws Error, naming it, if it cannot be read. */
  [[nodiscard]] std::vector<ClassProbability> operator()(const std::string& path);

  /** Names of the classes, in the order of the logits. */
  [[nodiscard]] const std::vector<std::string>& classes() const { return classes_; }
  [[nodiscard]] const Preprocessing& preprocessing() const { return preprocessing_; }

 private:
  std::vector<ClassProbability> classify(const Image& prepared);

  Preprocessing preprocessing_;
  std::vector<std::string> classes_;
  bool probabilities_;  ///< The network ends in a softmax itself.
  InferenceSession session_;
};

}  // namespace narrows
