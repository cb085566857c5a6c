#pragma once

/// What a pass costs at the least on MPFR's and GMP's own numbers: a list of operations, made beforehand from the same
/// circuit, that is run in place over arrays of `mpfr_t` or `mpq_t`. The loop calls nothing of the library.

#include <klprop/scalar/rational.hpp>
#include <klprop/spn/circuit.hpp>

#include <gmp.h>
#include <mpfr.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace bench {

struct MpfrArithmetic {
  using Number = __mpfr_struct;
  mpfr_prec_t bits;

  void make(Number& x) const {
    mpfr_init2(&x, bits);
    mpfr_set_zero(&x, 1);
  }
  static void release(Number& x) { mpfr_clear(&x); }
  static void assign(Number& x, const klprop::Rational& value) { mpfr_set_q(&x, value.backend().data(), MPFR_RNDN); }
  static void clear(Number& x) { mpfr_set_zero(&x, 1); }
  static void copy(Number& x, const Number& a) { mpfr_set(&x, &a, MPFR_RNDN); }
  static void add(Number& x, const Number& a) { mpfr_add(&x, &x, &a, MPFR_RNDN); }
  static void multiply(Number& x, const Number& a, const Number& b) { mpfr_mul(&x, &a, &b, MPFR_RNDN); }
};

struct MpqArithmetic {
  using Number = __mpq_struct;

  static void make(Number& x) { mpq_init(&x); }
  static void release(Number& x) { mpq_clear(&x); }
  static void assign(Number& x, const klprop::Rational& value) { mpq_set(&x, value.backend().data()); }
  static void clear(Number& x) { mpq_set_ui(&x, 0, 1); }
  static void copy(Number& x, const Number& a) { mpq_set(&x, &a); }
  static void add(Number& x, const Number& a) { mpq_add(&x, &x, &a); }
  static void multiply(Number& x, const Number& a, const Number& b) { mpq_mul(&x, &a, &b); }
};

/// x ← 0, x ← a, x ← x + a, x ← a·b, or x ← x + a·b by way of a scratch number.
enum class Step : std::uint8_t { clear, copy, add, multiply, multiply_add };

/// Numbers are named by their place in one array: parameters, λ, S, D, then temporaries.
struct Operation {
  Step step;
  std::uint32_t x, a, b;
};

/// Writes down the operations of both sweeps.
class OperationLister {
 public:
  explicit OperationLister(const klprop::Circuit& circuit)
      : circuit_(circuit),
        lambda_(static_cast<std::uint32_t>(circuit.parameters().size())),
        upward_(lambda_ + circuit.variables().indicator_count()),
        downward_(upward_ + circuit.node_count()),
        prefix_(downward_ + circuit.node_count()),
        suffix_(prefix_ + static_cast<std::uint32_t>(circuit.largest_product())) {}

  [[nodiscard]] std::uint32_t lambda() const { return lambda_; }
  [[nodiscard]] std::uint32_t upward() const { return upward_; }
  [[nodiscard]] std::uint32_t downward() const { return downward_; }
  [[nodiscard]] std::uint32_t scratch() const { return suffix_ + 1; }
  [[nodiscard]] std::uint32_t size() const { return suffix_ + 2; }

  [[nodiscard]] std::vector<Operation> sweep_up() && {
    for (klprop::NodeId node = 0; node < circuit_.node_count(); ++node) {
      const std::uint32_t value = upward_ + node;
      switch (circuit_.kind(node)) {
        case klprop::NodeKind::indicator:
          list(Step::copy, value, lambda_ + circuit_.indicator(node));
          break;
        case klprop::NodeKind::constant:
          list(Step::copy, value, circuit_.constant(node));
          break;
        case klprop::NodeKind::product:
          list_product(value, circuit_.children(node));
          break;
        case klprop::NodeKind::sum:
          for (std::size_t j = 0; j < circuit_.children(node).size(); ++j)
            list(j == 0 ? Step::multiply : Step::multiply_add, value, circuit_.weights(node)[j],
                 upward_ + circuit_.children(node)[j]);
          break;
      }
    }
    return std::move(operations_);
  }

  [[nodiscard]] std::vector<Operation> sweep_down() && {
    for (klprop::NodeId node = 0; node < circuit_.node_count(); ++node) list(Step::clear, downward_ + node);
    list(Step::copy, downward_ + circuit_.root(), klprop::CircuitBuilder::unit);
    for (klprop::NodeId node = circuit_.node_count(); node-- > 0;) {
      if (circuit_.kind(node) == klprop::NodeKind::product)
        list_distribution(downward_ + node, circuit_.children(node));
      if (circuit_.kind(node) == klprop::NodeKind::sum)
        for (std::size_t j = 0; j < circuit_.children(node).size(); ++j)
          list(Step::multiply_add, downward_ + circuit_.children(node)[j], circuit_.weights(node)[j], downward_ + node);
    }
    return std::move(operations_);
  }

 private:
  void list(Step step, std::uint32_t x, std::uint32_t a = 0, std::uint32_t b = 0) {
    operations_.push_back({step, x, a, b});
  }

  void list_product(std::uint32_t value, std::span<const klprop::NodeId> children) {
    if (children.size() == 1) return list(Step::copy, value, upward_ + children[0]);
    list(Step::multiply, value, upward_ + children[0], upward_ + children[1]);
    for (const klprop::NodeId child : children.subspan(2)) list(Step::multiply, value, value, upward_ + child);
  }

  void list_distribution(std::uint32_t derivative, std::span<const klprop::NodeId> children) {
    const auto before = [&](std::size_t j) {
      return j == 1 ? upward_ + children[0] : prefix_ + static_cast<std::uint32_t>(j);
    };
    for (std::size_t j = 2; j < children.size(); ++j)
      list(Step::multiply, before(j), before(j - 1), upward_ + children[j - 1]);
    std::uint32_t suffix = derivative;
    for (std::size_t j = children.size() - 1; j > 0; --j) {
      list(Step::multiply_add, downward_ + children[j], suffix, before(j));
      list(Step::multiply, suffix_, suffix, upward_ + children[j]);
      suffix = suffix_;
    }
    list(Step::add, downward_ + children[0], suffix);
  }

  const klprop::Circuit& circuit_;
  std::uint32_t lambda_, upward_, downward_, prefix_, suffix_;
  std::vector<Operation> operations_;
};

template <class Arithmetic>
class RawOperations {
 public:
  using Number = typename Arithmetic::Number;

  RawOperations(const klprop::Circuit& circuit, std::span<const klprop::Rational> lambda, Arithmetic arithmetic)
      : places_(circuit),
        up_(OperationLister(circuit).sweep_up()),
        down_(OperationLister(circuit).sweep_down()),
        numbers_(places_.size()) {
    for (Number& x : numbers_) arithmetic.make(x);
    for (std::size_t k = 0; k < places_.lambda(); ++k) Arithmetic::assign(numbers_[k], circuit.parameters()[k]);
    for (std::size_t k = 0; k < lambda.size(); ++k) Arithmetic::assign(numbers_[places_.lambda() + k], lambda[k]);
  }
  ~RawOperations() {
    for (Number& x : numbers_) Arithmetic::release(x);
  }
  RawOperations(const RawOperations&) = delete;
  RawOperations& operator=(const RawOperations&) = delete;

  void sweep_up() { run(up_); }
  void sweep_down() { run(down_); }
  [[nodiscard]] const Number* upward() const { return numbers_.data() + places_.upward(); }
  [[nodiscard]] const Number* downward() const { return numbers_.data() + places_.downward(); }

 private:
  void run(const std::vector<Operation>& operations) {
    Number* const number = numbers_.data();
    Number& scratch = number[places_.scratch()];
    for (const Operation& operation : operations) {
      Number& x = number[operation.x];
      const Number& a = number[operation.a];
      switch (operation.step) {
        case Step::clear:
          Arithmetic::clear(x);
          break;
        case Step::copy:
          Arithmetic::copy(x, a);
          break;
        case Step::add:
          Arithmetic::add(x, a);
          break;
        case Step::multiply:
          Arithmetic::multiply(x, a, number[operation.b]);
          break;
        case Step::multiply_add:
          Arithmetic::multiply(scratch, a, number[operation.b]);
          Arithmetic::add(x, scratch);
          break;
      }
    }
  }

  OperationLister places_;
  std::vector<Operation> up_, down_;
  std::vector<Number> numbers_;
};

}  // namespace bench
