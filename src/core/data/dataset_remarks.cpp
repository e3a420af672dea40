#include <algorithm>
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

std::string images_of(std::size_t count, const std::string& name) {
  return std::to_string(count) + (count == 1 ? " image" : " images") + " of class '" + name + "'";
}

/** How far the classes are from being alike in number of training images; those without any are named elsewhere. */
std::vector<std::string> imbalance(const std::vector<std::string>& classes, const LabelledImages& train) {
  constexpr std::size_t few_of_a_class = 10, much_more = 5;
  std::vector<std::size_t> counts(classes.size());
  for (const std::int32_t label : train.labels()) ++counts[static_cast<std::size_t>(label)];
  const auto rarer = [](std::size_t a, std::size_t b) { return a != 0 && (b == 0 || a < b); };
  const auto least = std::min_element(counts.begin(), counts.end(), rarer);
  const auto most = std::max_element(counts.begin(), counts.end());
  const auto name = [&](auto place) { return classes[static_cast<std::size_t>(place - counts.begin())]; };
  const auto few = std::count_if(counts.begin(), counts.end(),
                                 [](std::size_t count) { return count > 0 && count < few_of_a_class; });
  std::vector<std::string> lines;
  if (few > 0)
    lines.push_back(std::to_string(few) + (few == 1 ? " class has" : " classes have") + " fewer than " +
                    std::to_string(few_of_a_class) + " training images, the fewest: " + images_of(*least, name(least)));
  if (*most > much_more * *least)
    lines.push_back("training images are unevenly spread: " + images_of(*most, name(most)) + ", " +
                    images_of(*least, name(least)) + "; an accuracy says little of the rare ones");
  return lines;
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
  const std::vector<std::string> uneven = imbalance(classes_, train_);
  lines.insert(lines.end(), uneven.begin(), uneven.end());
  look_at("validation", validation_);
  look_at("test", test_);
  return lines;
}

}  // namespace narrows
