#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bindings.hpp"

/** What every value type has in Python: ==, a hash unless it can change, a repr, copies, and a state to pickle. */
namespace values {

enum class Hash : std::uint8_t { by_state, none };

/** Whether a class or one of its bases says what this method does, so that Python's own is not in use. */
inline bool defines(const py::handle& type, const char* name) {
  const py::object object = py::module_::import("builtins").attr("object");
  const py::object found = py::getattr(type, name, py::none());
  return !found.is_none() && !found.is(py::getattr(object, name, py::none()));
}

/** Lists and dictionaries as tuples, which can be hashed. */
inline py::object hashable(const py::handle& object) {
  if (!py::isinstance<py::list>(object) && !py::isinstance<py::tuple>(object) && !py::isinstance<py::dict>(object))
    return py::reinterpret_borrow<py::object>(object);
  const bool dictionary = py::isinstance<py::dict>(object);
  py::list items;
  for (const py::handle item :
       dictionary ? py::object(object.attr("items")()) : py::reinterpret_borrow<py::object>(object))
    items.append(hashable(item));
  return py::tuple(items);
}

template <class T>
py::object state_of(const T& value) {
  return py::cast(&value, py::return_value_policy::reference).attr("__getstate__")();
}

/** As C++ compares them; types that C++ does not compare are equal when their states are. */
template <class T>
bool equal(const T& a, const T& b) {
  if constexpr (std::equality_comparable<T>) {
    return a == b;
  } else {
    return state_of(a).equal(state_of(b));
  }
}

/** Adds what a type that can be pickled does not have yet. */
template <class T, class... Bases>
void complete(py::class_<T, Bases...>& type, Hash hash = Hash::by_state) {
  if (!defines(type, "__eq__")) type.def("__eq__", &equal<T>, py::is_operator());
  if (hash == Hash::by_state && !defines(type, "__hash__"))
    type.def("__hash__", [](const T& value) { return py::hash(hashable(state_of(value))); });
  type.def("__copy__", [](const T& value) { return T(value); });
  type.def(
      "__deepcopy__", [](const T& value, const py::dict&) { return T(value); }, py::arg("memo"));
}

/** A field's value in a repr: long texts and lists are cut short. */
inline std::string shown(const py::object& value) {
  constexpr std::size_t longest_list = 4, longest_text = 80;
  if (py::isinstance<py::list>(value) && py::len(value) > longest_list)
    return "[" + std::to_string(py::len(value)) + " items]";
  const auto text = py::repr(value).cast<std::string>();
  if (!py::isinstance<py::str>(value) || text.size() <= longest_text) return text;
  const py::str start = py::repr(value)[py::slice(0, longest_text - 3, 1)];
  return start.cast<std::string>() + "...";
}

}  // namespace values

/** A class whose values are what their fields are: binds as py::class_ does, and ends with `as_value`. */
template <class T>
class ValueClass : public py::class_<T> {
  using Base = py::class_<T>;

 public:
  using Base::Base;

  template <class Member, class... Extra>
  ValueClass& def_readonly(const char* name, Member T::*member, const Extra&... extra) {
    Base::def_readonly(name, member, extra...);
    return remember(name, member);
  }
  template <class Member, class... Extra>
  ValueClass& def_readwrite(const char* name, Member T::*member, const Extra&... extra) {
    Base::def_readwrite(name, member, extra...);
    hash_ = values::Hash::none;
    return remember(name, member);
  }
  /** An enumeration, which Python reads and writes by the names of its values. */
  template <class Enum, class... Extra>
  ValueClass& def_named(const char* field, Enum T::*member, Enum (*named)(std::string_view), const Extra&... extra) {
    const auto get = [member](const T& value) { return std::string(name(value.*member)); };
    const auto set = [member, named](T& value, const std::string& text) { value.*member = named(text); };
    Base::def_property(field, get, set, extra...);
    hash_ = values::Hash::none;
    fields_->push_back({field, [set](T& value, const py::handle& given) { set(value, given.cast<std::string>()); }});
    return *this;
  }
  template <class... Arguments>
  ValueClass& def(Arguments&&... arguments) {
    Base::def(std::forward<Arguments>(arguments)...);
    return *this;
  }
  template <class... Arguments>
  ValueClass& def_static(Arguments&&... arguments) {
    Base::def_static(std::forward<Arguments>(arguments)...);
    return *this;
  }
  template <class... Arguments>
  ValueClass& def_property_readonly(Arguments&&... arguments) {
    Base::def_property_readonly(std::forward<Arguments>(arguments)...);
    return *this;
  }

  /** A field that is read as something else than the member that holds it. */
  template <class Get, class Given, class... Extra>
  ValueClass& field(const char* name, Get get, void (*set)(T&, Given), const Extra&... extra) {
    Base::def_property_readonly(name, get, extra...);
    fields_->push_back(
        {name, [set](T& value, const py::handle& given) { set(value, given.cast<std::decay_t<Given>>()); }});
    return *this;
  }

  /** `blank` gives what the fields of a state are set on. Fields that are not bound do not travel. */
  void as_value(std::function<T()> blank) {
    if (!values::defines(*this, "__getstate__")) pickled(std::move(blank));
    values::complete(static_cast<Base&>(*this), hash_);
    if (!values::defines(*this, "__repr__")) represented();
  }
  void as_value() requires std::default_initializable<T> {
    as_value([] { return T{}; });
  }

 private:
  struct Field {
    std::string name;
    std::function<void(T&, const py::handle&)> set;
  };

  template <class Member>
  ValueClass& remember(const char* name, Member T::*member) {
    fields_->push_back(
        {name, [member](T& value, const py::handle& given) { value.*member = given.cast<std::decay_t<Member>>(); }});
    return *this;
  }

  void pickled(std::function<T()> blank) {
    Base::def(py::pickle(
        [fields = fields_](const py::object& self) {
          py::tuple state(fields->size());
          for (std::size_t i = 0; i < fields->size(); ++i) state[i] = self.attr((*fields)[i].name.c_str());
          return state;
        },
        [fields = fields_, blank = std::move(blank)](const py::tuple& state) {
          if (state.size() != fields->size()) throw py::value_error("a pickle of another version of narrows");
          T value = blank();
          for (std::size_t i = 0; i < fields->size(); ++i) (*fields)[i].set(value, state[i]);
          return value;
        }));
  }

  void represented() {
    Base::def("__repr__", [fields = fields_](const py::object& self) {
      std::string text;
      for (const Field& field : *fields)
        text += (text.empty() ? "" : ", ") + field.name + "=" + values::shown(self.attr(field.name.c_str()));
      return py::type::of(self).attr("__name__").template cast<std::string>() + "(" + text + ")";
    });
  }

  std::shared_ptr<std::vector<Field>> fields_ = std::make_shared<std::vector<Field>>();
  values::Hash hash_ = values::Hash::by_state;
};
