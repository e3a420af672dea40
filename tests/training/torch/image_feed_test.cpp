#include "image_feed.hpp"

#include <ATen/ATen.h>
#include <doctest/doctest.h>

#include "stripes.hpp"

using namespace narrows;

TEST_CASE("the feed for GPUs gives the same batches as the one for CPUs, in both orders") {
  const Dataset dataset = test::stripes_dataset();
  const Recipe recipe{.pad = 3};
  const auto views = augmented_views(dataset.train().size(), recipe, 9, 4);
  for (const bool channels_last : {false, true}) {
    const auto cpu = make_image_feed(dataset.train(), dataset.preprocessing(), 3, channels_last, at::kCPU);
    const auto device = make_device_feed(dataset.train(), dataset.preprocessing(), 3, channels_last, at::kCPU);
    const Batch a = cpu->batch(std::span(views).first(64));
    const Batch b = device->batch(std::span(views).first(64));
    CHECK(at::allclose(a.images, b.images, 0, 1e-5));
    CHECK(a.labels.equal(b.labels));
  }
}
