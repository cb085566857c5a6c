#pragma once

/// Random balls with a number in each, and what it means to enclose one.

#include <klprop/scalar/ball.hpp>

#include "scalar/nearest.hpp"

#include <rapidcheck.h>

#include <cstdint>
#include <stdexcept>

namespace klprop::testing {

[[nodiscard]] inline mpfr_prec_t any_precision() {
  return *rc::gen::inRange<mpfr_prec_t>(2, 300);
}

/// Between −10^12 and 10^12, times 2^−widest … 2^widest.
[[nodiscard]] inline Rational any_rational(int widest = 1000) {
  Rational value = *rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000);
  value /= *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000);
  return value * power_of_two(*rc::gen::inRange(-widest, widest));
}

/// 0, 1 or something between.
[[nodiscard]] inline Rational any_fraction() {
  const int eighth = *rc::gen::inRange(0, 9);
  return Rational(eighth, 8);
}

/// A ball, and a number in it, often an end point.
struct Sample {
  Ball ball;
  Rational point;
};

[[nodiscard]] inline Sample any_sample(int widest = 1000) {
  const PrecisionScope scope(any_precision());
  const Rational middle = any_rational(widest);
  const int kind = *rc::gen::inRange(0, 4);
  Ball ball(middle);
  if (kind == 0) ball = Ball(*rc::gen::inRange(-3, 4));
  // Narrow against the midpoint, or as wide as it comes: then it may contain zero.
  if (kind == 1) ball = between(middle, middle + abs(middle) * power_of_two(-*rc::gen::inRange(2, 60)));
  if (kind == 2) ball = between(middle, middle + abs(any_rational(widest)));
  const Rational low = lower(ball), high = upper(ball);
  return {ball, low + any_fraction() * (high - low)};
}

/// What all the tests of enclosure ask, through our end points and by Arb's own means.
[[nodiscard]] inline bool encloses(const Ball& ball, const Rational& value) {
  fmpq_t raw;
  fmpq_init(raw);
  fmpq_set_mpq(raw, value.backend().data());
  const bool arb_agrees = arb_contains_fmpq(ball.raw(), raw) != 0;
  fmpq_clear(raw);
  const bool within = lower(ball) <= value && value <= upper(ball);
  if (within != arb_agrees || within != contains(ball, value))
    throw std::logic_error("two ways to test enclosure disagree");
  return within;
}

/// The ball with its radius multiplied by a number below one: what a wrong error bound would look like.
[[nodiscard]] inline Ball shrunk(const Ball& ball, const Rational& factor) {
  const PrecisionScope plenty(5000);
  const Rational half = radius(ball) * factor;
  return between(midpoint(ball) - half, midpoint(ball) + half);
}

}  // namespace klprop::testing
