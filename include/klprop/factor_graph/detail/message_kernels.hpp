#pragma once

// The sums and products of one node of a factor graph. They divide nowhere, so zeros are like any other number.

#include <klprop/scalar/in_place.hpp>

#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

namespace klprop::detail {

/// Products over the messages into a variable. `in(k)` and `out(k)` point to the messages of its k-th edge.
template <Ring S>
class VariableKernel {
 public:
  /// product() ← weight · Π_k in(k)
  template <class In>
  void multiply(std::size_t degree, std::span<const S> weight, In&& in) {
    start(weight);
    for (std::size_t k = 0; k < degree; ++k) multiply_by(product_.data(), in(k), weight.size());
  }

  /// out(k) ← weight · Π_{l≠k} in(l) for every wanted k, and product() as above: first the product of those before k is
  /// left at out(k), then, backwards, those after k are multiplied into it.
  template <class In, class Out, class Wanted>
  void multiply_others(std::size_t degree, std::span<const S> weight, In&& in, Out&& out, Wanted&& wanted) {
    const std::size_t arity = weight.size();
    start(weight);
    for (std::size_t k = 0; k < degree; ++k) {
      if (wanted(k)) copy(product_.data(), out(k), arity);
      multiply_by(product_.data(), in(k), arity);
    }
    if (degree < 2) return;
    copy(in(degree - 1), suffix_.data(), arity);
    for (std::size_t k = degree - 1; k-- > 0;) {
      if (wanted(k)) multiply_by(out(k), suffix_.data(), arity);
      if (k > 0) multiply_by(suffix_.data(), in(k), arity);
    }
  }

  [[nodiscard]] std::span<S> product() { return std::span(product_).first(arity_); }

 private:
  void start(std::span<const S> weight) {
    arity_ = weight.size();
    if (product_.size() < arity_) {
      product_.resize(arity_);
      suffix_.resize(arity_);
    }
    copy(weight.data(), product_.data(), arity_);
  }
  static void copy(const S* from, S* to, std::size_t arity) {
    for (std::size_t x = 0; x < arity; ++x) InPlace<S>::set(to[x], from[x]);
  }
  static void multiply_by(S* target, const S* message, std::size_t arity) {
    for (std::size_t x = 0; x < arity; ++x) InPlace<S>::set_product(target[x], target[x], message[x]);
  }

  std::vector<S> product_, suffix_;
  std::size_t arity_ = 0;
};

/// Sums over a factor's table f(x_0, …, x_{k−1}), the last variable running fastest. `arity(j)` and `in(j)` belong to the
/// j-th variable of its scope.
///
/// With P_j(x_0…x_{j−1}) = Π_{l<j} in_l(x_l) and U_j(x_0…x_j) = Σ_{x_{j+1}…} f · Π_{l>j} in_l(x_l), the message to the
/// j-th variable is Σ_{x_0…x_{j−1}} P_j · U_j. Both shrink by a variable at a time and run through memory in order: all
/// messages together cost about two multiplications and additions per entry of U_{k−1} = f, and less below.
template <Ring S>
class FactorKernel {
 public:
  /// out(j)[x] ← Σ_{x_a : x_j = x} f(x_a) · Π_{l≠j} in(l) for every wanted j
  template <class Arity, class In, class Out, class Wanted>
  void sum_out(std::span<const S> table, std::size_t degree, Arity&& arity, In&& in, Out&& out, Wanted&& wanted) {
    if (degree == 0) return;
    if (degree > 2) make_prefixes(degree, arity, in);
    const S* current = table.data();
    std::size_t size = table.size();
    for (std::size_t j = degree - 1; j > 0; --j) {
      const std::size_t states = arity(j), rows = size / states;
      if (wanted(j)) weigh_rows(current, prefix(j, in), rows, states, out(j));
      std::vector<S>& next = inside_[j % 2];
      if (next.size() < rows) next.resize(rows);
      for (std::size_t row = 0; row < rows; ++row)
        in_register(next[row], [&](S& sum) { scalar_product(current + row * states, in(j), states, sum); });
      current = next.data();
      size = rows;
    }
    if (wanted(0))
      for (std::size_t x = 0; x < size; ++x) InPlace<S>::set(out(0)[x], current[x]);
  }

  /// out[entry] ← f(x_a) · Π_j in(j)
  template <class Arity, class In>
  void multiply(std::span<const S> table, std::size_t degree, Arity&& arity, In&& in, std::span<S> out) {
    using Do = InPlace<S>;
    for (std::size_t entry = 0; entry < table.size(); ++entry) Do::set(out[entry], table[entry]);
    if (degree == 0) return;
    if (degree > 2) make_prefixes(degree, arity, in);
    const std::size_t last = degree - 1, states = arity(last);
    S* target = out.data();
    for (std::size_t row = 0; row < table.size() / states; ++row)
      for (std::size_t x = 0; x < states; ++x, ++target) {
        Do::set_product(*target, *target, in(last)[x]);
        if (last > 0) Do::set_product(*target, *target, prefix(last, in)[row]);
      }
  }

 private:
  /// P_1 is in(0) itself, and P_0 would be one.
  template <class In>
  [[nodiscard]] const S* prefix(std::size_t j, In&& in) const {
    return j == 1 ? in(0) : prefixes_.data() + first_[j];
  }

  template <class Arity, class In>
  void make_prefixes(std::size_t degree, Arity&& arity, In&& in) {
    if (first_.size() < degree + 1) first_.resize(degree + 1);
    std::size_t size = arity(0), end = 0;
    for (std::size_t j = 2; j < degree; ++j) {
      size *= arity(j - 1);
      first_[j] = end;
      end += size;
    }
    if (prefixes_.size() < end) prefixes_.resize(end);
    size = arity(0);
    for (std::size_t j = 2; j < degree; ++j) {
      const S* const shorter = prefix(j - 1, in);
      const std::size_t states = arity(j - 1);
      S* target = prefixes_.data() + first_[j];
      for (std::size_t row = 0; row < size; ++row)
        for (std::size_t x = 0; x < states; ++x) InPlace<S>::set_product(*target++, shorter[row], in(j - 1)[x]);
      size *= states;
    }
  }

  /// out[x] ← Σ_row weight[row] · entry(row, x)
  void weigh_rows(const S* entry, const S* weight, std::size_t rows, std::size_t states, S* out) {
    for (std::size_t x = 0; x < states; ++x)
      in_register(out[x], [&](S& sum) {
        InPlace<S>::set_product(sum, weight[0], entry[x]);
        for (std::size_t row = 1; row < rows; ++row)
          InPlace<S>::add_product(sum, weight[row], entry[row * states + x], scratch_);
      });
  }
  void scalar_product(const S* a, const S* b, std::size_t size, S& sum) {
    InPlace<S>::set_product(sum, a[0], b[0]);
    for (std::size_t x = 1; x < size; ++x) InPlace<S>::add_product(sum, a[x], b[x], scratch_);
  }

  std::vector<std::size_t> first_;
  std::vector<S> prefixes_, inside_[2];
  S scratch_{};
};

}  // namespace klprop::detail
