#include <filesystem>

#include "binary_sets.hpp"
#include "files.hpp"
#include "narrows/error.hpp"
#include "planes.hpp"

namespace narrows::datasets {
namespace {

constexpr PlaneLayout cifar_layout = {3, 32, 32, 1024, 32, 1};
constexpr std::size_t cifar_bytes = std::size_t{3} * 32 * 32;

/** Records of `label_bytes` labels, of which the last counts, and one image. */
LabelledImages read_records(const std::string& folder, const std::vector<std::string>& files, std::size_t label_bytes) {
  std::vector<std::uint8_t> pixels;
  std::vector<std::int32_t> labels;
  const std::size_t record = label_bytes + cifar_bytes;
  for (const std::string& file : files) {
    const std::string path = folder + "/" + file;
    const auto bytes = read_bytes(path);
    if (bytes.empty() || bytes.size() % record != 0) {
      throw Error(path + ": expected a multiple of " + std::to_string(record) + " bytes, found " +
                  std::to_string(bytes.size()));
    }
    const std::size_t before = pixels.size(), count = bytes.size() / record;
    pixels.resize(before + count * cifar_bytes);
    for (std::size_t i = 0; i < count; ++i) {
      labels.push_back(bytes[i * record + label_bytes - 1]);
      interleave(bytes.data() + i * record + label_bytes, cifar_layout, pixels.data() + before + i * cifar_bytes);
    }
  }
  return {{3, 32, 32}, std::move(pixels), std::move(labels)};
}

}  // namespace

LabelledImages read_cifar10(const std::string& folder, const std::string& part) {
  if (part == "test") return read_records(folder, {"test_batch.bin"}, 1);
  std::vector<std::string> files;
  for (int i = 1; i <= 5; ++i) files.push_back("data_batch_" + std::to_string(i) + ".bin");
  return read_records(folder, files, 1);
}

LabelledImages read_cifar100(const std::string& folder, const std::string& part) {
  return read_records(folder, {part + ".bin"}, 2);
}

}  // namespace narrows::datasets
