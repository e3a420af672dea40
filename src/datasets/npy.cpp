#include "npy.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>

#include "narrows/error.hpp"

namespace narrows {
namespace {

struct Header {
  std::size_t rows, columns;
  std::size_t offset;  ///< Of the values.
};

/** Reads "\x93NUMPY", the version, the header's length and the header, a Python dictionary (NEP 1). */
Header read_header(std::ifstream& file, const std::string& path) {
  const auto fail = [&](const std::string& what) -> Header { throw Error(path + ": " + what); };
  char head[12] = {};
  file.read(head, 10);
  if (!file || std::string(head, 6) != "\x93NUMPY") return fail("not a .npy file");
  const bool wide = head[6] >= 2;
  if (wide) file.read(head + 10, 2);
  std::size_t length = 0;
  for (int i = wide ? 3 : 1; i >= 0; --i) length = length << 8 | static_cast<std::uint8_t>(head[8 + i]);
  if (!file || length > 65536) return fail("damaged header");
  std::string text(length, ' ');
  file.read(text.data(), static_cast<std::streamsize>(length));
  if (!file) return fail("truncated header");
  static const std::regex bytes(R"('descr':\s*'[|<>=]?u1')"), in_rows(R"('fortran_order':\s*False)"),
      shape(R"('shape':\s*\((\d{1,15}),\s*(\d{1,9})\))");
  std::smatch found;
  if (!std::regex_search(text, bytes) || !std::regex_search(text, in_rows) || !std::regex_search(text, found, shape))
    return fail("expected an array of uint8 in rows and columns, found " +
                text.substr(0, text.find_last_not_of(" \n") + 1));
  return {std::stoull(found[1]), std::stoull(found[2]), static_cast<std::size_t>(file.tellg())};
}

}  // namespace

NpyRows read_npy_rows(const std::string& path, std::size_t most) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(path + ": cannot be opened");
  const Header header = read_header(file, path);
  const auto size = static_cast<std::size_t>(std::filesystem::file_size(path));
  const std::size_t wanted = header.offset + header.rows * header.columns;
  if (size != wanted)
    throw Error(path + ": expected " + std::to_string(wanted) + " bytes, found " + std::to_string(size));
  NpyRows result{header.rows, header.columns, {}};
  result.values.resize(std::min(most, header.rows) * header.columns);
  file.read(reinterpret_cast<char*>(result.values.data()), static_cast<std::streamsize>(result.values.size()));
  if (!file) throw Error(path + ": cannot be read to its end");
  return result;
}

}  // namespace narrows
