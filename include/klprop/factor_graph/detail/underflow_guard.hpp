#pragma once

// Belief propagation in double where its exponents do not suffice.

#include <klprop/factor_graph/detail/extended_double.hpp>
#include <klprop/factor_graph/detail/message_kernels.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace klprop::detail {

/// Whether a sum of products can be divided by, and is not so small that products may have been lost.
[[nodiscard]] inline bool is_safe(double sum) {
  return sum >= far_from_underflow && sum <= std::numeric_limits<double>::max();
}

[[nodiscard]] inline double least_positive(std::span<const double> values) {
  double least = 1;
  for (const double value : values)
    if (value > 0) least = std::min(least, value);
  return least;
}

/// Whether a partial product of the messages into a variable, all at most 1, may be lost, given the product of all of
/// them. If that is large, no partial product can be smaller; else the same is asked of the smallest entries that are not
/// zero.
template <class In>
[[nodiscard]] bool product_in_danger(std::span<const double> product, std::span<const double> weight,
                                     std::size_t degree, In&& in) {
  bool large = true;
  for (const double value : product) large = large && value >= far_from_underflow;
  if (large) return false;
  double bound = least_positive(weight);
  for (std::size_t k = 0; k < degree && bound >= far_from_underflow; ++k)
    bound *= least_positive(std::span<const double>(in(k), weight.size()));
  return bound < far_from_underflow;
}

/// Forms sums and products of messages as `ExtendedDouble`, where doubles may have underflowed.
class UnderflowGuard {
 public:
  /// As `VariableKernel::multiply_others`; each result is divided by the power of two that brings it near 1.
  template <class In, class Out, class Wanted>
  void multiply_others(std::size_t degree, std::span<const double> weight, In&& in, Out&& out, Wanted&& wanted) {
    const std::size_t arity = weight.size();
    load(weight_, weight);
    inputs_.clear();
    for (std::size_t k = 0; k < degree; ++k) append(inputs_, std::span<const double>(in(k), arity));
    outputs_.resize(inputs_.size());
    variable_kernel_.multiply_others(
        degree, std::span<const ExtendedDouble>(weight_), [&](std::size_t k) { return inputs_.data() + k * arity; },
        [&](std::size_t k) { return outputs_.data() + k * arity; }, wanted);
    for (std::size_t k = 0; k < degree; ++k)
      if (wanted(k)) store(std::span(outputs_).subspan(k * arity, arity), std::span<double>(out(k), arity));
  }

  /// As `VariableKernel::multiply`, scaled likewise.
  template <class In>
  void multiply(std::size_t degree, std::span<const double> weight, In&& in, std::span<double> product) {
    load(weight_, weight);
    inputs_.clear();
    for (std::size_t k = 0; k < degree; ++k) append(inputs_, std::span<const double>(in(k), weight.size()));
    variable_kernel_.multiply(degree, std::span<const ExtendedDouble>(weight_),
                              [&](std::size_t k) { return inputs_.data() + k * weight.size(); });
    store(variable_kernel_.product(), product);
  }

  /// As `FactorKernel::sum_out`, scaled likewise.
  template <class Arity, class In, class Out, class Wanted>
  void sum_out(std::span<const double> table, std::size_t degree, Arity&& arity, In&& in, Out&& out, Wanted&& wanted) {
    load_messages(table, degree, arity, in);
    outputs_.resize(inputs_.size());
    factor_kernel_.sum_out(
        std::span<const ExtendedDouble>(weight_), degree, arity,
        [&](std::size_t j) { return inputs_.data() + first_[j]; },
        [&](std::size_t j) { return outputs_.data() + first_[j]; }, wanted);
    for (std::size_t j = 0; j < degree; ++j)
      if (wanted(j)) store(std::span(outputs_).subspan(first_[j], arity(j)), std::span<double>(out(j), arity(j)));
  }

  /// As `FactorKernel::multiply`, scaled likewise.
  template <class Arity, class In>
  void multiply_table(std::span<const double> table, std::size_t degree, Arity&& arity, In&& in,
                      std::span<double> out) {
    load_messages(table, degree, arity, in);
    outputs_.resize(table.size());
    factor_kernel_.multiply(
        std::span<const ExtendedDouble>(weight_), degree, arity,
        [&](std::size_t j) { return inputs_.data() + first_[j]; }, std::span(outputs_));
    store(outputs_, out);
  }

 private:
  static void append(std::vector<ExtendedDouble>& target, std::span<const double> values) {
    for (const double value : values) target.emplace_back(value);
  }
  static void load(std::vector<ExtendedDouble>& target, std::span<const double> values) {
    target.clear();
    append(target, values);
  }
  template <class Arity, class In>
  void load_messages(std::span<const double> table, std::size_t degree, Arity&& arity, In&& in) {
    load(weight_, table);
    inputs_.clear();
    first_.clear();
    for (std::size_t j = 0; j < degree; ++j) {
      first_.push_back(inputs_.size());
      append(inputs_, std::span<const double>(in(j), arity(j)));
    }
  }
  static void store(std::span<const ExtendedDouble> from, std::span<double> to) {
    std::int64_t largest = ExtendedDouble::least_exponent;
    for (const ExtendedDouble& value : from) largest = std::max(largest, value.exponent());
    for (std::size_t x = 0; x < from.size(); ++x) to[x] = from[x].scaled(-largest).rounded();
  }

  std::vector<ExtendedDouble> weight_, inputs_, outputs_;
  std::vector<std::size_t> first_;
  VariableKernel<ExtendedDouble> variable_kernel_;
  FactorKernel<ExtendedDouble> factor_kernel_;
};

}  // namespace klprop::detail
