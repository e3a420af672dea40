#pragma once

#include "json.hpp"

namespace narrows::device {

/** Of the requests and answers of `serve`; counts up when one of them changes its meaning. */
constexpr int protocol = 1;

/** This program and the machine it runs on. */
[[nodiscard]] Json identify();

}  // namespace narrows::device
