#pragma once

#include <optional>
#include <string>

#include "narrows/datasets.hpp"

/**
 * A file of decoded images: "narrows1", the length of a header and its checksum (8 bytes each, little-endian), the
 * header (JSON), then from the next multiple of 4096 on the pixels of the three parts and their labels, in blocks whose
 * checksums (CRC-32) stand in the header. Pixels lie as they do in memory, so that the file can be mapped.
 */
namespace narrows::datasets {

/** Writes it in one step, see write_file(); returns why that cannot be, empty if it was done. */
[[nodiscard]] std::string write_kept_images(const std::string& path, const std::string& key, const Dataset& data);

/**
 * The data set of such a file, whose pixels are mapped, checked as a whole. None if there is no file, or one of other
 * images: its key is another. Throws Error with what is wrong with a damaged file.
 */
[[nodiscard]] std::optional<Dataset> read_kept_images(const std::string& path, const std::string& key, int threads,
                                                      const LoadCallback& progress);

/** Checks a file as a whole; returns the name of its data set. Throws Error with what is wrong. */
[[nodiscard]] std::string check_kept_images(const std::string& path);

}  // namespace narrows::datasets
