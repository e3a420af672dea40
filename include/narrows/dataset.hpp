#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "narrows/preprocessing.hpp"
#include "narrows/shape.hpp"

namespace narrows {

/** Images of one size with their labels: bytes in image, row, column, channel order. Immutable; a copy shares them. */
class LabelledImages {
 public:
  /** No images; fits beside images of any size. */
  LabelledImages() : LabelledImages({1, 1, 1}, {}, {}) {}
  /** Throws std::invalid_argument unless there are as many labels as images and no label is negative. */
  LabelledImages(Shape shape, std::vector<std::uint8_t> pixels, std::vector<std::int32_t> labels);
  /** The same of pixels that lie elsewhere, such as in a mapped file; `owner` keeps them there. */
  LabelledImages(Shape shape, std::shared_ptr<const void> owner, std::span<const std::uint8_t> pixels,
                 std::vector<std::int32_t> labels);

  [[nodiscard]] Shape shape() const { return shape_; }
  [[nodiscard]] std::size_t size() const { return labels_->size(); }
  [[nodiscard]] std::span<const std::uint8_t> pixels() const { return pixels_; }
  /** The bytes of one image. Throws std::invalid_argument for an index that is not below size(). */
  [[nodiscard]] std::span<const std::uint8_t> image(std::size_t index) const;
  [[nodiscard]] std::span<const std::int32_t> labels() const { return *labels_; }
  /** Those with the given indices, in that order. */
  [[nodiscard]] LabelledImages select(std::span<const std::size_t> indices) const;

 private:
  Shape shape_;
  std::shared_ptr<const void> owner_;  ///< Of the pixels.
  std::span<const std::uint8_t> pixels_;
  std::shared_ptr<const std::vector<std::int32_t>> labels_;
};

/** Each image prepared as `prepare(const Image&, ...)` does it, with their labels. */
[[nodiscard]] LabelledImages prepare(const LabelledImages& images, const Preprocessing& preprocessing);

/**
 * Training, validation and test images of one task. All parts have the size the networks read.
 *
 * Everything is chosen on the validation part; the test part is used once, at the end.
 */
class Dataset {
 public:
  /**
   * `resize` is what was done to bring the images to their size, and what a deployed network does with others. Throws
   * std::invalid_argument for parts of different shapes, other channels than 1 (grey) or 3 (red, green, blue), labels
   * without a class, or an empty training part.
   */
  Dataset(std::string name, std::vector<std::string> classes, LabelledImages train, LabelledImages validation,
          LabelledImages test, Resize resize = Resize::none);

  /**
   * Takes a share of the training images as validation: stratified by label, of each with two images or more at least
   * one, the same for the same seed. Throws std::invalid_argument unless the share is at least 0 and leaves a training
   * image.
   */
  [[nodiscard]] static Dataset with_split(std::string name, std::vector<std::string> classes, LabelledImages train,
                                          LabelledImages test, double validation_share = 0.15, std::uint64_t seed = 0,
                                          Resize resize = Resize::none);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<std::string>& classes() const { return classes_; }
  [[nodiscard]] const LabelledImages& train() const { return train_; }
  [[nodiscard]] const LabelledImages& validation() const { return validation_; }
  [[nodiscard]] const LabelledImages& test() const { return test_; }
  [[nodiscard]] Shape input_shape() const { return train_.shape(); }
  /** What a deployed network does with an image; mean and standard deviation are those of the training part. */
  [[nodiscard]] const Preprocessing& preprocessing() const { return preprocessing_; }
  /** SHA-256 in hexadecimal of shapes, classes, labels and pixels: equal for equal data. Worked out when first asked
   * for. */
  [[nodiscard]] const std::string& digest() const;
  /**
   * The first `count` training images of a seeded order, stratified by label, and as much less validation; test whole.
   * With the same seed a smaller subset lies within a larger one. Throws std::invalid_argument unless `count` is from 1
   * to the number of training images.
   */
  [[nodiscard]] Dataset subset(std::size_t count, std::uint64_t seed = 0) const;
  /** How to load it again, as JSON that datasets::restore() reads; empty for a data set made from arrays. */
  [[nodiscard]] const std::string& source() const { return source_; }
  /**
   * What a user should know before training, a line each: what was left out when it was loaded; parts that are empty or
   * so small that accuracies say little, classes that a part has no image of.
   */
  [[nodiscard]] std::vector<std::string> remarks() const;
  /** Those of the remarks that were given by with_notes(). */
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
  /** The same data with lines that stand first among its remarks(): what was left out when it was loaded. */
  [[nodiscard]] Dataset with_notes(std::vector<std::string> notes) const;
  /** A line, naming file and reason, for each image that was left out because it cannot be read. */
  [[nodiscard]] const std::vector<std::string>& skipped() const { return skipped_; }
  /** The same data with other lines of skipped(). */
  [[nodiscard]] Dataset with_skipped(std::vector<std::string> lines) const;
  /** The same data whose digest() is known, such as by the file they were kept in; it is not worked out again. */
  [[nodiscard]] Dataset with_digest(std::string digest) const;
  /** The same data with another source(). */
  [[nodiscard]] Dataset with_source(std::string source) const;

 private:
  std::string name_;
  std::vector<std::string> classes_;
  LabelledImages train_;
  LabelledImages validation_;
  LabelledImages test_;
  struct Digest;

  Preprocessing preprocessing_;
  std::string source_;
  std::vector<std::string> notes_;
  std::vector<std::string> skipped_;
  std::shared_ptr<Digest> digest_;
};

}  // namespace narrows
