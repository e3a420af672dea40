#pragma once

#include <string>
#include <variant>
#include <vector>

#include "binary_sets.hpp"
#include "listed_sets.hpp"

namespace narrows::datasets {

using PartReader = LabelledImages (*)(const std::string& folder, const std::string& part);
using Lister = ImageList (*)(const std::string& folder);
using WholeReader = WholeSet (*)(const std::string& folder, std::size_t per_class);

/** What was published of a set. */
struct PublishedSize {
  std::size_t classes, training_images, test_images;
};

/** All there is to know about a data set with a name. */
struct KnownSet {
  const char* name;
  const char* title;
  std::vector<std::string> folders;  ///< Names its archive unpacks to.
  /** What tells its folder: files, folders ("images/"), endings ("*.npy"), or one of several ("a|b"). */
  std::vector<std::string> files;
  std::string what;  ///< What to get.
  std::variant<PartReader, Lister, WholeReader> read;
  std::vector<std::string> classes;  ///< Where neither a file nor the reader says them.
  const char* class_file;            ///< With the classes, one a line.
  PublishedSize published;
};

/** In alphabetical order. */
[[nodiscard]] const std::vector<KnownSet>& known_sets();
/** Null for a name that is none. */
[[nodiscard]] const KnownSet* known_set(const std::string& name);
/** A user's folder of four IDX files named as MNIST's: as many classes as its labels need, named by their numbers. */
[[nodiscard]] KnownSet idx_set(const std::string& folder);

/** Where a set's files are all found; empty: nowhere. See known() for where they are looked for. */
[[nodiscard]] std::string find_folder(const KnownSet& set, const std::string& root);
/** What to get and where to put it. */
[[nodiscard]] std::string where(const KnownSet& set, const std::string& root);
/** How many of the set's files are in a folder. */
[[nodiscard]] std::size_t files_there(const KnownSet& set, const std::string& folder);
/** Throws Error that names the files that are missing from the first folder that holds some of them. */
[[noreturn]] void fail_missing(const KnownSet& set, const std::string& root);

/** Names of files with " or " between alternatives. */
[[nodiscard]] std::vector<std::string> readable(std::vector<std::string> files);
[[nodiscard]] std::string joined(const std::vector<std::string>& words);

}  // namespace narrows::datasets
