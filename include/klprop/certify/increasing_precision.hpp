#pragma once

/// Ziv's strategy: enclose at a working precision, round both ends, and start again with twice the precision until they
/// round alike.

#include <klprop/scalar/rational.hpp>
#include <klprop/scalar/real.hpp>

#include <algorithm>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace klprop {

/// Rationals between which a number lies.
struct Enclosure {
  Rational low, high;
};

/// What both ends are rounded to, if that is the same. Rounding is monotone, so that everything between them is, too.
template <class Round>
[[nodiscard]] auto round_both_ends(const Enclosure& ends, Round&& round)
    -> std::optional<std::invoke_result_t<Round&, const Rational&>> {
  auto low = round(ends.low);
  if (ends.low != ends.high && low != round(ends.high)) return std::nullopt;
  return low;
}

/// Rounded numbers, each of them certain, and the working precision in bits that made certain of all.
template <class T>
struct Certain {
  std::vector<T> values;
  mpfr_prec_t bits;
};

/// Calls `compute()` at precisions first_bits, 2·first_bits, … max_bits until all its values can be rounded.
///
/// That two precisions agree counts for nothing; only `round` decides. The loop need not end for a number that is a
/// rounding boundary itself, a tie for instance, unless it is computed exactly: max_bits ends it.
///
/// @param  compute  returns a range of enclosures (`Ball`, `Enclosure` …); it runs under `PrecisionScope(bits)`
/// @param  round    from one of them to an optional, empty when the enclosure is too wide
/// @return empty when some value is still uncertain at max_bits
/// @cost   at most about twice that of the last precision, for algorithms that are linear in it
template <class Compute, class Round>
[[nodiscard]] auto round_by_increasing_precision(Compute&& compute, Round&& round, mpfr_prec_t first_bits,
                                                 mpfr_prec_t max_bits) {
  using Values = std::invoke_result_t<Compute&>;
  using Rounded = std::invoke_result_t<Round&, std::ranges::range_reference_t<Values>>;
  using Result = Certain<typename std::remove_cvref_t<Rounded>::value_type>;

  if (max_bits < MPFR_PREC_MIN) return std::optional<Result>();
  mpfr_prec_t bits = std::clamp<mpfr_prec_t>(first_bits, MPFR_PREC_MIN, max_bits);
  for (;;) {
    const PrecisionScope precision(bits);
    Result result{{}, bits};
    bool all = true;
    for (auto&& value : compute()) {
      auto rounded = round(value);
      all = rounded.has_value();
      if (!all) break;
      result.values.push_back(*std::move(rounded));
    }
    if (all) return std::optional<Result>(std::move(result));
    if (bits == max_bits) return std::optional<Result>();
    bits = bits > max_bits / 2 ? max_bits : 2 * bits;
  }
}

}  // namespace klprop
