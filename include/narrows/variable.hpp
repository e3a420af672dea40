#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace narrows {

/**
 * One thing that can be chosen in a search space. Its values are whole numbers, numbered by levels 0 .. size() - 1 in
 * increasing order.
 *
 * Variables of one group are written together: n1, n2, n3 of group "n" appear as "n": [6, 6, 6] in JSON and Python.
 */
class Variable {  // Integer, Choice and Arrangement only construct one: as a Variable each is the same value.
 public:
  enum class Kind : std::uint8_t { integer, choice, arrangement };

  [[nodiscard]] const std::string& name() const { return name_; }
  /** Name shared by the variables written together; equal to name() for a variable on its own. */
  [[nodiscard]] const std::string& group() const { return group_; }
  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] int low() const { return low_; }
  [[nodiscard]] int high() const { return high_; }
  /** The values of a choice or an arrangement, increasing; empty for an integer. */
  [[nodiscard]] const std::vector<int>& options() const { return options_; }
  /** Number of values. */
  [[nodiscard]] int size() const;
  [[nodiscard]] int value(int level) const;
  /** Number of a value, or -1 if the variable does not have it. */
  [[nodiscard]] int level(int value) const;
  [[nodiscard]] bool contains(int value) const { return level(value) >= 0; }
  /** The values in words, for messages: "1..32", "{3, 5}", "the orders of 1 1 1 1 2 2 2". */
  [[nodiscard]] std::string domain() const;
  /** The same variable as part of a group. */
  [[nodiscard]] Variable in_group(std::string group) const;

  friend bool operator==(const Variable&, const Variable&) = default;

 protected:
  Variable(std::string name, int low, int high);
  Variable(Kind kind, std::string name, std::vector<int> options);

 private:
  Kind kind_;
  std::string name_;
  std::string group_;
  int low_;
  int high_;
  std::vector<int> options_;
};

/** Every whole number of the closed range [low, high]. */
struct Integer : Variable {
  /** Throws std::invalid_argument for an empty name, or low above high. */
  Integer(std::string name, int low, int high);
};

/** One of several whole numbers. */
struct Choice : Variable {
  /** Throws std::invalid_argument for an empty name or no options; the same option twice is one. */
  Choice(const std::string& name, std::vector<int> options);
};

/**
 * An order of `items`, digits of 1 to 9, written as one number: the orders of 1, 1, 2 are 112, 121 and 211. JSON and
 * Python show and take lists: [1, 2, 1].
 */
struct Arrangement : Variable {
  /** Throws std::invalid_argument for an empty name, no items or more than 9, or one that is no digit of 1 to 9. */
  Arrangement(const std::string& name, std::vector<int> items);
};

}  // namespace narrows
