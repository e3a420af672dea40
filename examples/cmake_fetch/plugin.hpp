#pragma once

/** Parameters of the first network that a law for the limit draws; throws std::invalid_argument for a bad limit. */
__attribute__((visibility("default"))) long long first_network_below(const char* limit);
