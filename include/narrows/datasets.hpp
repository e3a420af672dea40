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

/** What to do about an image that cannot be read. */
enum class OnBad : std::uint8_t {
  stop,  ///< End with an error that names it.
  skip,  ///< Leave it out; Dataset::skipped() names it.
};

/** "stop" or "skip". */
[[nodiscard]] std::string_view name(OnBad on_bad);
/** The reverse; throws std::invalid_argument with the names there are. */
[[nodiscard]] OnBad on_bad_named(std::string_view name);

/** Whether decoded images are kept in a file of the user's cache, see cache_folder(). */
enum class Cache : std::uint8_t {
  automatic,  ///< Where the images' files have 8 MiB or more together.
  always,
  never,
};

/** "auto", "always" or "never". */
[[nodiscard]] std::string_view name(Cache cache);
/** Throws std::invalid_argument for another name. */
[[nodiscard]] Cache cache_named(std::string_view name);

/** How to bring files to a Dataset. */
struct LoadOptions {
  int size = 32;  ///< Height and width that the networks read, in pixels.
  /** For images of another size; those of 28 x 28 (MNIST's) are padded with zeros always. */
  Resize resize = Resize::crop;
  int channels = 0;                ///< 1 grey, 3 colour; 0: grey if every image is.
  double validation_share = 0.15;  ///< Of the training images, where the data set brings no validation part.
  double test_share = 0.15;        ///< Of all images of a folder that has no test part.
  std::uint64_t seed = 0;          ///< Of the split.
  OnBad on_bad = OnBad::stop;      ///< Whether an image that cannot be read ends loading, or is left out and named.
  bool recursive = false;          ///< Images in folders inside a class's folder are of that class too.
  /** Links to outside of the data set's folder are followed; else they are left out, with a line in the remarks. */
  bool follow_links = false;
  /** A CSV file of the images that count, their labels and parts, see from_folder(); empty: folders say it. */
  std::string labels{};
  /** Of each class at most that many training images, validation and test images split off them included; 0: all, of
   * QuickDraw 1000. */
  int per_class = 0;
  int threads = 0;  ///< That decode; 0: one per processor. The result does not depend on it.
  /** Whether images that were decoded are kept, and read from there the next time; the result does not depend on it. */
  Cache cache = Cache::automatic;
  /** Decoded images that need more bytes than that are not held in memory but in a file, of which the system keeps in
   * memory what there is room for; 0: half of the machine's memory. The result does not depend on it. */
  std::int64_t memory = 0;

  /** Throws std::invalid_argument naming the field, its rule and its value. */
  void validate() const;
};

/** A data set that load() knows by name, and what of it is on this machine. */
struct KnownDataset {
  std::string name;
  std::string title;               ///< For people: "Fashion-MNIST".
  std::vector<std::string> files;  ///< Files and folders it is read from; IDX files may also be there as FILE.gz.
  std::string where;               ///< What to get and where to put it.
  std::string folder;              ///< Where all of them were found; empty: nowhere.
  std::size_t classes;             ///< As published, like the following.
  std::size_t training_images;     ///< With a validation part that comes with the set.
  std::size_t test_images;         ///< 0: it has no test part; a share of its images becomes one.
};

/**
 * The data sets that load() knows by name, in alphabetical order. They are looked for in `root`, or, if that is empty,
 * in the folder that the environment variable NARROWS_DATA names, ~/.local/share/narrows/datasets and
 * /usr/share/datasets; there in a folder of the data set's name, or of the name its archive unpacks to.
 */
[[nodiscard]] std::vector<KnownDataset> known(const std::string& root = {});

/**
 * Loads a data set by one of the names that known() gives, or a folder by path: of images, see from_folder(), or of
 * four IDX files named as those of MNIST; its classes are then numbers. Where fewer or more images are found than were
 * published, a line in Dataset::remarks() says so.
 *
 * Throws std::invalid_argument for a name that is neither, Error for missing, damaged or inconsistent files (named).
 */
[[nodiscard]] Dataset load(const std::string& name_or_path, const std::string& root = {},
                           const LoadOptions& options = {}, const LoadCallback& progress = {});

/**
 * Loads images (all that read_image() reads, told apart by content) from `train/<class>/`, `test/<class>/` and, if
 * there, `validation/<class>/` (or `val`); or from `<class>/` alone, of which `test_share` becomes the test part. A
 * class of three images or more has at least one in each part, one of two in training and validation. Classes are the
 * names of the folders, sorted; those of the parts may begin with a capital. Hidden files and files that neither are
 * images nor are named like one are left out; so are folders without images and those that systems make (`@eaDir`,
 * `__MACOSX`), with a line in Dataset::remarks().
 *
 * With LoadOptions::labels, that CSV file says it instead: a first line with the names of columns, or none; a `path` in
 * the folder (an ending such as .jpg may be missing), a `label`, and, if wanted, a `part` (train, validation or test).
 * Without a `label` column the folder an image lies in is its class, so that a file of paths and parts is a split.
 *
 * Throws Error naming the file or folder: a broken image, a class whose images all lie in folders inside its folder, a
 * class that is not in `train`; a line of the CSV file that cannot be used.
 */
[[nodiscard]] Dataset from_folder(const std::string& path, const LoadOptions& options = {},
                                  const LoadCallback& progress = {});

/** An image file, its class and the part it is for. */
struct LabelledFile {
  std::string path;
  std::string label;  ///< Empty: the name of the folder that the file lies in.
  std::string part;   ///< "train", "validation" or "test"; empty: a training image, which parts may be split off.
};

/**
 * Loads such images. Paths are taken from `folder` and lie in it, unless it is empty or options.follow_links is set.
 * Classes are sorted, those that all are numbers by these. Throws Error as from_folder() does.
 */
[[nodiscard]] Dataset from_files(const std::vector<LabelledFile>& files, const std::string& folder = {},
                                 const LoadOptions& options = {}, const LoadCallback& progress = {});

/** What one image of a folder is like. */
struct ImageFacts {
  std::string path;
  std::string label;
  std::string part;     ///< "train", "validation" or "test"; empty: one of a folder without parts.
  std::string error{};  ///< Why it cannot be read; then the following say nothing.
  int height = 0;       ///< In pixels, upright.
  int width = 0;
  int channels = 0;          ///< 1 grey, 3 colour.
  bool turned = false;       ///< Its EXIF orientation says that it was not stored upright.
  std::uint64_t digest = 0;  ///< Of its size and pixels: equal for the same picture in another file.
  std::uint64_t look = 0;    ///< Where brightness rises from left to right in 8 x 8 places: alike in like pictures.
  std::vector<std::uint8_t> sketch{};  ///< 16 x 16 grey levels, row after row.
};

/** Two images that look alike. */
struct LikePair {
  std::size_t first;   ///< Index of one of ImageFacts.
  std::size_t second;  ///< A larger one.
  bool same;           ///< Pixel by pixel.
};

/** What a folder of images holds. */
struct FolderFacts {
  std::vector<ImageFacts> images;  ///< In the order of classes and names.
  std::vector<std::string> notes;  ///< What is left out, a line each.
};

/** Looks at every image of a folder as from_folder() would read it; images that cannot be read are among them. */
[[nodiscard]] FolderFacts look_at(const std::string& path, const LoadOptions& options = {},
                                  const LoadCallback& progress = {});

/**
 * Pairs of images that are the same picture, or nearly: looks that differ in at most 4 of 64 places and sketches by at
 * most 6 of 255 in the mean, which resizing and recompressing leave alike. At most `most` pairs, in order.
 */
[[nodiscard]] std::vector<LikePair> like_pairs(const std::vector<ImageFacts>& images, std::size_t most = 10000);

/** A line, naming file and reason, for each image of such a folder that cannot be read. */
[[nodiscard]] std::vector<std::string> broken_images(const std::string& path, const LoadOptions& options = {},
                                                     const LoadCallback& progress = {});

/** Decoded images that are kept in a file. */
struct CachedDataset {
  std::string path;
  std::string name;        ///< Of the data set.
  std::int64_t bytes = 0;  ///< Of the file.
  std::string problem{};   ///< Why it cannot be used; empty if it can.
};

/** Where decoded images are kept: `narrows` in $XDG_CACHE_HOME or ~/.cache; empty where there is no such folder. */
[[nodiscard]] std::string cache_folder();
/** What is kept there, by name; each file is checked as a whole. */
[[nodiscard]] std::vector<CachedDataset> cached();
/** Removes all of it; returns how many bytes that were. Images that are in use stay readable. */
std::int64_t clear_cache();

/**
 * Loads again what Dataset::source() describes. Throws Error if the data are no longer those of `digest`; an empty
 * digest checks nothing.
 */
[[nodiscard]] Dataset restore(std::string_view source, std::string_view digest = {}, const LoadCallback& progress = {});

}  // namespace narrows::datasets
