#pragma once

/// Comparing numbers that may be zero, where they are rounded.

#include <klprop/claims/report.hpp>
#include <klprop/scalar/concepts.hpp>

#include <type_traits>

namespace klprop::claims {

/// Compares two sides of about the size of one or less, of which either may be 0, where numbers round: relative to one.
template <Field S, class Words>
void equal_beside_one(Report<S>& report, const S& left, const S& right, Words&& words) {
  if constexpr (std::is_same_v<S, Real>) {
    const S one(left < S(0) ? -1 : 1);
    report.equal(left + one, right + one, words);
  } else if constexpr (std::is_same_v<S, Ball>) {
    const S one(arf_sgn(arb_midref(left.raw())) < 0 ? -1 : 1);
    report.equal(left + one, right + one, words);
  } else {
    report.equal(left, right, words);
  }
}

}  // namespace klprop::claims
