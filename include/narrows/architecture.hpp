#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "narrows/variable.hpp"

namespace narrows {

/** The variables of a space with its name: what is needed to read an architecture's values. */
struct Schema {
  std::string space;
  std::vector<Variable> variables;

  /** Index of a variable; throws std::invalid_argument, naming those there are, if there is none of that name. */
  [[nodiscard]] std::size_t index(std::string_view name) const;
};

/** One value for each variable: a point of a search space. Immutable; made by SearchSpace::architecture or a law. */
class Architecture {
 public:
  /** Throws std::invalid_argument (variable, range, value) where a value does not belong to its variable. */
  Architecture(std::shared_ptr<const Schema> schema, std::vector<int> values);

  [[nodiscard]] const std::string& space() const { return schema_->space; }
  [[nodiscard]] const Schema& schema() const { return *schema_; }
  /** In the order of the space's variables. */
  [[nodiscard]] std::span<const int> values() const { return values_; }
  [[nodiscard]] int operator[](std::string_view variable) const { return values_[schema_->index(variable)]; }

  /** {"space": "densenet", "values": {"n": [6, 12, 24, 16], "g": 32, "k": 50}}, on one line, keys in the space's order.
   */
  [[nodiscard]] std::string to_json() const;

  friend bool operator==(const Architecture& a, const Architecture& b) {
    return a.values_ == b.values_ && a.space() == b.space();
  }

 private:
  std::shared_ptr<const Schema> schema_;
  std::vector<int> values_;
};

}  // namespace narrows
