#include "csv.hpp"

#include "files.hpp"
#include "narrows/error.hpp"

namespace narrows::datasets {
namespace {

/** The fields of one line; false if a quote is not closed. */
bool split_line(const std::string& line, char separator, std::vector<std::string>& fields) {
  fields.assign(1, "");
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool doubled = quoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"';
    if (doubled) {
      fields.back() += line[i++];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == separator && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return !quoted;
}

}  // namespace

std::vector<CsvRow> read_csv(const std::string& path, char separator) {
  std::vector<CsvRow> rows;
  for (const auto& [number, text] : read_numbered_lines(path)) {
    const bool marked = number == 1 && text.starts_with("\xef\xbb\xbf");
    CsvRow row{number, {}};
    if (!split_line(marked ? text.substr(3) : text, separator, row.fields))
      throw Error(path + ": line " + std::to_string(number) + ": a quote is not closed");
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace narrows::datasets
