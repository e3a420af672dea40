#include "image_feed.hpp"

#include <ATen/ATen.h>

namespace narrows {
namespace {

at::MemoryFormat format_of(bool channels_last) {
  return channels_last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
}

at::Tensor bytes_of(const LabelledImages& images) {
  const Shape shape = images.shape();
  auto* pixels = const_cast<std::uint8_t*>(images.pixels().data());
  return at::from_blob(pixels, {static_cast<std::int64_t>(images.size()), shape.height, shape.width, shape.channels},
                       at::kByte);
}

at::Tensor labels_of(const LabelledImages& images) {
  auto* labels = const_cast<std::int32_t*>(images.labels().data());
  return at::from_blob(labels, {static_cast<std::int64_t>(images.size())}, at::kInt).to(at::kLong);
}

at::Tensor per_channel(const std::vector<float>& values) {
  return at::tensor(values).reshape({1, static_cast<std::int64_t>(values.size()), 1, 1});
}

class CpuFeed : public ImageFeed {
 public:
  CpuFeed(const LabelledImages& images, const Preprocessing& preprocessing, bool channels_last)
      : images_(images),
        painter_(images, preprocessing, channels_last ? PixelOrder::channels_last : PixelOrder::channels_first),
        format_(format_of(channels_last)) {}

  Batch batch(std::span<const View> views) override {
    const Shape shape = images_.shape();
    const auto count = static_cast<std::int64_t>(views.size());
    const at::Tensor pixels = at::empty({count, shape.channels, shape.height, shape.width}, at::kFloat, format_);
    painter_.paint(views, {pixels.mutable_data_ptr<float>(), static_cast<std::size_t>(pixels.numel())});
    const at::Tensor labels = at::empty({count}, at::kLong);
    auto* label = labels.mutable_data_ptr<std::int64_t>();
    for (const View& view : views) *label++ = images_.labels()[view.image];
    return {pixels, labels};
  }

 private:
  LabelledImages images_;
  ImagePainter painter_;
  at::MemoryFormat format_;
};

class DeviceFeed : public ImageFeed {
 public:
  DeviceFeed(const LabelledImages& images, const Preprocessing& preprocessing, int pad, bool channels_last,
             at::Device device)
      : pad_(pad),
        format_(format_of(channels_last)),
        pixels_(at::constant_pad_nd(bytes_of(images).to(device), {0, 0, pad, pad, pad, pad})),
        labels_(labels_of(images).to(device)),
        scale_(per_channel(preprocessing.std).reciprocal().div(255).to(device)),
        shift_(per_channel(preprocessing.mean).div(per_channel(preprocessing.std)).to(device)),
        rows_(at::arange(images.shape().height, at::TensorOptions(at::kLong).device(device))),
        columns_(at::arange(images.shape().width, at::TensorOptions(at::kLong).device(device))) {}

  Batch batch(std::span<const View> views) override {
    const at::Tensor table = table_of(views).to(pixels_.device(), at::kLong, /*non_blocking=*/true);
    const auto column = [&](std::int64_t index) { return table.select(0, index).unsqueeze(1); };
    const at::Tensor rows = column(1) + rows_;
    const at::Tensor columns = column(2) + at::where(column(3) != 0, columns_.flip(0), columns_);
    const at::Tensor chosen =
        pixels_.index({table.select(0, 0).view({-1, 1, 1}), rows.unsqueeze(2), columns.unsqueeze(1)});
    const at::Tensor images = chosen.permute({0, 3, 1, 2}).to(at::kFloat).mul_(scale_).sub_(shift_);
    return {images.contiguous(format_), labels_.index_select(0, table.select(0, 0))};
  }

 private:
  /** Image, top, left (in the padded image) and flip of each view: [4, views]. */
  [[nodiscard]] at::Tensor table_of(std::span<const View> views) const {
    const auto count = static_cast<std::int64_t>(views.size());
    const at::Tensor table = at::empty({4, count}, at::TensorOptions(at::kInt).pinned_memory(!pixels_.is_cpu()));
    auto* values = table.mutable_data_ptr<std::int32_t>();
    for (std::int64_t i = 0; i < count; ++i) {
      const View& view = views[static_cast<std::size_t>(i)];
      values[i] = static_cast<std::int32_t>(view.image);
      values[count + i] = view.top + pad_;
      values[2 * count + i] = view.left + pad_;
      values[3 * count + i] = view.flipped ? 1 : 0;
    }
    return table;
  }

  int pad_;
  at::MemoryFormat format_;
  at::Tensor pixels_;
  at::Tensor labels_;
  at::Tensor scale_;
  at::Tensor shift_;
  at::Tensor rows_;
  at::Tensor columns_;
};

}  // namespace

std::unique_ptr<ImageFeed> make_device_feed(const LabelledImages& images, const Preprocessing& preprocessing, int pad,
                                            bool channels_last, at::Device device) {
  return std::make_unique<DeviceFeed>(images, preprocessing, pad, channels_last, device);
}

std::unique_ptr<ImageFeed> make_image_feed(const LabelledImages& images, const Preprocessing& preprocessing, int pad,
                                           bool channels_last, at::Device device) {
  if (device.is_cpu()) return std::make_unique<CpuFeed>(images, preprocessing, channels_last);
  return make_device_feed(images, preprocessing, pad, channels_last, device);
}

}  // namespace narrows
