#pragma once

/// Zeros of smooth maps of n variables that are proved to exist, by Krawczyk's operator.
///
/// For a point x near a zero of g, an approximate inverse Y of g'(x) and a box X around x, let
///   K = x − Y·g(x) + (I − Y·g'(X))·(X − x).
/// If K lies in the interior of X, then X contains exactly one zero of g, and it lies in K. All of it is computed in
/// balls, so that the conclusion does not depend on how x and Y were found.

#include <klprop/scalar/ball.hpp>
#include <klprop/scalar/dual.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace klprop {

namespace detail {

/// The midpoint, without the radius.
[[nodiscard]] inline Ball middle(const Ball& a) {
  Ball result;
  arf_set(arb_midref(result.raw()), arb_midref(a.raw()));
  return result;
}
[[nodiscard]] inline bool all_finite(std::span<const Ball> values) {
  return std::all_of(values.begin(), values.end(), [](const Ball& value) { return is_finite(value); });
}

/// g'(x), row after row; a column is a derivative along one coordinate.
template <class Map>
[[nodiscard]] std::vector<Ball> jacobian(Map&& map, std::span<const Ball> at) {
  const std::size_t n = at.size();
  std::vector<Ball> result(n * n);
  for (std::size_t column = 0; column < n; ++column) {
    std::vector<Dual<Ball>> point(at.begin(), at.end());
    point[column].tangent = Ball(1);
    const std::vector<Dual<Ball>> value = map(std::span<const Dual<Ball>>(point));
    for (std::size_t row = 0; row < n; ++row) result[row * n + column] = value[row].tangent;
  }
  return result;
}

/// An inverse, not a proved one: Gauss–Jordan elimination on midpoints. Empty where no pivot is left.
[[nodiscard]] inline std::optional<std::vector<Ball>> approximate_inverse(std::vector<Ball> matrix, std::size_t n) {
  std::vector<Ball> inverse(n * n);
  for (std::size_t k = 0; k < n; ++k) inverse[k * n + k] = Ball(1);
  for (Ball& entry : matrix) entry = middle(entry);
  const auto larger = [&](std::size_t row, std::size_t other, std::size_t column) {
    return arf_cmpabs(arb_midref(matrix[row * n + column].raw()), arb_midref(matrix[other * n + column].raw())) > 0;
  };
  for (std::size_t column = 0; column < n; ++column) {
    std::size_t pivot = column;
    for (std::size_t row = column + 1; row < n; ++row)
      if (larger(row, pivot, column)) pivot = row;
    if (is_exactly_zero(matrix[pivot * n + column])) return std::nullopt;
    for (std::size_t k = 0; k < n && pivot != column; ++k) {
      std::swap(matrix[pivot * n + k], matrix[column * n + k]);
      std::swap(inverse[pivot * n + k], inverse[column * n + k]);
    }
    const Ball by = Ball(1) / matrix[column * n + column];
    for (std::size_t k = 0; k < n; ++k) {
      matrix[column * n + k] = middle(matrix[column * n + k] * by);
      inverse[column * n + k] = middle(inverse[column * n + k] * by);
    }
    for (std::size_t row = 0; row < n; ++row) {
      if (row == column) continue;
      const Ball factor = matrix[row * n + column];
      for (std::size_t k = 0; k < n; ++k) {
        matrix[row * n + k] = middle(matrix[row * n + k] - factor * matrix[column * n + k]);
        inverse[row * n + k] = middle(inverse[row * n + k] - factor * inverse[column * n + k]);
      }
    }
  }
  return inverse;
}

[[nodiscard]] inline std::vector<Ball> times(std::span<const Ball> matrix, std::span<const Ball> vector) {
  std::vector<Ball> result(vector.size());
  for (std::size_t row = 0; row < vector.size(); ++row)
    for (std::size_t k = 0; k < vector.size(); ++k) result[row] += matrix[row * vector.size() + k] * vector[k];
  return result;
}

/// Newton's method on midpoints, until the steps are below 2^exponent; empty when they do not become so.
template <class Map>
[[nodiscard]] std::optional<std::vector<Ball>> newton(Map&& map, std::vector<Ball> point, long exponent) {
  constexpr int most_steps = 30;
  for (int step = 0; step < most_steps; ++step) {
    const auto inverse = approximate_inverse(jacobian(map, point), point.size());
    if (!inverse) return std::nullopt;
    const std::vector<Ball> change = times(*inverse, map(std::span<const Ball>(point)));
    if (!all_finite(change)) return std::nullopt;
    bool small = true;
    for (std::size_t k = 0; k < point.size(); ++k) {
      small = small && arf_cmpabs_2exp_si(arb_midref(change[k].raw()), exponent) < 0;
      point[k] = middle(point[k] - change[k]);
    }
    if (small) return point;
  }
  return std::nullopt;
}

/// K, and with it the inverse that served.
template <class Map>
[[nodiscard]] std::optional<std::vector<Ball>> krawczyk_step(Map&& map, std::span<const Ball> point,
                                                             std::span<const Ball> box) {
  const std::size_t n = point.size();
  const auto inverse = approximate_inverse(jacobian(map, point), n);
  if (!inverse) return std::nullopt;
  const std::vector<Ball> slopes = jacobian(map, box), change = times(*inverse, map(point));
  std::vector<Ball> next(n);
  for (std::size_t row = 0; row < n; ++row) {
    next[row] = point[row] - change[row];
    for (std::size_t column = 0; column < n; ++column) {
      Ball rest(row == column ? 1 : 0);
      for (std::size_t k = 0; k < n; ++k) rest -= (*inverse)[row * n + k] * slopes[k * n + column];
      next[row] += rest * (box[column] - point[column]);
    }
  }
  return next;
}

/// Whether no side of a box has become wider, and one less than half as wide.
[[nodiscard]] inline bool is_narrower(std::span<const Ball> box, std::span<const Ball> before) {
  bool one = false;
  for (std::size_t k = 0; k < box.size(); ++k) {
    if (mag_cmp(arb_radref(box[k].raw()), arb_radref(before[k].raw())) > 0) return false;
    const Ball twice = box[k] + box[k];
    one = one || mag_cmp(arb_radref(twice.raw()), arb_radref(before[k].raw())) < 0;
  }
  return one;
}

/// A box with one zero, made smaller as long as it halves: the operator keeps the zero. The width is squared each time;
/// where the zero is an exact number it would never end.
template <class Map>
[[nodiscard]] std::vector<Ball> narrowed(Map&& map, std::vector<Ball> box) {
  constexpr int most_steps = 8;
  for (int step = 0; step < most_steps; ++step) {
    std::vector<Ball> point = box;
    for (Ball& value : point) value = middle(value);
    auto next = krawczyk_step(map, point, box);
    if (!next || !all_finite(*next) || !is_narrower(*next, box)) return box;
    box = *std::move(next);
  }
  return box;
}

}  // namespace detail

/// Encloses a zero of g near a point. It exists, and the returned box lies in one that contains no other.
///
/// @param  map   g: from n numbers (a span) to n, a template that computes in `Ball` and in `Dual<Ball>`
/// @param  near  where Newton's method starts
/// @return empty when Newton's method does not converge, when g' is singular there, or when no box was found that the
///         operator maps into itself: nothing is then known
/// @exact  the zero is enclosed; the radius is near the working precision times the condition of g'
/// @cost   some 10 Jacobians of n evaluations each, and n³ operations for each
template <class Map>
[[nodiscard]] std::optional<std::vector<Ball>> certified_zero(Map&& map, std::vector<Ball> near) {
  const long bits = detail::arb_precision();
  const auto zero = detail::newton(map, std::move(near), -3 * bits / 4);
  if (!zero) return std::nullopt;
  // From narrow to wide: the narrow ones fail where rounding alone is wider, the wide ones where g bends too much.
  for (long exponent = -bits / 2; exponent < -4; exponent /= 2) {
    std::vector<Ball> box = *zero;
    for (Ball& side : box) mag_set_ui_2exp_si(arb_radref(side.raw()), 1, exponent);
    auto next = detail::krawczyk_step(map, *zero, box);
    if (!next || !detail::all_finite(*next)) continue;
    bool inside = true;
    for (std::size_t k = 0; k < box.size(); ++k) inside = inside && contains_in_interior(box[k], (*next)[k]);
    if (inside) return detail::narrowed(map, *std::move(next));
  }
  return std::nullopt;
}

}  // namespace klprop
