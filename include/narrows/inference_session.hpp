#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "narrows/model.hpp"

namespace narrows {

/** How an InferenceSession runs. */
struct SessionOptions {
  /** Threads that share the work of one image, at least 1; never more than the processors this process may use. */
  int threads = 1;
};

/** Time of one step of an InferenceSession. */
struct OperatorTime {
  std::string name;    ///< Of the network's node whose operation it is.
  std::string op;      ///< "conv", or "conv + relu" where others run inside it; "copy" for input and output.
  std::string kernel;  ///< What computes it: "XNNPACK", "dense", "Winograd", "depthwise", "grouped" ...
  double ms = 0;       ///< Median of the runs.
};

/**
 * Runs one model on the processor (XNNPACK and kernels of our own), image by image.
 *
 * Everything is prepared once: batch norm is folded, activations run inside the operation before them, joined maps are
 * written where they are read, memory is planned and weights are packed. A run allocates nothing but its result.
 *
 * Several sessions may run at once. Runs of one session wait for each other.
 */
class InferenceSession {
 public:
  /** Throws std::invalid_argument for fewer than 1 thread. The model's weights are copied. */
  explicit InferenceSession(const Model& model, SessionOptions options = {});
  ~InferenceSession();
  InferenceSession(InferenceSession&&) noexcept;
  InferenceSession& operator=(InferenceSession&&) noexcept;

  /** Shape of one image. */
  [[nodiscard]] Shape input_shape() const;
  /** Shape of one result: [classes, 1, 1] for a classifier. */
  [[nodiscard]] Shape output_shape() const;
  /** Those that share the work: as many as asked for, or as there are processors. */
  [[nodiscard]] int threads() const;

  /**
   * Logits [images, classes], row-major, of normalised images in image, channel, row, column order. Throws
   * std::invalid_argument unless there is a whole number of images, of finite values.
   */
  [[nodiscard]] std::vector<float> run(std::span<const float> nchw);
  /**
   * The same of bytes in image, row, column, channel order, normalised first. Throws std::invalid_argument unless there
   * is a whole number of images, or if the model does not say how to normalise (`ModelInfo::preprocessing`).
   */
  [[nodiscard]] std::vector<float> run(std::span<const std::uint8_t> nhwc);
  /**
   * One image into `logits`, allocating nothing. Throws std::invalid_argument where a size is not that of the shape or
   * a value is not finite.
   */
  void run(std::span<const float> image, std::span<float> logits);

  /** Times of all steps in the order of running, over `runs` runs; throws std::invalid_argument for fewer than 1. */
  [[nodiscard]] std::vector<OperatorTime> profile(int runs = 10);

  /** Bytes of activations and packed weights: what the session needs beside the program itself. */
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct Engine;
  std::unique_ptr<Engine> engine_;
};

/** The engine and its interface generation, for records of measurements: "XNNPACK 2022-02". */
[[nodiscard]] const char* engine_version();

}  // namespace narrows
