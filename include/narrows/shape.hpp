#pragma once

#include <string>

namespace narrows {

/** Shape of one image's feature map; the batch dimension is left out everywhere. */
struct Shape {
  int channels = 0;
  int height = 1;
  int width = 1;

  [[nodiscard]] constexpr long long elements() const { return 1LL * channels * height * width; }
  friend bool operator==(const Shape&, const Shape&) = default;
};

/** As messages show it: "3 x 32 x 32". */
[[nodiscard]] std::string to_string(const Shape& shape);

}  // namespace narrows
