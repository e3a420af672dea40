#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <vector>

#include "narrows/sampling_law.hpp"

namespace narrows {

/** Number of architectures that lie in at least one of the boxes. */
[[nodiscard]] boost::multiprecision::cpp_int union_size(const std::vector<Variable>& variables,
                                                        const std::vector<Box>& boxes);

}  // namespace narrows
