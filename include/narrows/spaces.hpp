#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "narrows/search_space.hpp"

/** The spaces that come with narrows; their references are the paper's Table 1. */
namespace narrows::spaces {

/** S1: n1..n4 layers per stage, growth g, reduction k per cent. Reference: DenseNet121. */
[[nodiscard]] SearchSpace densenet(Shape input_shape = {3, 32, 32}, int classes = 10);
/** S2: fin; expansion e, width f, repeats n of 7 stages; stride pattern s; fout. Reference: MobileNetV2. */
[[nodiscard]] SearchSpace mobilenetv2(Shape input_shape = {3, 32, 32}, int classes = 10);
/** S3: f00 and widths f1..f6 of 9 inception modules. Reference: GoogLeNet. */
[[nodiscard]] SearchSpace googlenet(Shape input_shape = {3, 32, 32}, int classes = 10);
/** S4: n1..n3 cells per stage, width f1, growth d2, d3. Reference: PNASNetA with 44 planes. */
[[nodiscard]] SearchSpace pnasnet(Shape input_shape = {3, 32, 32}, int classes = 10);
/** S5: n, f, c of 3 stages: n blocks of width f * c in c groups. Reference: ResNeXt29 32x4d. */
[[nodiscard]] SearchSpace resnext(Shape input_shape = {3, 32, 32}, int classes = 10);

/** Names that `get` knows. */
[[nodiscard]] std::vector<std::string> names();
/** By name; throws std::invalid_argument naming those there are. */
[[nodiscard]] SearchSpace get(std::string_view name, Shape input_shape = {3, 32, 32}, int classes = 10);

}  // namespace narrows::spaces
