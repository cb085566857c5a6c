#pragma once

/// Whether one may divide by a number: asked before every division whose divisor the input decides.

#include <klprop/scalar/in_place_field.hpp>
#include <klprop/simplex/detail/structural_zero.hpp>

#include <concepts>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace klprop {

/// A field in which zero is recognised.
template <class S>
concept RecognisesZero = Field<S> && TestsZero<S>;

enum class Divisor : std::uint8_t {
  usable,
  zero,
  unknown,  ///< an enclosure that contains zero and other numbers, or a number that is not finite
};

namespace detail {

template <class S>
concept EnclosesZero = requires(const S& a) {
  { contains_zero(a) } -> std::convertible_to<bool>;
};
template <class S>
concept TellsFinite = requires(const S& a) {
  { a.is_finite() } -> std::convertible_to<bool>;
};

}  // namespace detail

template <RecognisesZero S>
[[nodiscard]] Divisor divisor(const S& a) {
  if (detail::is_structural_zero(a)) return Divisor::zero;
  if constexpr (detail::EnclosesZero<S>)
    return contains_zero(a) ? Divisor::unknown : Divisor::usable;
  else if constexpr (detail::TellsFinite<S>)
    return a.is_finite() ? Divisor::usable : Divisor::unknown;
  else if constexpr (std::is_floating_point_v<S>)
    return a - a == S{} ? Divisor::usable : Divisor::unknown;  // the difference is NaN for an infinity
  else
    return Divisor::usable;
}

/// A step of the hybrid iteration, or of T_Proj, would divide by zero.
class UndefinedStep : public std::domain_error {
 public:
  /// @param  quantity  which is undefined: "k", "sigma", "r", "q", "tau"
  UndefinedStep(std::string quantity, const std::string& why)
      : std::domain_error(quantity + " is undefined: " + why), quantity_(std::move(quantity)) {}
  [[nodiscard]] const std::string& quantity() const { return quantity_; }

 private:
  std::string quantity_;
};

namespace detail {

/// @throws UndefinedStep  unless one may divide by `a`; `what` names it
template <RecognisesZero S>
void require_divisor(const S& a, const char* quantity, const std::string& what) {
  const Divisor kind = divisor(a);
  if (kind == Divisor::zero) throw UndefinedStep(quantity, what + " is zero");
  if (kind == Divisor::unknown) throw UndefinedStep(quantity, what + " cannot be told from zero");
}

/// target ← target / by; `a / b` allocates for scalars that own memory.
template <Field S>
void divide(S& target, const S& by) {
  InPlaceField<S>::set_quotient(target, target, by);
}

}  // namespace detail

}  // namespace klprop
