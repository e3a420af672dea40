#pragma once

// Written by benchmarks/accuracy_fit.py.

#include <array>
#include <string_view>

#include "narrows/expected_accuracy.hpp"

namespace narrows {

/** One of a network's features: its range and spread over the networks that were fitted. */
struct FittedFeature {
  double mean, deviation, low, high;
};

/** The logarithm of the error in per cent, on standardised features. */
struct FittedSpace {
  std::string_view space;
  double least_parameters, most_parameters;  ///< Decimal logarithms, of the networks that were fitted.
  double constant;
  std::array<double, NetworkShape::count> linear;
  std::array<double, 3> square;  ///< Of the first features.
};

inline constexpr std::array<FittedFeature, NetworkShape::count> fitted_features{{
    {5.08108, 0.982605, 3.00775, 7.15262},
    {4.54034, 0.966277, 2.25208, 6.44585},
    {1.3927, 0.294995, 0.778151, 2.2833},
    {1.15582, 0.451664, 0, 2.09342},
    {2.05294, 0.561535, 0.477121, 3.25983},
    {2.44444, 0.496904, 2, 3},
    {0.33219, 0.18065, 0.00297573, 0.903362},
    {0.301348, 0.178939, 0.00547818, 0.88139},
    {0.120475, 0.181224, 0, 0.922897},
    {2.93078, 0.551688, 1.50515, 4.14737},
}};

inline constexpr std::array<FittedSpace, 5> fitted_accuracy{{
    {"densenet",
     3.01578,
     7.15262,
     2.53092,
     {-0.175828, -0.245856, -0.0151166, -0.0195865, -0.0193884, -0.135315, -0.070896, -0.0814665, -0.0343642,
      -0.0617149},
     {0.0812115, 0.0211007, -0.000643278}},
    {"googlenet",
     4.6986,
     6.74543,
     2.48609,
     {-0.164869, -0.238203, 0.00664924, 0.00780165, 0.0190641, -0.0303346, -0.115193, -0.0640265, 0.0141635,
      -0.0626628},
     {0.0901598, -0.00216063, 0.0208252}},
    {"mobilenetv2",
     3.00775,
     6.88757,
     2.55431,
     {-0.188969, -0.253027, 0.00526993, -0.0817665, 0.0105046, -0.121972, -0.0745131, -0.0943954, -0.0742687,
      -0.0316609},
     {0.101733, -0.0153915, -0.00042008}},
    {"pnasnet",
     3.40175,
     5.99966,
     2.69943,
     {-0.135756, -0.201398, 0.125576, 0.002113, 0.0133481, -0.12769, -0.0517084, -0.0537947, -0.058196, -0.090845},
     {0.149317, 0.04303, -0.0287845}},
    {"resnext",
     3.70629,
     6.71401,
     2.52605,
     {-0.164676, -0.23051, -0.0245921, -0.0251737, 0.0240351, -0.0485656, -0.061626, -0.0941995, 0.000613192,
      -0.0434359},
     {0.0966006, 0.0131935, 0.129964}},
}};

}  // namespace narrows
