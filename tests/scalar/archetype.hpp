#pragma once

/// The poorest types that model the scalar concepts. What compiles and runs with them asks for its concept and nothing
/// more.
///
/// Operations return a result type of their own, which only converts to the element; compound assignments return
/// nothing; `int` converts explicitly and no other number converts at all; there is no `<`, no unary minus, no output,
/// and `==` and `/` exist only where the concept has them.

#include <klprop/scalar/concepts.hpp>
#include <klprop/scalar/prime_field.hpp>

#include <concepts>
#include <type_traits>

namespace klprop::archetype {

template <bool has_division, bool has_equality>
class Element {
 public:
  class Result {
   public:
    explicit Result(PrimeField value) : value_(value) {}
    operator Element() const { return Element(Secret{}, value_); }

   private:
    PrimeField value_;
  };

  Element() = default;
  explicit Element(int value) : value_(value) {}
  template <class Number>
  requires(std::is_arithmetic_v<Number> && !std::same_as<Number, int>) explicit Element(Number) = delete;

  friend Result operator+(const Element& a, const Element& b) { return Result(a.value_ + b.value_); }
  friend Result operator-(const Element& a, const Element& b) { return Result(a.value_ - b.value_); }
  friend Result operator*(const Element& a, const Element& b) { return Result(a.value_ * b.value_); }
  void operator+=(const Element& b) { value_ += b.value_; }
  void operator-=(const Element& b) { value_ -= b.value_; }
  void operator*=(const Element& b) { value_ *= b.value_; }

  friend Result operator/(const Element& a, const Element& b) requires has_division {
    return Result(a.value_ / b.value_);
  }
  void operator/=(const Element& b) requires has_division { value_ /= b.value_; }
  friend bool operator==(const Element& a, const Element& b) requires has_equality { return a.value_ == b.value_; }

  // For the tests, which no computation can know of.
  [[nodiscard]] static Element hide(PrimeField value) { return Element(Secret{}, value); }
  [[nodiscard]] PrimeField reveal() const { return value_; }

 private:
  struct Secret {};
  Element(Secret, PrimeField value) : value_(value) {}

  PrimeField value_;
};

using RingOnly = Element<false, false>;
using FieldOnly = Element<true, false>;
using ComparableField = Element<true, true>;

static_assert(Ring<RingOnly> && !Field<RingOnly> && !Comparable<RingOnly>);
static_assert(Field<FieldOnly> && !Comparable<FieldOnly> && !Ordered<FieldOnly> && !Transcendental<FieldOnly>);
static_assert(Field<ComparableField> && Comparable<ComparableField> && !Ordered<ComparableField> &&
              !Transcendental<ComparableField>);

// And they really are poor: each of these would hide a computation that asks for too much.
static_assert(!std::convertible_to<int, RingOnly> && !std::constructible_from<RingOnly, double> &&
              !std::constructible_from<RingOnly, bool> && !std::constructible_from<RingOnly, unsigned long>);
static_assert(!std::same_as<decltype(RingOnly() * RingOnly()), RingOnly>);
static_assert(std::same_as<decltype(std::declval<RingOnly&>() += RingOnly()), void>);
template <class S>
concept Negatable = requires(const S& a) {
  -a;
};
static_assert(!Negatable<ComparableField> && Negatable<PrimeField>);

}  // namespace klprop::archetype
