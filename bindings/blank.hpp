#pragma once

#include "narrows/model.hpp"

/** The smallest network and model there are: for values that hold one and get their own from a pickle. */
inline narrows::Network blank_network() { return {narrows::Shape{1, 1, 1}, {}, 0}; }
inline narrows::Model blank_model() { return {blank_network(), narrows::Weights({})}; }
