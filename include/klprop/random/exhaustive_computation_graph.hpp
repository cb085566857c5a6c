#pragma once

/// Every small computation graph over + − × ÷, up to isomorphism.

#include <klprop/computation_graph/computation_graph.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace klprop {

/// Operations on two inputs and one constant, each on earlier ones; the last is the output, and every other is used.
///
/// Nodes 0 and 1 are the inputs, 2 is the constant, 3 + k is operation k.
struct SmallComputation {
  struct Operation {
    Primitive primitive = Primitive::sum;  ///< sum, subtract, product or divide
    std::uint8_t left = 0, right = 0;

    friend auto operator<=>(const Operation& a, const Operation& b) {
      return std::tie(a.primitive, a.left, a.right) <=> std::tie(b.primitive, b.left, b.right);
    }
    friend bool operator==(const Operation&, const Operation&) = default;
  };
  static constexpr unsigned leaves = 3;
  std::vector<Operation> operations;

  [[nodiscard]] bool uses(std::uint8_t node) const {
    return std::any_of(operations.begin(), operations.end(), [node](const Operation& operation) {
      return operation.left == node || operation.right == node;
    });
  }
};

/// All with the given number of operations and at least one input: 1, 14, 320, 10 462 and 438 468 for 0 to 4. Two of them are
/// isomorphic, and only one is listed, when they differ in the numbers of the nodes, in which input is which, or in the
/// order of summands or factors.
///
/// @pre   operations ≤ 4
/// @cost  a candidate for each order of the operations
[[nodiscard]] std::vector<SmallComputation> small_computations(unsigned operations);

/// The graph with these numbers; what it does not use is left out. Its output is called "z".
///
/// @param  leaves  values of the two inputs and of the constant
[[nodiscard]] ComputationGraph to_computation_graph(const SmallComputation& small,
                                                    const std::array<Rational, SmallComputation::leaves>& leaves);

namespace detail {

class SmallComputations {
 public:
  explicit SmallComputations(unsigned operations) : count_(operations) {}

  [[nodiscard]] std::vector<SmallComputation> all() && {
    extend();
    return std::move(found_);
  }

 private:
  using Operation = SmallComputation::Operation;
  static constexpr unsigned leaves = SmallComputation::leaves;

  void extend() {
    auto& operations = current_.operations;
    if (operations.size() == count_) {
      if (is_first_of_its_class()) found_.push_back(current_);
      return;
    }
    const auto nodes = static_cast<std::uint8_t>(leaves + operations.size());
    for (const Primitive primitive : {Primitive::sum, Primitive::subtract, Primitive::product, Primitive::divide})
      for (std::uint8_t left = 0; left < nodes; ++left)
        for (std::uint8_t right = is_commutative(primitive) ? left : std::uint8_t{0}; right < nodes; ++right) {
          operations.push_back({primitive, left, right});
          if (can_still_be_used()) extend();
          operations.pop_back();
        }
  }

  [[nodiscard]] static bool is_commutative(Primitive primitive) {
    return primitive == Primitive::sum || primitive == Primitive::product;
  }

  /// Each further operation leaves at most one unused node less.
  [[nodiscard]] bool can_still_be_used() const {
    std::size_t unused = 0;
    for (std::uint8_t k = 0; k < current_.operations.size(); ++k)
      unused += current_.uses(static_cast<std::uint8_t>(leaves + k)) ? 0U : 1U;
    return unused <= count_ - current_.operations.size() + 1;
  }

  /// No other numbering of the operations and inputs gives a list of operations that is smaller.
  [[nodiscard]] bool is_first_of_its_class() const {
    if (count_ > 0 && !current_.uses(0)) return false;  // without inputs, or the inputs can be exchanged
    std::array<std::uint8_t, 8> order{};
    for (std::uint8_t k = 0; k < count_; ++k) order[k] = k;
    do {
      for (const bool exchange : {false, true})
        if (const auto other = renumbered(std::span(order).first(count_), exchange); other < current_.operations)
          if (!other.empty()) return false;
    } while (std::next_permutation(order.begin(), order.begin() + count_));
    return true;
  }

  /// The operations in another order; none where an argument would come after its user.
  [[nodiscard]] std::vector<Operation> renumbered(std::span<const std::uint8_t> order, bool exchange) const {
    std::array<std::uint8_t, leaves + 8> number{0, 1, 2};
    if (exchange) std::swap(number[0], number[1]);
    for (std::uint8_t place = 0; place < order.size(); ++place)
      number[leaves + order[place]] = static_cast<std::uint8_t>(leaves + place);
    std::vector<Operation> result;
    for (std::uint8_t place = 0; place < order.size(); ++place) {
      Operation operation = current_.operations[order[place]];
      operation.left = number[operation.left];
      operation.right = number[operation.right];
      if (std::max(operation.left, operation.right) >= leaves + place) return {};
      if (is_commutative(operation.primitive) && operation.left > operation.right)
        std::swap(operation.left, operation.right);
      result.push_back(operation);
    }
    return result;
  }

  std::size_t count_;
  SmallComputation current_;
  std::vector<SmallComputation> found_;
};

}  // namespace detail

inline std::vector<SmallComputation> small_computations(unsigned operations) {
  return detail::SmallComputations(operations).all();
}

inline ComputationGraph to_computation_graph(const SmallComputation& small,
                                             const std::array<Rational, SmallComputation::leaves>& leaves) {
  ComputationGraphBuilder builder;
  std::vector<GraphNodeId> number(SmallComputation::leaves);
  const bool alone = small.operations.empty();
  if (alone || small.uses(0)) number[0] = builder.input("x1", leaves[0]);
  if (small.uses(1)) number[1] = builder.input("x2", leaves[1]);
  if (small.uses(2)) number[2] = builder.constant(leaves[2]);
  for (const SmallComputation::Operation& operation : small.operations)
    number.push_back(builder.apply(operation.primitive, {number[operation.left], number[operation.right]}));
  builder.output("z", alone ? number[0] : number.back());
  return std::move(builder).build();
}

}  // namespace klprop
