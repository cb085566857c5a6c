#pragma once

/// From a draft to a circuit: weights and constants are drawn, and hypotheses that are to be violated are violated.

#include <klprop/random/detail/domain.hpp>
#include <klprop/random/detail/draft.hpp>
#include <klprop/random/random.hpp>
#include <klprop/random/spn_options.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace klprop::detail {

/// An edge from an operator to a leaf of its own that makes the operator incomplete or non-decomposable. The leaf's scope
/// lies within the operator's, so no other operator is affected.
struct Violation {
  NodeId operation;
  bool constant;
  VariableId variable;
  StateId state;
};

/// The parameters of one circuit, in the order in which its edges ask for them.
class ParameterSource {
 public:
  /// @param wide_edges  sum edges that may carry an extreme weight
  /// @param parameters  all parameters that will be asked for
  ParameterSource(Random& random, const SpnOptions& options, std::size_t wide_edges, std::size_t parameters)
      : random_(random), mode_(options.weights), zeros_(options.zeros) {
    if (mode_ == WeightMode::wide && wide_edges > 0)
      for (int count = random.between(1, 4); count-- > 0;) extreme_.push_back(random.below(wide_edges));
    if (zeros_ && parameters > 0) zero_ = random.below(parameters);
  }

  /// @param may_be_wide  false below nodes of empty scope: their value may be raised to a high power further up
  Rational weight(bool may_be_wide) {
    const bool zero = draw_zero();
    const bool extreme = may_be_wide && draw_extreme();
    if (zero) return Rational(0);
    if (extreme) return wide_rational(random_);
    if (mode_ == WeightMode::unit) return Rational(1);
    return ordinary();
  }
  Rational constant() { return draw_zero() ? Rational(0) : ordinary(); }

 private:
  Rational ordinary() {
    return mode_ == WeightMode::integers ? fraction(random_.between(1U, 9U), 1) : small_rational(random_);
  }
  bool draw_zero() {
    if (!zeros_) return false;
    return asked_++ == zero_ || random_.chance(1, 8);
  }
  bool draw_extreme() {
    return !extreme_.empty() && std::find(extreme_.begin(), extreme_.end(), wide_asked_++) != extreme_.end();
  }

  Random& random_;
  WeightMode mode_;
  bool zeros_;
  std::vector<std::uint64_t> extreme_;
  std::uint64_t zero_ = 0, asked_ = 0, wide_asked_ = 0;
};

/// Copies the nodes that the root reaches into a circuit.
class SpnWeigher {
 public:
  SpnWeigher(Random& random, const SpnOptions& options, const SpnDomain& domain, SpnDraft& draft, NodeId root)
      : options_(options),
        draft_(draft),
        root_(root_that_can_violate(draft, root)),
        reached_(draft.reachable(root_)),
        violations_(draw_violations(random, domain)),
        builder_(domain.variables),
        parameters_(make_source(random)) {}

  Circuit circuit() && {
    // The leaves of violations come first: any operator may then point to them.
    const auto leaves = static_cast<NodeId>(violations_.size());
    for (const Violation& violation : violations_)
      violation.constant ? add_constant() : builder_.indicator(violation.variable, violation.state);
    std::vector<NodeId> renamed(draft_.node_count());
    for (NodeId node = 0; node <= root_; ++node) {
      if (!reached_[node]) continue;
      children_.clear();
      for (const NodeId child : draft_.children(node)) children_.push_back(renamed[child]);
      for (NodeId leaf = 0; leaf < leaves; ++leaf)
        if (violations_[leaf].operation == node) children_.push_back(leaf);
      renamed[node] = add(node);
    }
    return std::move(builder_).build(renamed[root_]);
  }

 private:
  NodeId add_constant() { return builder_.constant(builder_.parameter(parameters_.constant())); }

  NodeId add(NodeId node) {
    switch (draft_.kind(node)) {
      case NodeKind::indicator:
        return builder_.indicator(draft_.variable(node), draft_.state(node));
      case NodeKind::constant:
        return add_constant();
      case NodeKind::product:
        return builder_.product(children_);
      case NodeKind::sum:
        break;
    }
    if (!has_weights()) return builder_.sum(children_);
    weights_.clear();
    const bool may_be_wide = draft_.scope(node) != 0;
    if (options_.normalised)
      add_normalised(may_be_wide);
    else
      for (std::size_t edge = 0; edge < children_.size(); ++edge)
        weights_.push_back(builder_.parameter(parameters_.weight(may_be_wide)));
    return builder_.sum(children_, weights_);
  }

  void add_normalised(bool may_be_wide) {
    std::vector<Rational> drawn;
    Rational total(0);
    for (std::size_t edge = 0; edge < children_.size(); ++edge)
      total += drawn.emplace_back(parameters_.weight(may_be_wide));
    if (total == 0) total = drawn.back() = Rational(1);
    for (Rational& weight : drawn) weights_.push_back(builder_.parameter(weight /= total));
  }

  /// Sums without weights are what `unit` is about, but zeros and normalisation need a place to stand.
  [[nodiscard]] bool has_weights() const {
    return options_.weights != WeightMode::unit || options_.zeros || options_.normalised;
  }

  ParameterSource make_source(Random& random) {
    std::size_t wide_edges = 0, parameters = 0;
    for (NodeId node = 0; node <= root_; ++node) {
      if (!reached_[node]) continue;
      if (draft_.kind(node) == NodeKind::constant) ++parameters;
      if (draft_.kind(node) != NodeKind::sum || !has_weights()) continue;
      parameters += draft_.children(node).size();
      if (draft_.scope(node) != 0) wide_edges += draft_.children(node).size();
    }
    return ParameterSource(random, options_, wide_edges, parameters);
  }

  std::vector<Violation> draw_violations(Random& random, const SpnDomain& domain) {
    std::vector<Violation> drawn;
    const auto draw = [&](NodeKind kind) {
      std::vector<NodeId> candidates;
      for (NodeId node = 0; node <= root_; ++node)
        if (reached_[node] && draft_.kind(node) == kind && can_violate(node)) candidates.push_back(node);
      for (int count = random.between(1, 2); count-- > 0;)
        drawn.push_back(draw_violation(random, domain, random.pick(candidates)));
    };
    if (options_.drop_completeness) draw(NodeKind::sum);
    if (options_.drop_decomposability) draw(NodeKind::product);
    return drawn;
  }

  /// The root itself, or operators on top of it if the network has none where a hypothesis could be violated.
  NodeId root_that_can_violate(SpnDraft& draft, NodeId root) const {
    const auto require = [&](bool wanted, NodeKind kind) {
      if (!wanted) return;
      const std::vector<bool> reached = draft.reachable(root);
      for (NodeId node = 0; node <= root; ++node)
        if (reached[node] && draft.kind(node) == kind && can_violate(node)) return;
      const NodeId child[] = {root};
      root = draft.operation(kind, child);
    };
    require(options_.drop_completeness, NodeKind::sum);
    require(options_.drop_decomposability, NodeKind::product);
    return root;
  }

  [[nodiscard]] bool can_violate(NodeId node) const {
    const VariableSet scope = draft_.scope(node);
    if (draft_.kind(node) == NodeKind::product) return scope != 0;
    return options_.constants ? scope != 0 : (scope & (scope - 1)) != 0;
  }

  Violation draw_violation(Random& random, const SpnDomain& domain, NodeId operation) const {
    const VariableSet scope = draft_.scope(operation);
    const bool one_variable = (scope & (scope - 1)) == 0;
    const bool sum = draft_.kind(operation) == NodeKind::sum;
    if (sum && (one_variable || (options_.constants && random.chance(1, 3)))) return {operation, true, 0, 0};
    VariableSet rest = scope;
    const auto members = static_cast<std::uint64_t>(std::popcount(scope));
    for (std::uint64_t skip = random.below(members); skip-- > 0;) rest &= rest - 1;
    const auto variable = static_cast<VariableId>(std::countr_zero(rest));
    return {operation, false, variable, random.pick(domain.present[variable])};
  }

  const SpnOptions& options_;
  const SpnDraft& draft_;
  NodeId root_;
  std::vector<bool> reached_;
  std::vector<Violation> violations_;
  CircuitBuilder builder_;
  ParameterSource parameters_;
  std::vector<NodeId> children_;
  std::vector<ParameterId> weights_;
};

}  // namespace klprop::detail
