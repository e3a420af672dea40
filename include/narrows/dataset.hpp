#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "narrows/op.hpp"
#include "narrows/preprocessing.hpp"

namespace narrows {

/** Images of one size with their labels: bytes in image, row, column, channel order. Immutable; a copy shares them. */
class LabelledImages {
 public:
  /** No images. */
  LabelledImages() : LabelledImages({1, 1, 1}, {}, {}) {}
  /** Throws std::invalid_argument unless there are as many labels as images and no label is negative. */
  LabelledImages(Shape shape, std::vector<std::uint8_t> pixels, std::vector<std::int32_t> labels);

  [[nodiscard]] Shape shape() const { return shape_; }
  [[nodiscard]] std::size_t size() const { return labels_->size(); }
  [[nodiscard]] std::span<const std::uint8_t> pixels() const { return *pixels_; }
  [[nodiscard]] std::span<const std::uint8_t> image(std::size_t index) const;
  [[nodiscard]] std::span<const std::int32_t> labels() const { return *labels_; }
  /** Those with the given indices, in that order. */
  [[nodiscard]] LabelledImages select(std::span<const std::size_t> indices) const;

 private:
  Shape shape_;
  std::shared_ptr<const std::vector<std::uint8_t>> pixels_;
  std::shared_ptr<const std::vector<std::int32_t>> labels_;
};

/**
 * Training, validation and test images of one task. All parts have the size the networks read.
 *
 * Everything is chosen on the validation part; the test part is used once, at the end.
 */
class Dataset {
 public:
  /** Throws std::invalid_argument for parts of different shapes, labels without a class, or an empty training part. */
  Dataset(std::string name, std::vector<std::string> classes, LabelledImages train, LabelledImages validation,
          LabelledImages test, Resize resize = Resize::none);

  /** Takes a share of the training images as validation: stratified by label, the same for the same seed. */
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
  /** Hexadecimal digest of shapes, classes, labels and pixels: equal for equal data. */
  [[nodiscard]] const std::string& digest() const { return digest_; }
  /** The first `count` training images of a seeded order, stratified by label, and as much less validation; test whole. */
  [[nodiscard]] Dataset subset(std::size_t count, std::uint64_t seed = 0) const;

 private:
  std::string name_;
  std::vector<std::string> classes_;
  LabelledImages train_;
  LabelledImages validation_;
  LabelledImages test_;
  Preprocessing preprocessing_;
  std::string digest_;
};

}  // namespace narrows
