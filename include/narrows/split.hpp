#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace narrows {

/**
 * All indices of `labels` in a seeded order whose every beginning holds each label in proportion, to within one image.
 */
[[nodiscard]] std::vector<std::size_t> stratified_order(std::span<const std::int32_t> labels, std::uint64_t seed);

/**
 * The indices, sorted, of a stratified, seeded share of `labels`: the beginning of stratified_order, and of each label
 * at least one, as long as `keep` of it are left. A share of 0 takes nothing.
 */
[[nodiscard]] std::vector<std::size_t> stratified_share(std::span<const std::int32_t> labels, double share,
                                                        std::uint64_t seed, std::size_t keep = 1);

/** The rest of `count` indices, sorted, when those of `taken`, sorted, are gone. */
[[nodiscard]] std::vector<std::size_t> all_but(std::span<const std::size_t> taken, std::size_t count);

}  // namespace narrows
