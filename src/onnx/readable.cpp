#include "readable.hpp"

#include <algorithm>

namespace narrows::onnx_format {

std::string printable(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

std::string readable(std::string_view name) {
  constexpr std::size_t longest = 100;
  const std::string text = printable(std::string(name.substr(0, longest)));
  return name.size() > longest ? text + "..." : text;
}

}  // namespace narrows::onnx_format
