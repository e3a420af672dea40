#pragma once

#include <string>
#include <vector>

namespace narrows::datasets {

/** A line of a CSV file, and where it stands. */
struct CsvRow {
  std::size_t line;  ///< Counted from 1.
  std::vector<std::string> fields;
};

/**
 * The rows of a CSV file (RFC 4180: quoted fields may hold separators and doubled quotes, not line ends), without empty
 * lines and a byte order mark. Throws Error naming the file, and the line of a quote that is not closed.
 */
[[nodiscard]] std::vector<CsvRow> read_csv(const std::string& path, char separator = ',');

}  // namespace narrows::datasets
