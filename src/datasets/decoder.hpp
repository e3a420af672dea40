#pragma once

#include <array>
#include <atomic>
#include <string>
#include <vector>

#include "image_list.hpp"
#include "mapped_bytes.hpp"
#include "narrows/image.hpp"

namespace narrows::datasets {

/** The decoded images of all parts: three channels each, unless one channel was asked for. */
class Decoder {
 public:
  /** Both arguments have to outlive this. Images that need more memory than the options allow lie in a file. */
  Decoder(const std::array<Files, 3>& files, const LoadOptions& options);

  /** Images that all are of 28 x 28 are padded; whether they are is known for the first one, and then found out. */
  void decode(const LoadCallback& progress);
  /** What was done to bring the images to their size. */
  [[nodiscard]] Resize resize() const { return resize_; }
  /** A line, naming file and reason, for each image that cannot be read; none unless these are to be left out. */
  [[nodiscard]] std::vector<std::string> skipped() const;
  /** All parts with one channel if all images are grey and nothing else was asked for; once. */
  [[nodiscard]] std::array<LabelledImages, 3> finish();

 private:
  /** One part's pixels, and why images are missing among them. */
  struct Part {
    std::shared_ptr<MappedBytes> pixels;
    std::vector<std::string> failures;  ///< Empty for an image that was read.
  };

  [[nodiscard]] std::size_t side() const { return static_cast<std::size_t>(options_.size); }
  [[nodiscard]] int slot_channels() const { return options_.channels == 1 ? 1 : 3; }
  [[nodiscard]] std::size_t slot_bytes() const { return side() * side() * static_cast<std::size_t>(slot_channels()); }
  [[nodiscard]] Shape first_shape() const;
  void decode_all(const LoadCallback& progress);
  void decode_one(std::size_t i);
  [[nodiscard]] Image prepared(const std::string& path);
  [[nodiscard]] std::vector<std::int32_t> close_gaps(std::size_t part);

  const std::array<Files, 3>& files_;
  const LoadOptions& options_;
  std::array<Part, 3> parts_;
  Resize resize_;
  std::atomic<bool> any_colour_ = false, any_other_size_ = false;
};

}  // namespace narrows::datasets
