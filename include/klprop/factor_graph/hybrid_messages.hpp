#pragma once

/// The hybrid iteration on factored tables, one copy per edge: the form that scales to real models.     (Section 3.1)
///
/// Every iterate has the form Π_a g_a(y_a)^e · Π_{(a,i)} t_{ai}(y_{ai}) with e = 0 or 1, g_a = f_a/Σf_a, and for r_n, which
/// lives on the diagonal, Π_i r_i(x_i). This family is closed under the five displayed steps, so the iteration runs on the
/// tables t alone. As q and k are kept normalised per edge, no constant is lost: the expanded tables equal those of the
/// literal iteration, e^σ and e^τ included. Messages are read off: m_{i→a} ∝ 1/e^{τ_{ai}}, m_{a→i} ∝ q_{ai}·e^{τ_{ai}}.
///
/// This header knows neither the literal tables nor the updates of belief propagation.

#include <klprop/factor_graph/divisor.hpp>
#include <klprop/factor_graph/factor_graph.hpp>
#include <klprop/factor_graph/messages.hpp>
#include <klprop/simplex/product_space.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace klprop {

/// Π_a g_a(y_a)^e · Π_{(a,i)} t_{ai}(y_{ai})
template <Ring S>
struct FactoredTable {
  bool with_factors = false;  ///< e
  std::vector<S> edges;       ///< t, by `MessageLayout`
};

template <Ring S>
struct FactoredState {
  FactoredTable<S> q, exp_sigma, exp_tau;
};

template <Ring S>
struct FactoredIterate {
  FactoredTable<S> k;
  std::vector<S> r;  ///< by IndicatorId: r_n(x) = Π_i r_i(x_i) on the diagonal, each summing to 1
  FactoredState<S> state;
};

/// The hybrid iteration of one graph. The graph must outlive it.
template <RecognisesZero S>
class FactoredHybrid {
 public:
  /// @param  values  one per entry of `graph.values()`
  /// @throws UndefinedStep  when a factor is zero everywhere
  FactoredHybrid(const FactorGraph& graph, std::span<const S> values);

  [[nodiscard]] const FactorGraph& graph() const { return *graph_; }
  [[nodiscard]] const MessageLayout& layout() const { return layout_; }

  /// t = 1.
  [[nodiscard]] FactoredTable<S> one(bool with_factors = false) const {
    return {with_factors, std::vector<S>(layout_.size(), S(1))};
  }
  /// (q_{−1}, 0, 0), q_{−1} = ⊗ g_a
  [[nodiscard]] FactoredState<S> start() const { return {one(true), one(), one()}; }

  /// a·b
  /// @pre  at most one of them has the factors
  [[nodiscard]] FactoredTable<S> product(const FactoredTable<S>& a, const FactoredTable<S>& b) const;
  /// a/b
  /// @pre  b is without the factors
  /// @throws UndefinedStep  when b is zero at some edge and state
  [[nodiscard]] FactoredTable<S> quotient(const FactoredTable<S>& a, const FactoredTable<S>& b,
                                          const char* quantity) const;
  /// →π_𝒫 of a/Σa: the product of its marginals, each summing to 1.
  /// @throws UndefinedStep  when a has no mass
  /// @cost   with factors: table entries · scope; else the entries of all messages
  [[nodiscard]] FactoredTable<S> right_projection(const FactoredTable<S>& a, const char* quantity) const;
  /// ←π_𝒬 of a/Σa, a table r_i per variable (uniform without factors): r_i ∝ Π_a t_{ai}.
  /// @pre    a is without the factors: else consensus is the joint distribution, which does not factorise
  /// @throws UndefinedStep  when no state of a variable is left
  [[nodiscard]] std::vector<S> consensus(const FactoredTable<S>& a) const;
  /// →π_𝒫 of Π_i r_i on the diagonal.
  [[nodiscard]] FactoredTable<S> copies(std::span<const S> r) const;

  /// Step n from step n−1, as displayed.
  ///
  /// @pre    τ is without the factors, and so is at least one of q and σ: true of `start()` and of what follows from it
  /// @throws UndefinedStep  naming the quantity, the edge and the state
  /// @exact  Rational, PrimeField.  Ball: encloses.  double: e^σ and e^τ grow where messages become small
  [[nodiscard]] FactoredIterate<S> step(const FactoredState<S>& before) const;

  /// The table over one copy per edge, in the order of the edges.
  /// @throws ModelError  when it has 2^63 entries or more
  /// @cost   entries · edges
  [[nodiscard]] Table<S> expanded(const FactoredTable<S>& a) const;
  /// Π_i r_i on the diagonal of that space.
  [[nodiscard]] Table<S> expanded_diagonal(std::span<const S> r) const;

  /// m_{i→a} ∝ 1/e^τ and m_{a→i} ∝ q·e^τ of a state.
  /// @pre  q and τ are without the factors
  [[nodiscard]] Messages<S> messages(const FactoredState<S>& state) const;

  /// Each edge's table divided by its sum: equal for factored tables that are equal modulo constants.
  [[nodiscard]] FactoredTable<S> normalised_edges(FactoredTable<S> a, const char* quantity) const;

 private:
  void add_marginals(FactorId factor, const FactoredTable<S>& a, std::vector<StateId>& state,
                     FactoredTable<S>& sums) const;

  const FactorGraph* graph_;
  MessageLayout layout_;
  std::vector<S> tables_;  // g_a, by position in values()
};

/// The iterates of step n as Proposition 3.1 says they follow from messages, modulo constants per edge: k ∝ m_{a→i}^{(n)}
/// m_{i→a}^{(n−1)}, e^σ ∝ Π f_a / Π m_{a→i}^{(n)}, q ∝ m_{a→i}^{(n)} m_{i→a}^{(n)}, e^τ ∝ 1/m_{i→a}^{(n)}, and
/// r_i ∝ Π_a m_{a→i}^{(n)}.
///
/// @param  before  messages of iteration n−1, of which m_{i→a} is read
/// @param  after   messages of iteration n
/// @return k, q and r normalised; σ and τ by their edges' tables, `normalised_edges`
/// @throws UndefinedStep  where a message is zero
template <RecognisesZero S>
[[nodiscard]] FactoredIterate<S> iterate_of_messages(const FactoredHybrid<S>& hybrid, const Messages<S>& before,
                                                     const Messages<S>& after);

}  // namespace klprop

#include <klprop/factor_graph/detail/hybrid_messages.hpp>
