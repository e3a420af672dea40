#pragma once

#include <pybind11/pybind11.h>

#include "narrows/op.hpp"

/** A square's side, or (height, width), in Python; a number on all sides, or (top, left, bottom, right). */
namespace pybind11::detail {

template <>
struct type_caster<narrows::Sides> {
  PYBIND11_TYPE_CASTER(narrows::Sides, const_name("int | tuple[int, int]"));

  type_caster() : value(0) {}
  bool load(handle source, bool /*convert*/) {
    if (isinstance<pybind11::int_>(source)) {
      value = source.cast<int>();
      return true;
    }
    if (!isinstance<tuple>(source) && !isinstance<list>(source)) return false;
    const auto sides = reinterpret_borrow<sequence>(source);
    if (sides.size() != 2) throw value_error("height and width: two numbers, or one for both");
    value = {sides[0].cast<int>(), sides[1].cast<int>()};
    return true;
  }
  static handle cast(narrows::Sides sides, return_value_policy /*policy*/, handle /*parent*/) {
    if (sides.square()) return pybind11::int_(sides.height).release();
    return make_tuple(sides.height, sides.width).release();
  }
};

template <>
struct type_caster<narrows::Padding> {
  PYBIND11_TYPE_CASTER(narrows::Padding, const_name("int | tuple[int, int, int, int]"));

  type_caster() : value(0) {}
  bool load(handle source, bool /*convert*/) {
    if (isinstance<pybind11::int_>(source)) {
      value = source.cast<int>();
      return true;
    }
    if (!isinstance<tuple>(source) && !isinstance<list>(source)) return false;
    const auto sides = reinterpret_borrow<sequence>(source);
    if (sides.size() != 4) throw value_error("padding: four numbers (top, left, bottom, right), or one for all sides");
    value = {sides[0].cast<int>(), sides[1].cast<int>(), sides[2].cast<int>(), sides[3].cast<int>()};
    return true;
  }
  static handle cast(narrows::Padding padding, return_value_policy /*policy*/, handle /*parent*/) {
    if (padding == narrows::Padding(padding.top)) return pybind11::int_(padding.top).release();
    return make_tuple(padding.top, padding.left, padding.bottom, padding.right).release();
  }
};

}  // namespace pybind11::detail
