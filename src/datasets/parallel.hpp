#pragma once

#include <cstddef>
#include <functional>

#include "narrows/datasets.hpp"

namespace narrows {

/**
 * Calls work(i) for every i below `count` on `threads` threads (0: one per processor) and `progress` on the calling
 * one. If some calls throw, the exception of the lowest i is thrown, whatever the number of threads.
 */
void for_each_index(std::size_t count, int threads, const std::function<void(std::size_t)>& work,
                    const datasets::LoadCallback& progress);

}  // namespace narrows
