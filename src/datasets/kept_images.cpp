#include "kept_images.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>

#include "mapped_bytes.hpp"
#include "narrows/detail/descriptor.hpp"
#include "narrows/error.hpp"
#include "narrows/file.hpp"
#include "parallel.hpp"

namespace narrows::datasets {
namespace {

static_assert(std::endian::native == std::endian::little, "labels lie in the file as they do in memory");

using detail::Descriptor;
using Json = nlohmann::ordered_json;
using Bytes = std::span<const std::uint8_t>;

constexpr std::array<char, 8> magic = {'n', 'a', 'r', 'r', 'o', 'w', 's', '1'};
constexpr std::size_t page_bytes = 4096, block_bytes = std::size_t{1} << 20, longest_header = std::size_t{1} << 30;

struct Prelude {
  std::array<char, 8> kind = magic;
  std::uint64_t header_bytes = 0;
  std::uint64_t header_checksum = 0;
};

std::uint32_t checksum(Bytes bytes) { return static_cast<std::uint32_t>(::crc32_z(0, bytes.data(), bytes.size())); }

Bytes bytes_of(const std::string& text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

Bytes bytes_of(std::span<const std::int32_t> labels) {
  return {reinterpret_cast<const std::uint8_t*>(labels.data()), labels.size_bytes()};
}

std::size_t begin_of_images(std::size_t header_bytes) {
  return (sizeof(Prelude) + header_bytes + page_bytes - 1) / page_bytes * page_bytes;
}

/** What follows the header, in its order: pixels first, so that labels begin anywhere a multiple of 4 is. */
std::array<Bytes, 6> pieces_of(const Dataset& data) {
  std::array<Bytes, 6> pieces;
  const std::array<const LabelledImages*, 3> parts = {&data.train(), &data.validation(), &data.test()};
  for (std::size_t i = 0; i < 3; ++i) pieces[i] = parts[i]->pixels(), pieces[3 + i] = bytes_of(parts[i]->labels());
  return pieces;
}

/** Checksums of blocks of bytes that come in pieces. */
class BlockSums {
 public:
  void add(Bytes bytes) {
    while (!bytes.empty()) {
      const Bytes now = bytes.first(std::min(bytes.size(), block_bytes - filled_));
      sum_ = static_cast<std::uint32_t>(::crc32_z(sum_, now.data(), now.size()));
      filled_ += now.size();
      bytes = bytes.subspan(now.size());
      if (filled_ == block_bytes) end_block();
    }
  }
  [[nodiscard]] std::vector<std::uint32_t> finish() {
    if (filled_ > 0) end_block();
    return std::move(sums_);
  }

 private:
  void end_block() {
    sums_.push_back(sum_);
    sum_ = 0;
    filled_ = 0;
  }

  std::uint32_t sum_ = 0;
  std::size_t filled_ = 0;
  std::vector<std::uint32_t> sums_;
};

std::string header_of(const std::string& key, const Dataset& data) {
  BlockSums sums;
  for (const Bytes piece : pieces_of(data)) sums.add(piece);
  const Shape shape = data.input_shape();
  return Json{{"key", key},
              {"name", data.name()},
              {"classes", data.classes()},
              {"shape", {shape.channels, shape.height, shape.width}},
              {"images", {data.train().size(), data.validation().size(), data.test().size()}},
              {"resize", name(data.preprocessing().resize)},
              {"notes", data.notes()},
              {"skipped", data.skipped()},
              {"digest", data.digest()},
              {"blocks", sums.finish()}}
      .dump();
}

/** A file that is read, what its header says, and its size. */
class KeptFile {
 public:
  explicit KeptFile(const std::string& path) : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (!file_) return;
    struct stat info {};
    require(::fstat(file_.number(), &info) == 0 && S_ISREG(info.st_mode), "no file");
    size_ = static_cast<std::size_t>(info.st_size);
    read_header();
  }

  [[nodiscard]] bool there() const { return static_cast<bool>(file_); }
  [[nodiscard]] const Json& header() const { return header_; }

  /** Reads all of it; what was read is then in the system's memory, where it is mapped from. */
  void check(int threads, const LoadCallback& progress) const {
    const auto sums = header_.at("blocks").get<std::vector<std::uint32_t>>();
    require(sums.size() == (size_ - begin_ + block_bytes - 1) / block_bytes,
            "it has not as many blocks as its header says");
    const auto check_block = [&](std::size_t i) {
      const std::size_t size = std::min(block_bytes, size_ - begin_ - i * block_bytes);
      const auto buffer = std::make_unique_for_overwrite<std::uint8_t[]>(size);
      const std::span<std::uint8_t> bytes(buffer.get(), size);
      require(read(bytes, begin_ + i * block_bytes) && checksum(bytes) == sums[i],
              "its block " + std::to_string(i) + " is not what was written");
    };
    for_each_index(sums.size(), threads, check_block, progress);
  }

  [[nodiscard]] Dataset dataset() const {
    const auto sides = header_.at("shape").get<std::array<int, 3>>();
    const auto images = header_.at("images").get<std::array<std::size_t, 3>>();
    const Shape shape = {sides[0], sides[1], sides[2]};
    const auto bytes = static_cast<std::size_t>(shape.elements());
    const std::size_t all = images[0] + images[1] + images[2];
    require(size_ == begin_ + all * (bytes + sizeof(std::int32_t)), "it has another size than its header says");
    const auto mapped = MappedBytes::file(file_.number(), size_);
    std::array<LabelledImages, 3> parts;
    Bytes pixels = mapped->bytes().subspan(begin_), labels = pixels.subspan(all * bytes);
    for (std::size_t i = 0; i < 3; ++i) {
      std::vector<std::int32_t> own(images[i]);
      std::memcpy(own.data(), labels.data(), own.size() * sizeof(std::int32_t));
      if (images[i] > 0) parts[i] = {shape, mapped, pixels.first(images[i] * bytes), std::move(own)};
      pixels = pixels.subspan(images[i] * bytes);
      labels = labels.subspan(images[i] * sizeof(std::int32_t));
    }
    return Dataset(header_.at("name").get<std::string>(), header_.at("classes").get<std::vector<std::string>>(),
                   parts[0], parts[1], parts[2], resize_named(header_.at("resize").get<std::string>()))
        .with_notes(header_.at("notes").get<std::vector<std::string>>())
        .with_skipped(header_.at("skipped").get<std::vector<std::string>>())
        .with_digest(header_.at("digest").get<std::string>());
  }

 private:
  static void require(bool holds, const std::string& what) {
    if (!holds) throw Error(what);
  }

  [[nodiscard]] bool read(std::span<std::uint8_t> to, std::size_t at) const {
    while (!to.empty()) {
      const ssize_t got = ::pread(file_.number(), to.data(), to.size(), static_cast<off_t>(at));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return false;
      to = to.subspan(static_cast<std::size_t>(got));
      at += static_cast<std::size_t>(got);
    }
    return true;
  }

  void read_header() {
    Prelude prelude;
    require(read({reinterpret_cast<std::uint8_t*>(&prelude), sizeof prelude}, 0) && prelude.kind == magic,
            "it is no file of decoded images");
    require(prelude.header_bytes < std::min(size_, longest_header), "its header is cut off");
    std::string text(prelude.header_bytes, ' ');
    require(read({reinterpret_cast<std::uint8_t*>(text.data()), text.size()}, sizeof prelude) &&
                checksum(bytes_of(text)) == prelude.header_checksum,
            "its header is not what was written");
    begin_ = begin_of_images(text.size());
    require(begin_ <= size_, "it is cut off");
    header_ = Json::parse(text);
  }

  Descriptor file_;
  std::size_t size_ = 0;
  std::size_t begin_ = 0;  ///< Of the images.
  Json header_;
};

/** A header that was written is as it should be, so this happens only to one of another version. */
template <class Work>
auto readable(Work work) {
  try {
    return work();
  } catch (const Json::exception& error) {
    throw Error(std::string("its header is of another kind: ") + error.what());
  } catch (const std::invalid_argument& error) {
    throw Error(std::string("its header is of another kind: ") + error.what());
  }
}

}  // namespace

std::string write_kept_images(const std::string& path, const std::string& key, const Dataset& data) try {
  const std::string header = header_of(key, data);
  const Prelude prelude = {.header_bytes = header.size(), .header_checksum = checksum(bytes_of(header))};
  const std::string padding(begin_of_images(header.size()) - sizeof prelude - header.size(), '\0');
  std::vector<std::string_view> pieces = {{reinterpret_cast<const char*>(&prelude), sizeof prelude}, header, padding};
  for (const Bytes piece : pieces_of(data)) pieces.push_back(text_of(piece));
  write_file(path, pieces);
  return "";
} catch (const Error& error) {
  return error.what();
}

std::optional<Dataset> read_kept_images(const std::string& path, const std::string& key, int threads,
                                        const LoadCallback& progress) {
  return readable([&]() -> std::optional<Dataset> {
    const KeptFile file(path);
    if (!file.there() || file.header().at("key") != key) return std::nullopt;
    file.check(threads, progress);
    return file.dataset();
  });
}

std::string check_kept_images(const std::string& path) {
  return readable([&] {
    const KeptFile file(path);
    if (!file.there()) throw Error("it cannot be opened");
    file.check(0, {});
    return file.header().at("name").get<std::string>();
  });
}

}  // namespace narrows::datasets
