#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <span>

#include "augmentation.hpp"

namespace narrows {

/** A batch on the device it is trained on: normalised images [n, channels, height, width], labels [n]. */
struct Batch {
  at::Tensor images;
  at::Tensor labels;
};

/** Turns views of some images into batches. On a GPU the bytes of all images lie in its memory from the start. */
class ImageFeed {
 public:
  virtual ~ImageFeed() = default;
  virtual Batch batch(std::span<const View> views) = 0;
};

/** `pad` is the widest frame of zeros that a view may reach into. */
[[nodiscard]] std::unique_ptr<ImageFeed> make_image_feed(const LabelledImages& images,
                                                         const Preprocessing& preprocessing, int pad,
                                                         bool channels_last, at::Device device);

/** The feed for GPUs, on any device. */
[[nodiscard]] std::unique_ptr<ImageFeed> make_device_feed(const LabelledImages& images,
                                                          const Preprocessing& preprocessing, int pad,
                                                          bool channels_last, at::Device device);

}  // namespace narrows
