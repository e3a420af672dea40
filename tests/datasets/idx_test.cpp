#include "narrows/idx.hpp"

#include <doctest/doctest.h>

#include "samples.hpp"

namespace narrows {

using samples::failure, samples::idx, samples::packed, samples::TemporaryFolder;

TEST_CASE("an IDX file gives its shape and values, gzipped or not") {
  const TemporaryFolder folder;
  const auto bytes = idx({2, 1, 3}, {1, 2, 3, 4, 5, 6});
  for (const std::string& path : {folder.write("plain", bytes), folder.write("packed.gz", packed(bytes, true))}) {
    const IdxArray array = read_idx(path);
    CHECK(array.shape == std::vector<int>{2, 1, 3});
    CHECK(array.values == std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6});
  }
}

TEST_CASE("a damaged IDX file is named with what is wrong") {
  const TemporaryFolder folder;
  const auto says = [&](const samples::Bytes& bytes, const std::string& what) {
    const std::string path = folder.write("file", bytes);
    CHECK(failure([&] { (void)read_idx(path); }) == path + ": " + what);
  };
  says(idx({2, 2}, {1, 2, 3}), "truncated: expected 4 more bytes, found 3");
  says(idx({2}, {1, 2, 3}), "too long: expected the end of the file, found more bytes");
  says({0, 0, 8}, "truncated: expected 4 more bytes, found 3");
  says({0x89, 'P', 'N', 'G'}, "not an IDX file: expected it to start with 0 0 8 and the number of dimensions, 1 to 4");
  says({0, 0, 13, 1, 0, 0, 0, 0}, "expected IDX type 8, unsigned bytes, found type 13");
  says(idx({0x7fffffff, 0x7fffffff}, {}), "absurd: its header promises 4611686014132420609 bytes");
  says(idx({0x40000000}, {1, 2}), "truncated: expected 1073741824 more bytes, found 2");
}

TEST_CASE("a gzip stream that is cut off, or damaged, is an error") {
  const TemporaryFolder folder;
  samples::Bytes values(5000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint8_t>(i * i / 7);
  auto bytes = packed(idx({5000}, values), true);
  auto cut = bytes;
  cut.resize(bytes.size() / 2);
  const std::string path = folder.write("cut.gz", cut);
  CHECK(failure([&] { (void)read_idx(path); }) == path + ": truncated: the gzip stream has no end");
  bytes[bytes.size() / 2] ^= 0x55;
  const std::string damaged = folder.write("damaged.gz", bytes);
  CHECK(failure([&] { (void)read_idx(damaged); }).starts_with(damaged + ": damaged: "));
}

TEST_CASE("a file that is not there, or is a folder, is named") {
  const TemporaryFolder folder;
  CHECK(failure([&] { (void)read_idx(folder.path("none")); }) ==
        folder.path("none") + ": cannot be opened: No such file or directory");
  CHECK(failure([&] { (void)read_idx(folder.path()); }) == folder.path() + ": expected a file, found a folder");
}

}  // namespace narrows
