#pragma once

#include "narrows/error.hpp"
#include "narrows/search.hpp"

namespace narrows {

/** Tells a callback, if there is one; throws Interrupted if it says stop. */
inline void notify(const SearchCallback& progress, const SearchProgress& now) {
  if (progress && !progress(now)) throw Interrupted();
}

}  // namespace narrows
