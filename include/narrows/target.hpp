#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "narrows/quantity.hpp"
#include "narrows/resource.hpp"

namespace narrows {

/**
 * What the draws of a law should achieve: a Limit, a Band or a Flat spread of one resource.
 *
 * Several targets hold at once: every draw lies inside each Band and each Flat, and below each Limit. Limits alone ask
 * for more: at least half of one of them (the one that binds) has to be used, since networks far below a limit waste
 * it. Values may be strings such as "50k", "200KiB" or "10ms".
 */
class Target {  // Limit, Band and Flat only construct one: as a Target each is the same value.
 public:
  enum class Kind : std::uint8_t { limit, band, flat };

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] const Resource& resource() const { return resource_; }
  /** Smallest value inside; half the limit for a Limit. */
  [[nodiscard]] double low() const { return low_; }
  /** First value above: draws lie strictly below. */
  [[nodiscard]] double high() const { return high_; }
  [[nodiscard]] bool contains(double value) const { return value >= low_ && value < high_; }
  /** "parameters in [25k, 50k)". */
  [[nodiscard]] std::string to_string() const;

 protected:
  Target(Kind kind, Resource resource, double low, double high);

 private:
  Kind kind_;
  Resource resource_;
  double low_;
  double high_;
};

/** The band [limit / 2, limit): as much of a limit as can be used without reaching it (paper, section 5). */
struct Limit : Target {
  /** Throws std::invalid_argument unless `limit` is positive and finite. */
  Limit(Resource resource, double limit);
  Limit(const Resource& resource, std::string_view limit);
};

/** Values of the half-open interval [low, high). */
struct Band : Target {
  /** Throws std::invalid_argument unless 0 <= low < high. */
  Band(Resource resource, double low, double high);
  Band(const Resource& resource, std::string_view low, std::string_view high);
};

/** Values spread evenly over [low, high) on a logarithmic axis, as far as the space reaches. At most one at a time. */
struct Flat : Target {
  /** Throws std::invalid_argument unless 0 < low < high. */
  Flat(Resource resource, double low, double high);
  Flat(const Resource& resource, std::string_view low, std::string_view high);
};

/** Whether values (one for each target's resource, in order; NaN for an invalid network) meet all targets at once. */
[[nodiscard]] bool meets(std::span<const Target> targets, std::span<const double> values);

/** The number a text stands for, checked against the resource's unit: "10ms" is no limit on parameters. */
[[nodiscard]] double parse_quantity_of(const Resource& resource, std::string_view text);

}  // namespace narrows
