#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "narrows/search_space.hpp"

/** The spaces that come with narrows: five of the paper, whose references are its Table 1, and three of our own
 * design.
 */
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

/**
 * Of our own design: fin; width f, repeats n and block kind b (1 basic, 4 bottleneck, whose output is 4 f wide) of 4
 * stages. Reference: ResNet18.
 */
[[nodiscard]] SearchSpace resnet(Shape input_shape = {3, 32, 32}, int classes = 10);
/** Of our own design: 3 stages of 2 convolutions each, kernels k1..k6 of 1, 3, 5 or 7, widths f1..f3. */
[[nodiscard]] SearchSpace probenet(Shape input_shape = {3, 32, 32}, int classes = 10);

/**
 * MobileNetV3's blocks (Howard et al., ICCV 2019): fin; expansion e, width f, repeats n, kernel k of 3, 5 or 7, squeeze
 * and excite or not q, hard swish or ReLU h of 5 stages; stride pattern s; fout and head, the layers before and behind
 * the mean. Reference: MobileNetV3-Small, for 32 x 32 images.
 */
[[nodiscard]] SearchSpace mobilenetv3(Shape input_shape = {3, 32, 32}, int classes = 10);

/** Names that `get` knows. */
[[nodiscard]] std::vector<std::string> names();
/** By name; throws std::invalid_argument naming those there are. */
[[nodiscard]] SearchSpace get(std::string_view name, Shape input_shape = {3, 32, 32}, int classes = 10);

}  // namespace narrows::spaces
