#pragma once

#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/** The file of released networks that lies beside the repository on some machines; empty elsewhere. */
inline std::string released_file() {
  for (const char* path : {"../shared/data/iotnets-even.jsonl", "../../shared/data/iotnets-even.jsonl"})
    if (std::filesystem::exists(path)) return path;
  std::cout << "skipped: the released results are not beside the repository\n";
  return {};
}

/** Its rows. */
inline std::vector<nlohmann::json> released_networks() {
  std::vector<nlohmann::json> rows;
  std::ifstream file(released_file());
  for (std::string line; std::getline(file, line);) rows.push_back(nlohmann::json::parse(line));
  return rows;
}
