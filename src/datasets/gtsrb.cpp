#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include "csv.hpp"
#include "listed_sets.hpp"
#include "narrows/error.hpp"

namespace narrows::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::array signs = {"speed limit 20",
                              "speed limit 30",
                              "speed limit 50",
                              "speed limit 60",
                              "speed limit 70",
                              "speed limit 80",
                              "end of speed limit 80",
                              "speed limit 100",
                              "speed limit 120",
                              "no overtaking",
                              "no overtaking by lorries",
                              "right of way at the next crossing",
                              "priority road",
                              "give way",
                              "stop",
                              "no vehicles",
                              "no lorries",
                              "no entry",
                              "danger",
                              "bend to the left",
                              "bend to the right",
                              "double bend",
                              "uneven road",
                              "slippery road",
                              "road narrows on the right",
                              "road works",
                              "traffic lights",
                              "pedestrians",
                              "children",
                              "cyclists",
                              "ice or snow",
                              "wild animals",
                              "end of all limits",
                              "turn right ahead",
                              "turn left ahead",
                              "ahead only",
                              "ahead or right",
                              "ahead or left",
                              "keep right",
                              "keep left",
                              "roundabout",
                              "end of no overtaking",
                              "end of no overtaking by lorries"};

int number(const std::string& text, const std::string& what, const std::string& at, int most) {
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > most)
    throw Error(at + ": expected " + what + " from 0 to " + std::to_string(most) + ", found '" + text + "'");
  return value;
}

/** The images that a CSV file of the set names: Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId. */
void add_images(const std::string& csv, const fs::path& images, bool in_tracks, Files& files) {
  constexpr std::size_t columns = 8;
  constexpr int frames_of_a_class = 100'000;
  const std::vector<CsvRow> rows = read_csv(csv, ';');
  if (rows.empty() || rows[0].fields.size() < columns || rows[0].fields[0] != "Filename")
    throw Error(csv + ": expected a first line Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId");
  for (auto row = rows.begin() + 1; row != rows.end(); ++row) {
    const std::string at = csv + ": line " + std::to_string(row->line);
    if (row->fields.size() < columns)
      throw Error(at + ": expected 8 fields, found " + std::to_string(row->fields.size()));
    const std::string& name = row->fields[0];
    if (name.find('/') != std::string::npos) throw Error(at + ": expected the name of a file, found '" + name + "'");
    const int label = number(row->fields[columns - 1], "a class", at, static_cast<int>(signs.size()) - 1);
    files.add((images / name).string(), label);
    if (in_tracks)
      files.groups.push_back(label * frames_of_a_class + number(name.substr(0, name.find('_')),
                                                                "the number of a sign before '_'", at,
                                                                frames_of_a_class - 1));
  }
}

fs::path first_there(const std::string& folder, const std::vector<std::string>& places) {
  for (const std::string& place : places) {
    if (fs::exists(fs::path(folder) / place)) return fs::path(folder) / place;
  }
  throw Error(folder + ": expected " + places[0] + " in it");
}

}  // namespace

ImageList list_gtsrb(const std::string& folder) {
  ImageList list;
  list.classes.assign(signs.begin(), signs.end());
  std::vector<fs::path> classes;
  for (const auto& entry : fs::directory_iterator(first_there(folder, {"Final_Training/Images", "Training"}))) {
    if (entry.is_directory()) classes.push_back(entry.path());
  }
  std::sort(classes.begin(), classes.end());
  for (const fs::path& images : classes)
    add_images((images / ("GT-" + images.filename().string() + ".csv")).string(), images, true, list.files[0]);
  const fs::path test = fs::path(folder) / "Final_Test/Images";
  const fs::path labels =
      first_there(folder, {"GT-final_test.csv", "Final_Test/GT-final_test.csv", "Final_Test/Images/GT-final_test.csv"});
  add_images(labels.string(), test, false, list.files[2]);
  list.has_test = true;
  return list;
}

}  // namespace narrows::datasets
