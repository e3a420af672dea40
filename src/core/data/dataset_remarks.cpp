#include <cmath>

#include "narrows/accuracy_interval.hpp"
#include "narrows/dataset.hpp"

namespace narrows {
namespace {

constexpr std::size_t few_images = 100;  // below, the interval of a middling accuracy is wider than 20 %
constexpr std::size_t names_shown = 5;

/** Names of the classes that `images` hold none of: "'a', 'b' and 3 more"; empty if there are none. */
std::string absent_classes(const std::vector<std::string>& classes, const LabelledImages& images) {
  std::vector<bool> there(classes.size());
  for (const std::int32_t label : images.labels()) there[static_cast<std::size_t>(label)] = true;
  std::string names;
  std::size_t absent = 0;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (there[i] || ++absent > names_shown) continue;
    names += (names.empty() ? "'" : ", '") + classes[i] + "'";
  }
  return absent > names_shown ? names + " and " + std::to_string(absent - names_shown) + " more" : names;
}

std::string percent(double share) { return std::to_string(std::lround(100 * share)); }

std::string few(const char* part, std::size_t images) {
  const AccuracyInterval half = accuracy_interval(0.5, images);
  return std::string("only ") + std::to_string(images) + " " + part + (images == 1 ? " image" : " images") +
         ": half of them right may be " + percent(half.low) + " to " + percent(half.high) + " % (95 % interval)";
}

}  // namespace

std::vector<std::string> Dataset::remarks() const {
  std::vector<std::string> lines = notes_;
  const auto look_at = [&](const char* part, const LabelledImages& images) {
    if (images.size() == 0) {
      lines.push_back(std::string("no ") + part + " images: accuracy on them is not measured");
      return;
    }
    if (images.size() < few_images) lines.push_back(few(part, images.size()));
    const std::string absent = absent_classes(classes_, images);
    if (!absent.empty()) lines.push_back(std::string("no ") + part + " image of class " + absent);
  };
  const std::string untrained = absent_classes(classes_, train_);
  if (!untrained.empty()) lines.push_back("no training image of class " + untrained);
  look_at("validation", validation_);
  look_at("test", test_);
  return lines;
}

}  // namespace narrows
