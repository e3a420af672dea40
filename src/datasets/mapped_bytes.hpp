#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace narrows::datasets {

/** A piece of address space; given back with the object. */
class MappedBytes {
 public:
  /** Zeros in memory. */
  [[nodiscard]] static std::shared_ptr<MappedBytes> memory(std::size_t size);
  /**
   * Zeros in a file of that folder which no one else sees and which ends with the object: the system holds in memory
   * what there is room for. Throws Error naming the folder where the disk has no room.
   */
  [[nodiscard]] static std::shared_ptr<MappedBytes> scratch(std::size_t size, const std::string& folder);
  /** The first `size` bytes of an open file, only to be read. Throws Error with what the system says. */
  [[nodiscard]] static std::shared_ptr<const MappedBytes> file(int descriptor, std::size_t size);

  MappedBytes(const MappedBytes&) = delete;
  MappedBytes& operator=(const MappedBytes&) = delete;
  ~MappedBytes();

  [[nodiscard]] std::span<std::uint8_t> bytes() { return {begin_, size_}; }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {begin_, size_}; }
  /** Gives back all but the first `size` bytes. */
  void shrink(std::size_t size);

 private:
  MappedBytes(std::size_t size, int protection, int flags, int descriptor);

  std::uint8_t* begin_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace narrows::datasets
