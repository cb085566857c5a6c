#pragma once

// Out-of-line parts of exact_size.hpp.

#include <klprop/certify/exact_size.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace klprop {

namespace detail {

// Finite, so that differences of saturated sizes are not NaN; sums of a few still are finite.
inline constexpr double saturated = 1e300;

/// A denominator, by its exponents over 2, over 5 and over the rest of the common denominator; and the bits that it has
/// at most for any other reason.
struct DenominatorSize {
  double twos = 0, fives = 0, rests = 0, bits = 0;

  friend DenominatorSize operator*(const DenominatorSize& a, const DenominatorSize& b) {
    return {std::min(a.twos + b.twos, saturated), std::min(a.fives + b.fives, saturated),
            std::min(a.rests + b.rests, saturated), std::min(a.bits + b.bits, saturated)};
  }
  /// The least common multiple.
  friend DenominatorSize lcm(const DenominatorSize& a, const DenominatorSize& b) {
    return {std::max(a.twos, b.twos), std::max(a.fives, b.fives), std::max(a.rests, b.rests),
            std::min(a.bits + b.bits, saturated)};
  }
};

/// The size of one non-negative number: its logarithm, its reduced denominator, and its exponent over the base of a
/// `Scale`. Zero has logarithm −∞ and no denominator.
struct Magnitude {
  double log2 = -std::numeric_limits<double>::infinity();
  DenominatorSize denominator;
  double exponent = 0;

  [[nodiscard]] bool is_zero() const { return std::isinf(log2); }

  static Magnitude one() { return {0, {}, 0}; }

  friend Magnitude operator*(const Magnitude& a, const Magnitude& b) {
    if (a.is_zero() || b.is_zero()) return {};
    return {std::clamp(a.log2 + b.log2, -saturated, saturated), a.denominator * b.denominator,
            std::min(a.exponent + b.exponent, saturated)};
  }
  Magnitude& operator+=(const Magnitude& b) {
    if (b.is_zero()) return *this;
    if (is_zero()) return *this = b;
    const double larger = std::max(log2, b.log2), smaller = std::min(log2, b.log2);
    log2 = std::min(larger + std::log2(1 + std::exp2(smaller - larger)), saturated);
    denominator = lcm(denominator, b.denominator);
    exponent = std::max(exponent, b.exponent);
    return *this;
  }
};

[[nodiscard]] inline double log2_of(const Integer& value) {
  signed long exponent = 0;
  const double fraction = mpz_get_d_2exp(&exponent, value.backend().data());
  return static_cast<double>(exponent) + std::log2(fraction);
}

/// Magnitudes of the numbers in both passes, and their sum of sizes.
class SizeSweeps {
 public:
  SizeSweeps(const Circuit& circuit, std::span<const Rational> lambda, const CommonDenominator& common)
      : circuit_(circuit),
        scale_(common.scale()),
        base_bits_(scale_ ? log2_of(scale_->base()) : 0),
        rest_bits_(common.rest() ? log2_of(*common.rest()) : saturated) {
    for (const Rational& value : circuit.parameters()) parameters_.push_back(magnitude(value));
    for (const Rational& value : lambda) lambda_.push_back(magnitude(value));
  }

  void run() {
    upward_.resize(circuit_.node_count());
    for (NodeId node = 0; node < circuit_.node_count(); ++node) visit_upwards(node);
    downward_.resize(circuit_.node_count());
    downward_[circuit_.root()] = Magnitude::one();
    prefix_.resize(circuit_.largest_product());
    for (NodeId node = circuit_.node_count(); node-- > 0;) visit_downwards(node);
  }

  [[nodiscard]] ExactSizes sizes() const {
    ExactSizes result;
    result.rational =
        total([](const Magnitude& m) { return rational_bits(m); }, [](const Magnitude& m) { return rational_bits(m); },
              sizeof(Rational) + 2 * (allocation + spare));
    if (scale_)
      result.scaled = total([this](const Magnitude& m) { return scaled_bits(m); },
                            [this](const Magnitude& m) { return scaled_bits(m) + m.exponent * base_bits_; },
                            sizeof(ScaledInteger) + allocation + spare);
    return result;
  }

 private:
  static constexpr double allocation = 16;  // what the allocator adds to a block
  static constexpr double spare = 2 * 8;    // a word that is not full, and one for the carry

  [[nodiscard]] Magnitude magnitude(const Rational& value) const {
    if (value.is_zero()) return {};
    const DecimalParts parts = DecimalParts::of(denominator(value));
    const double bits = log2_of(denominator(value));
    const double exponent = scale_ ? scale_->exponent(value).value_or(0) : 0;
    return {log2_of(numerator(value)) - bits,
            {static_cast<double>(parts.twos), static_cast<double>(parts.fives), parts.rest == 1 ? 0.0 : 1.0, bits},
            exponent};
  }

  /// A reduced denominator divides the product of the powers.
  void bound_denominator(Magnitude& m) const {
    const DenominatorSize& d = m.denominator;
    const double fives = d.fives * std::log2(5.0), rests = d.rests == 0 ? 0 : d.rests * rest_bits_;
    m.denominator.bits = std::min(d.bits, d.twos + fives + rests);
  }

  void visit_upwards(NodeId node) {
    Magnitude& value = upward_[node];
    const auto children = circuit_.children(node);
    switch (circuit_.kind(node)) {
      case NodeKind::indicator:
        value = lambda_[circuit_.indicator(node)];
        break;
      case NodeKind::constant:
        value = parameters_[circuit_.constant(node)];
        break;
      case NodeKind::product:
        value = Magnitude::one();
        for (const NodeId child : children) value = value * upward_[child];
        break;
      case NodeKind::sum:
        for (std::size_t j = 0; j < children.size(); ++j)
          value += parameters_[circuit_.weights(node)[j]] * upward_[children[j]];
        break;
    }
    bound_denominator(value);
  }

  void visit_downwards(NodeId node) {
    bound_denominator(downward_[node]);
    const auto children = circuit_.children(node);
    if (circuit_.kind(node) == NodeKind::sum)
      for (std::size_t j = 0; j < children.size(); ++j)
        downward_[children[j]] += parameters_[circuit_.weights(node)[j]] * downward_[node];
    if (circuit_.kind(node) == NodeKind::product) distribute(node);
  }

  /// As `distribute_product`: prefixes and suffixes, without subtraction, so that saturated sizes stay large.
  void distribute(NodeId product) {
    const auto children = circuit_.children(product);
    std::vector<Magnitude>& before = before_;
    before.assign(children.size(), Magnitude::one());
    for (std::size_t j = 1; j < children.size(); ++j) {
      before[j] = before[j - 1] * upward_[children[j - 1]];
      if (size_of(before[j]) > size_of(prefix_[j])) prefix_[j] = before[j];
    }
    Magnitude after = downward_[product];
    for (std::size_t j = children.size(); j-- > 0;) {
      downward_[children[j]] += after * before[j];
      after = after * upward_[children[j]];
    }
  }
  [[nodiscard]] double size_of(const Magnitude& m) const { return scale_ ? scaled_bits(m) : rational_bits(m); }

  [[nodiscard]] static double rational_bits(const Magnitude& m) {
    return m.is_zero() ? 0 : std::max(m.log2 + m.denominator.bits, 0.0) + m.denominator.bits;
  }
  [[nodiscard]] double scaled_bits(const Magnitude& m) const {
    return m.is_zero() ? 0 : std::max(m.log2 + m.exponent * base_bits_, 0.0);
  }

  template <class Bits, class WholeBits>
  [[nodiscard]] ExactSize total(Bits&& bits, WholeBits&& whole_bits, double overhead) const {
    ExactSize size{0, 0, whole_bits(upward_.back())};
    constexpr double slack = 1 + 1e-9;  // more than the doubles are off
    for (const auto* values : {&upward_, &downward_, &prefix_})
      for (const Magnitude& m : *values) {
        size.sweeps += bits(m) / 8 * slack + overhead;
        size.largest = std::max(size.largest, whole_bits(m) / 8);
      }
    const auto capped = [](double x) { return x < saturated / 1e10 ? x : std::numeric_limits<double>::infinity(); };
    return {capped(size.sweeps), capped(size.largest), capped(size.root_bits)};
  }

  const Circuit& circuit_;
  std::optional<Scale> scale_;
  double base_bits_, rest_bits_;
  std::vector<Magnitude> parameters_, lambda_, upward_, downward_;
  std::vector<Magnitude> prefix_;  // the largest number that each place of the downward pass's scratch will hold
  std::vector<Magnitude> before_;
};

}  // namespace detail

inline CommonDenominator common_denominator(const Circuit& circuit, std::span<const Rational> lambda) {
  CommonDenominator common;
  for (const Rational& value : circuit.parameters()) common.include(value);
  for (const Rational& factor : lambda) common.include(factor);
  return common;
}

inline ExactSizes predict_exact_sizes(const Circuit& circuit, std::span<const Rational> lambda,
                                      const CommonDenominator& common) {
  detail::SizeSweeps sweeps(circuit, lambda, common);
  sweeps.run();
  return sweeps.sizes();
}

}  // namespace klprop
