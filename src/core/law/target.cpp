#include "narrows/target.hpp"

#include <cmath>
#include <stdexcept>

namespace narrows {
namespace {

[[noreturn]] void reject(const Resource& resource, const std::string& rule, double low, double high) {
  throw std::invalid_argument("target on " + resource.name() + ": " + rule + ", is [" +
                              format_quantity({low, resource.unit()}) + ", " +
                              format_quantity({high, resource.unit()}) + ")");
}

}  // namespace

Target::Target(Kind kind, Resource resource, double low, double high)
    : kind_(kind), resource_(std::move(resource)), low_(low), high_(high) {
  if (!std::isfinite(low) || !std::isfinite(high)) reject(resource_, "bounds must be finite", low, high);
  if (low < 0 || !(low < high)) reject(resource_, "0 <= low < high must hold", low, high);
  if (kind == Kind::flat && low <= 0) reject(resource_, "low must be above 0 on a logarithmic axis", low, high);
}

std::string Target::to_string() const {
  return resource_.name() + (kind_ == Kind::flat ? " flat over [" : " in [") +
         format_quantity({low_, resource_.unit()}) + ", " + format_quantity({high_, resource_.unit()}) + ")";
}

Limit::Limit(Resource resource, double limit) : Target(Kind::limit, std::move(resource), limit / 2, limit) {}
Limit::Limit(const Resource& resource, std::string_view limit) : Limit(resource, parse_quantity_of(resource, limit)) {}

Band::Band(Resource resource, double low, double high) : Target(Kind::band, std::move(resource), low, high) {}
Band::Band(const Resource& resource, std::string_view low, std::string_view high)
    : Band(resource, parse_quantity_of(resource, low), parse_quantity_of(resource, high)) {}

Flat::Flat(Resource resource, double low, double high) : Target(Kind::flat, std::move(resource), low, high) {}
Flat::Flat(const Resource& resource, std::string_view low, std::string_view high)
    : Flat(resource, parse_quantity_of(resource, low), parse_quantity_of(resource, high)) {}

bool meets(std::span<const Target> targets, std::span<const double> values) {
  bool limits_alone = true;
  bool half_used = false;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (!(values[i] < targets[i].high())) return false;
    const bool enough = values[i] >= targets[i].low();
    if (targets[i].kind() == Target::Kind::limit) {
      half_used |= enough;
    } else {
      limits_alone = false;
      if (!enough) return false;
    }
  }
  return half_used || !limits_alone;
}

double parse_quantity_of(const Resource& resource, std::string_view text) {
  const Quantity quantity = parse_quantity(text);
  if (!quantity.unit.empty() && quantity.unit != resource.unit())
    throw std::invalid_argument(resource.name() + " is counted in " +
                                (resource.unit().empty() ? "plain numbers" : resource.unit()) + ", \"" +
                                std::string(text) + "\" is in " + quantity.unit);
  return quantity.value;
}

}  // namespace narrows
