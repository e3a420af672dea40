#include "checkpoint.hpp"

#include <bit>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "narrows/detail/fields.hpp"
#include "narrows/error.hpp"
#include "narrows/file.hpp"

// The file: a line that names the format; a line of JSON with the arrays' names and shapes; their values, as the
// machine holds them; a checksum of all before it.
namespace narrows {
namespace {

using Json = nlohmann::json;

static_assert(std::endian::native == std::endian::little);
constexpr std::string_view first_line = "narrows checkpoint 3\n";

/** FNV-1a, over words of 8 bytes: finds a damaged file, not a forged one. */
std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t sum = 0xcbf29ce484222325;
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, std::min<std::size_t>(8, bytes.size() - at));
    sum = std::rotl((sum ^ word) * 0x100000001b3, 31);
  }
  return sum ^ bytes.size();
}

Json index_of(const Weights& weights) {
  Json index = Json::array();
  for (const Weights::Array& array : weights.arrays()) index.push_back({array.name, array.shape});
  return index;
}

Json header_of(const Checkpoint& checkpoint) {
  Json history = Json::array();
  for (const EpochRecord& record : checkpoint.history) history.push_back(detail::fields_to_json<Json>(record));
  return {{"identity", checkpoint.identity},
          {"backend", checkpoint.backend},
          {"arithmetic", checkpoint.arithmetic},
          {"history", history},
          {"weights", index_of(checkpoint.state.weights)},
          {"momentum", index_of(checkpoint.state.momentum)},
          {"mean", index_of(checkpoint.mean)}};
}

void append_values(std::string& bytes, const Weights& weights) {
  for (const Weights::Array& array : weights.arrays())
    bytes.append(reinterpret_cast<const char*>(array.values.data()), array.values.size() * sizeof(float));
}

std::string serialised(const Checkpoint& checkpoint) {
  std::string bytes(first_line);
  bytes += header_of(checkpoint).dump() + '\n';
  append_values(bytes, checkpoint.state.weights);
  append_values(bytes, checkpoint.state.momentum);
  append_values(bytes, checkpoint.mean);
  const std::uint64_t sum = checksum(bytes);
  return bytes.append(reinterpret_cast<const char*>(&sum), sizeof sum);
}

Weights read_values(const Json& index, std::string_view& bytes) {
  std::vector<Weights::Array> arrays;
  for (const Json& entry : index) {
    Weights::Array array{entry.at(0), entry.at(1), {}};
    std::size_t count = 1;
    for (const std::int64_t side : array.shape) count *= static_cast<std::size_t>(side);
    if (bytes.size() / sizeof(float) < count) throw Error("is cut off");
    array.values.resize(count);
    std::memcpy(array.values.data(), bytes.data(), count * sizeof(float));
    bytes.remove_prefix(count * sizeof(float));
    arrays.push_back(std::move(array));
  }
  return Weights(std::move(arrays));
}

/** The text between the first line and the checksum. Throws Error if the file is not as it was written. */
std::string_view body_of(std::string_view bytes) {
  std::uint64_t sum = 0;
  if (bytes.size() < first_line.size() + sizeof sum) throw Error("is cut off");
  if (!bytes.starts_with(first_line)) throw Error("is of another version of narrows");
  std::memcpy(&sum, bytes.data() + bytes.size() - sizeof sum, sizeof sum);
  bytes.remove_suffix(sizeof sum);
  if (checksum(bytes) != sum) throw Error("is damaged");
  return bytes.substr(first_line.size());
}

Checkpoint parse(std::string_view bytes, const std::string& identity) {
  bytes = body_of(bytes);
  const std::size_t end = bytes.find('\n');
  const Json header = Json::parse(bytes.substr(0, end));
  if (header.at("identity") != identity) throw Error("is of another network, recipe, seed or data set");
  bytes.remove_prefix(end + 1);
  Weights weights = read_values(header.at("weights"), bytes);
  Weights momentum = read_values(header.at("momentum"), bytes);
  Weights mean = read_values(header.at("mean"), bytes);
  Checkpoint checkpoint{.identity = identity,
                        .backend = header.at("backend"),
                        .arithmetic = header.at("arithmetic"),
                        .history = {},
                        .state = {std::move(weights), std::move(momentum)},
                        .mean = std::move(mean)};
  for (const Json& record : header.at("history")) detail::fields_from_json(record, checkpoint.history.emplace_back());
  return checkpoint;
}

}  // namespace

void write_checkpoint(const Checkpoint& checkpoint, const std::string& path) {
  write_file(path, serialised(checkpoint));
}

FoundCheckpoint read_checkpoint(const std::string& path, const std::string& identity) {
  if (!std::filesystem::exists(path)) return {};
  try {
    return {parse(read_file(path), identity), {}};
  } catch (const std::exception& error) {
    return {std::nullopt, error.what()};
  }
}

}  // namespace narrows
