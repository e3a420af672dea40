#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "narrows/dataset.hpp"
#include "narrows/preprocessing.hpp"

/** Reading data sets from files. */
namespace narrows::datasets {

/** Told several times a second how many images are read of how many; returns false to stop, which throws Interrupted.
 */
using LoadCallback = std::function<bool(std::size_t done, std::size_t total)>;

/** How to bring files to a Dataset. */
struct LoadOptions {
  int size = 32;  ///< Height and width that the networks read, in pixels.
  /** For images of another size; those of 28 x 28 (MNIST's) are padded with zeros always. */
  Resize resize = Resize::crop;
  int channels = 0;                ///< 1 grey, 3 colour; 0: grey if every image is.
  double validation_share = 0.15;  ///< Of the training images, where the data set brings no validation part.
  double test_share = 0.15;        ///< Of all images of a folder that has no test part.
  std::uint64_t seed = 0;          ///< Of the split.
  int threads = 0;                 ///< That decode; 0: one per processor. The result does not depend on it.

  /** Throws std::invalid_argument naming the field, its rule and its value. */
  void validate() const;
};

/** A data set that load() knows by name, and what of it is on this machine. */
struct KnownDataset {
  std::string name;
  std::string title;               ///< For people: "Fashion-MNIST".
  std::vector<std::string> files;  ///< Those it is read from; each may also be there as FILE.gz.
  std::string where;               ///< What to get and where to put it.
  std::string folder;              ///< Where all of them were found; empty: nowhere.
};

/**
 * The data sets that load() knows by name, in alphabetical order. They are looked for in `root`, or, if that is empty,
 * in the folder that the environment variable NARROWS_DATA names, ~/.local/share/narrows/datasets and
 * /usr/share/datasets; there in a folder of the data set's name, or of the name its archive unpacks to.
 */
[[nodiscard]] std::vector<KnownDataset> known(const std::string& root = {});

/**
 * Loads a data set by name ("fashion-mnist", "mnist", "cifar10", "cifar100", "stl10", "svhn"), or a folder by path: of
 * images, see from_folder(), or of four IDX files named as those of MNIST; its classes are then numbers.
 *
 * Throws std::invalid_argument for a name that is neither, Error for missing, damaged or inconsistent files (named).
 */
[[nodiscard]] Dataset load(const std::string& name_or_path, const std::string& root = {},
                           const LoadOptions& options = {}, const LoadCallback& progress = {});

/**
 * Loads images (JPEG, PNG, PNM, told apart by content) from `train/<class>/`, `test/<class>/` and, if there,
 * `validation/<class>/` (or `val`); or from `<class>/` alone, of which `test_share` becomes the test part. A class of
 * three images or more has at least one in each part, one of two in training and validation. Classes are the names of
 * the folders, sorted; those of the parts may begin with a capital. Hidden files and files that neither are images nor
 * are named like one are left out; so are folders without images and those that systems make (`@eaDir`, `__MACOSX`),
 * with a line in Dataset::remarks().
 *
 * Throws Error naming the file or folder: a broken image, a class whose images all lie in folders inside its folder, a
 * class that is not in `train`.
 */
[[nodiscard]] Dataset from_folder(const std::string& path, const LoadOptions& options = {},
                                  const LoadCallback& progress = {});

/** A line, naming file and reason, for each image of such a folder that cannot be read. */
[[nodiscard]] std::vector<std::string> broken_images(const std::string& path, int threads = 0,
                                                     const LoadCallback& progress = {});

/**
 * Loads again what Dataset::source() describes. Throws Error if the data are no longer those of `digest`; an empty
 * digest checks nothing.
 */
[[nodiscard]] Dataset restore(std::string_view source, std::string_view digest = {}, const LoadCallback& progress = {});

}  // namespace narrows::datasets
