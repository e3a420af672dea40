#include <doctest/doctest.h>
#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>

#include "csv.hpp"
#include "files.hpp"
#include "mat5.hpp"
#include "narrows/datasets.hpp"
#include "narrows/decode_image.hpp"
#include "narrows/idx.hpp"
#include "narrows/random.hpp"
#include "npy.hpp"
#include "samples.hpp"

namespace narrows {
namespace {

using samples::Bytes, samples::TemporaryFolder;

/** Changes a few bytes, and sometimes cuts the end off or puts a copy of a part somewhere else. */
Bytes mutated(Bytes bytes, Random& random) {
  const auto place = [&] { return static_cast<std::size_t>(random.uniform(0, static_cast<int>(bytes.size()) - 1)); };
  for (int changes = random.uniform(1, 8); changes > 0; --changes) {
    const std::size_t at = random.uniform(0, 1) == 0 ? place() : place() % std::min<std::size_t>(bytes.size(), 64);
    const int kind = random.uniform(0, 3);
    bytes[at] = static_cast<std::uint8_t>(kind == 0   ? 0
                                          : kind == 1 ? 0xff
                                          : kind == 2 ? bytes[at] ^ (1 << random.uniform(0, 7))
                                                      : random.uniform(0, 255));
  }
  if (random.uniform(0, 4) == 0) bytes.resize(place() + 1);
  if (random.uniform(0, 4) == 0) {
    const std::size_t from = place(), to = place(),
                      count = std::min({std::size_t{16}, bytes.size() - from, bytes.size() - to});
    std::copy_n(Bytes(bytes).begin() + static_cast<std::ptrdiff_t>(from), count,
                bytes.begin() + static_cast<std::ptrdiff_t>(to));
  }
  return bytes;
}

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/** As many as a test takes, or as NARROWS_FUZZ_ROUNDS says for a long run; see `make fuzz`. */
int rounds_of(int usual) {
  const char* wanted = std::getenv("NARROWS_FUZZ_ROUNDS");
  return wanted != nullptr ? std::atoi(wanted) : usual;
}

/** Reads mutations: each gives a value or an Error, nothing else, and memory stays small. */
void survives(const Bytes& good, int usual_rounds, const std::function<void(const Bytes&)>& read) {
  const int rounds = rounds_of(usual_rounds);
  const long before = peak_kilobytes();
  read(good);
  int refused = 0;
  for (int i = 0; i < rounds; ++i) {
    Random random(2024, static_cast<std::uint64_t>(i));
    try {
      read(mutated(good, random));
    } catch (const Error&) {
      ++refused;
    }
  }
  CHECK(refused > rounds / 10);
  CHECK(peak_kilobytes() - before < 300'000);
}

void read_or_refuse(const std::function<void()>& read) {
  try {
    read();
  } catch (const Error&) {  // which is as good
  }
}

}  // namespace

TEST_CASE("mutated images are decoded or refused") {
  const auto decode = [](const Bytes& bytes) { (void)decode_image(bytes); };
  for (const int channels : {1, 3}) {
    const Image image = samples::quarters(40, 50, channels);
    survives(samples::jpeg(image), 3000, decode);
    survives(samples::png(image), 3000, decode);
  }
  for (const std::string text :
       {"P5 4 4 255\n0123456789abcdef", "P3 2 2 9\n1 2 3 4 5 6 7 8 9 1 2 3", "P1 3 2 010110"}) {
    survives(Bytes(text.begin(), text.end()), 3000, decode);
  }
}

TEST_CASE("mutated images of other programs are decoded or refused") {
  const auto decode = [](const Bytes& bytes) { (void)decode_image(bytes); };
  for (const auto& seed : std::filesystem::directory_iterator(NARROWS_SEEDS)) {
    MESSAGE(seed.path().filename().string());
    survives(read_bytes(seed.path().string()), 1000, decode);
  }
}

TEST_CASE("mutated IDX files are read or refused") {
  const TemporaryFolder folder;
  const auto read = [&](const Bytes& bytes) { (void)read_idx(folder.write("a.idx", bytes)); };
  const Bytes file = samples::idx({5, 4, 3}, Bytes(60, 7));
  survives(file, 1000, read);
  survives(samples::packed(file, true), 1000, read);
}

TEST_CASE("mutated numpy and CSV files are read or refused") {
  const TemporaryFolder folder;
  survives(samples::npy(10, Bytes(100, 5)), 1000,
           [&](const Bytes& bytes) { (void)read_npy_rows(folder.write("a.npy", bytes), 7); });
  const std::string csv = "Filename;Width;\"Roi \"\"X1\"\"\";ClassId\n\"00;1.ppm\";5;6;\"1\"\n\"2\";\"\";;\"x\"\n";
  for (int i = 0; i < rounds_of(1000); ++i) {
    Random random(7, static_cast<std::uint64_t>(i));
    const std::string path = folder.write("a.csv", mutated(Bytes(csv.begin(), csv.end()), random));
    CHECK_NOTHROW(read_or_refuse([&] { (void)datasets::read_csv(path, ';'); }));
  }
}

TEST_CASE("mutated MATLAB files are read or refused") {
  const TemporaryFolder folder;
  const auto read = [&](const Bytes& bytes) {
    (void)read_mat5<>(folder.write("a.mat", bytes));
    (void)read_mat5<std::uint16_t>(folder.path("a.mat"));
  };
  for (const bool compressed : {false, true}) {
    survives(samples::mat_file({samples::mat_array("X", {4, 4, 3, 2}, 2, Bytes(96, 5), compressed),
                                samples::mat_array("y", {2, 1}, 9, Bytes(16, 0), compressed)}),
             2000, read);
  }
}

}  // namespace narrows
