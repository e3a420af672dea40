#include "narrows/variable.hpp"

#include <algorithm>
#include <stdexcept>

namespace narrows {
namespace {

std::string join(const std::vector<int>& values, std::string_view separator) {
  std::string text;
  for (const int value : values) text += (text.empty() ? "" : std::string(separator)) + std::to_string(value);
  return text;
}

std::vector<int> distinct(std::string_view name, std::vector<int> options) {
  if (options.empty()) throw std::invalid_argument("variable \"" + std::string(name) + "\" has no options");
  std::sort(options.begin(), options.end());
  options.erase(std::unique(options.begin(), options.end()), options.end());
  return options;
}

std::vector<int> orders(std::string_view name, std::vector<int> items) {
  if (items.empty() || items.size() > 9 ||
      std::any_of(items.begin(), items.end(), [](int i) { return i < 1 || i > 9; }))
    throw std::invalid_argument("variable \"" + std::string(name) +
                                "\": an arrangement takes 1 to 9 items, digits of 1 to 9");
  std::sort(items.begin(), items.end());
  std::vector<int> found;
  do {
    int number = 0;
    for (const int item : items) number = 10 * number + item;
    found.push_back(number);
  } while (std::next_permutation(items.begin(), items.end()));
  return found;
}

std::vector<int> digits(int number) {
  std::vector<int> found;
  for (; number > 0; number /= 10) found.insert(found.begin(), number % 10);
  return found;
}

}  // namespace

Variable::Variable(Kind kind, std::string name, std::vector<int> options)
    : kind_(kind),
      name_(std::move(name)),
      group_(name_),
      low_(options.front()),
      high_(options.back()),
      options_(std::move(options)) {
  if (name_.empty()) throw std::invalid_argument("a variable needs a name");
}

Variable::Variable(std::string name, int low, int high)
    : kind_(Kind::integer), name_(std::move(name)), group_(name_), low_(low), high_(high) {
  if (name_.empty()) throw std::invalid_argument("a variable needs a name");
  if (high_ < low_)
    throw std::invalid_argument("variable \"" + name_ + "\": low " + std::to_string(low_) + " is above high " +
                                std::to_string(high_));
}

int Variable::size() const { return kind_ == Kind::integer ? high_ - low_ + 1 : static_cast<int>(options_.size()); }

int Variable::value(int level) const {
  return kind_ == Kind::integer ? low_ + level : options_[static_cast<std::size_t>(level)];
}

int Variable::level(int value) const {
  if (kind_ == Kind::integer) return value < low_ || value > high_ ? -1 : value - low_;
  const auto found = std::lower_bound(options_.begin(), options_.end(), value);
  return found == options_.end() || *found != value ? -1 : static_cast<int>(found - options_.begin());
}

std::string Variable::domain() const {
  switch (kind_) {
    case Kind::integer:
      return std::to_string(low_) + ".." + std::to_string(high_);
    case Kind::choice:
      return "{" + join(options_, ", ") + "}";
    case Kind::arrangement:
      return "the orders of " + join(digits(options_.front()), " ");
  }
  return "";
}

Variable Variable::in_group(std::string group) const {
  Variable variable = *this;
  variable.group_ = std::move(group);
  return variable;
}

Integer::Integer(std::string name, int low, int high) : Variable(std::move(name), low, high) {}

Choice::Choice(const std::string& name, std::vector<int> options)
    : Variable(Kind::choice, name, distinct(name, std::move(options))) {}

Arrangement::Arrangement(const std::string& name, std::vector<int> items)
    : Variable(Kind::arrangement, name, orders(name, std::move(items))) {}

}  // namespace narrows
