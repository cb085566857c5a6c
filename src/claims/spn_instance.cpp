#include <klprop/claims/spn_instance.hpp>

#include <klprop/random/evidence.hpp>
#include <klprop/random/spn.hpp>
#include <klprop/spn/unfolding.hpp>

#include <algorithm>
#include <utility>

namespace klprop::claims {

namespace {

[[nodiscard]] SpnOptions restricted(SpnOptions options, const SpnDomain& domain) {
  options.drop_completeness = !domain.complete;
  options.drop_decomposability = !domain.decomposable;
  options.zeros = !domain.positive_parameters;
  options.missing_states = !domain.all_states;
  options.normalised = domain.normalised;
  options.constants = options.constants && domain.constants;
  return options;
}

/// A shape that can show what the domain asks for; without the largest ones where numbers are to be long.
[[nodiscard]] SpnShape draw_shape_within(Random& random, const SpnDomain& domain, bool long_numbers) {
  ShapeWeights weights = default_shape_weights;
  const auto rule_out = [&](SpnShape shape) { weights[static_cast<std::size_t>(shape)] = 0; };
  // A single leaf becomes incomplete only beside a constant.
  const bool single = domain.complete || domain.constants;
  if (domain.tiny) return random.chance(1, 8) && single ? SpnShape::single : SpnShape::tiny;
  if (domain.tree) return random.chance(1, 8) ? SpnShape::tiny : SpnShape::tree;
  if (!domain.complete || !domain.decomposable || !domain.all_states || !domain.positive_parameters ||
      domain.min_states > 1)
    rule_out(SpnShape::single);
  if (long_numbers) {
    rule_out(SpnShape::deep);
    rule_out(SpnShape::wide);
  }
  return draw_shape(random, weights);
}

[[nodiscard]] bool has_arities(const VariableTable& variables, const SpnDomain& domain) {
  for (VariableId v = 0; v < variables.size(); ++v)
    if (variables.arity(v) < domain.min_states) return false;
  return true;
}

/// A builder over other arities that holds a copy of the circuit; `renamed` gives each indicator's new state.
template <class Renamed>
[[nodiscard]] CircuitBuilder copy_over(const Circuit& circuit, std::vector<StateId> arities, Renamed&& renamed) {
  CircuitBuilder builder(circuit, VariableTable(std::move(arities)));
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    if (circuit.kind(node) == NodeKind::indicator) {
      const auto [variable, state] = circuit.variables().owner(circuit.indicator(node));
      builder.indicator(variable, renamed(state));
    } else {
      klprop::detail::copy_node(builder, circuit, node, circuit.children(node));
    }
  }
  return builder;
}

[[nodiscard]] std::vector<StateId> arities(const VariableTable& variables) {
  std::vector<StateId> result;
  for (VariableId v = 0; v < variables.size(); ++v) result.push_back(variables.arity(v));
  return result;
}

/// The same circuit over one variable more, which it does not mention.
[[nodiscard]] Circuit with_absent_variable(const Circuit& circuit, StateId states) {
  std::vector<StateId> more = arities(circuit.variables());
  more.push_back(states);
  return copy_over(circuit, std::move(more), [](StateId state) { return state; }).build(circuit.root());
}

/// The circuit with all states of each variable made one, so that leaves of equal scope are equal.
[[nodiscard]] Circuit with_states_merged(const Circuit& circuit) {
  std::vector<StateId> ones(circuit.variables().size(), 1);
  return copy_over(circuit, std::move(ones), [](StateId) { return StateId{0}; }).build(circuit.root());
}

/// The circuit with some weights one and some shared, as circuits in use have them: each weight stays, becomes one, or
/// becomes one of the first three parameters; a third of the sums lose their weights altogether.
[[nodiscard]] Circuit with_shared_weights(const Circuit& circuit, Random& random) {
  const auto count = static_cast<ParameterId>(circuit.parameters().size());
  if (count == 1) return circuit;
  CircuitBuilder builder(circuit);
  std::vector<ParameterId> weights;
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    if (circuit.kind(node) != NodeKind::sum) {
      klprop::detail::copy_node(builder, circuit, node, circuit.children(node));
    } else if (random.chance(1, 3)) {
      builder.sum(circuit.children(node));
    } else {
      weights.assign(circuit.weights(node).begin(), circuit.weights(node).end());
      for (ParameterId& weight : weights) {
        const std::uint64_t choice = random.below(4);
        if (choice == 0) weight = CircuitBuilder::unit;
        if (choice == 1) weight = random.between(ParameterId{1}, std::min<ParameterId>(3, count - 1));
      }
      builder.sum(circuit.children(node), weights);
    }
  }
  return std::move(builder).build(circuit.root());
}

/// Whether weights may be replaced without leaving the domain.
[[nodiscard]] bool shares_weights(Random& random, const SpnDomain& domain) {
  return !domain.normalised && domain.positive_parameters && random.chance(1, 3);
}

/// The circuit with every sum that has an operator among its children replaced by the first of these.
[[nodiscard]] Circuit with_leaf_mixtures(const Circuit& circuit) {
  CircuitBuilder builder(circuit);
  std::vector<NodeId> image, children;
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    children.clear();
    for (const NodeId child : circuit.children(node)) {
      if (circuit.kind(node) == NodeKind::sum && !circuit.is_leaf(child)) {
        image.push_back(image[child]);
        break;
      }
      children.push_back(image[child]);
    }
    if (image.size() == node) image.push_back(klprop::detail::copy_node(builder, circuit, node, children));
  }
  return std::move(builder).build(image.back());
}

/// The product of the circuit with itself: complete if it was, and every node is met twice.
[[nodiscard]] Circuit squared(const Circuit& circuit) {
  CircuitBuilder builder(circuit);
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    klprop::detail::copy_node(builder, circuit, node, circuit.children(node));
  const NodeId both[] = {circuit.root(), circuit.root()};
  const NodeId square = builder.product(both);
  return std::move(builder).build(square);
}

}  // namespace

Circuit as_tree(const Circuit& circuit) {
  constexpr std::uint64_t most_nodes = 1'000'000;
  return unfold(circuit, most_nodes).tree;
}

RationalInstance draw_rational(Random& random, const SpnDomain& domain) {
  const std::uint64_t extreme = random.below(8);
  const SpnShape shape = draw_shape_within(random, domain, extreme < 2);
  SpnOptions options = restricted(enumerable_spn(random, shape), domain);
  if (extreme == 0 && !domain.normalised) options.weights = WeightMode::wide;
  Circuit circuit = random_spn(random, options);
  while (!has_arities(circuit.variables(), domain)) circuit = random_spn(random, options);
  if (!domain.covered) circuit = with_absent_variable(circuit, 2 + static_cast<StateId>(random.below(2)));
  if (domain.merged_states) circuit = with_states_merged(circuit);
  if (shares_weights(random, domain)) circuit = with_shared_weights(circuit, random);
  // An overlap of leaves alone would never make a parse visit a sum twice.
  if (!domain.decomposable && random.chance(1, 4)) circuit = squared(circuit);
  if (domain.leaf_mixtures) circuit = with_leaf_mixtures(circuit);
  if (domain.tree) circuit = as_tree(circuit);

  EvidenceMode mode = extreme == 1 ? EvidenceMode::wide : EvidenceMode::positive;
  if (!domain.positive_evidence) mode = EvidenceMode::hard;
  if (domain.unit_evidence) mode = EvidenceMode::unit;
  const Evidence evidence = random_evidence(random, circuit.variables(), mode);
  std::vector<Rational> lambda(evidence.lambda().begin(), evidence.lambda().end());
  return {std::move(circuit), std::move(lambda), name(shape)};
}

Valuation<PrimeField> random_residues(Random& random, const Circuit& circuit, const SpnDomain& domain) {
  Valuation<PrimeField> at;
  at.parameters.reserve(circuit.parameters().size());
  for (const Rational& value : circuit.parameters())
    at.parameters.push_back(value == 0 ? PrimeField(0) : nonzero_residue(random));
  at.parameters[CircuitBuilder::unit] = PrimeField(1);
  at.lambda.reserve(circuit.variables().indicator_count());
  for (IndicatorId k = 0; k < circuit.variables().indicator_count(); ++k)
    at.lambda.push_back(domain.unit_evidence ? PrimeField(1) : nonzero_residue(random));
  return at;
}

std::vector<Rational> as_rationals(const std::vector<PrimeField>& residues) {
  std::vector<Rational> values;
  values.reserve(residues.size());
  for (const PrimeField value : residues) values.emplace_back(value.residue());
  return values;
}

double degree(const Circuit& circuit) {
  std::vector<double> degree(circuit.node_count(), 1);
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    if (circuit.is_leaf(node)) continue;
    const bool is_product = circuit.kind(node) == NodeKind::product;
    double total = 0;
    for (const NodeId child : circuit.children(node))
      total = is_product ? total + degree[child] : std::max(total, degree[child] + 1);
    degree[node] = total;
  }
  return degree.back();
}

Structure draw_structure(Random& random, const SpnDomain& domain, bool large) {
  // Sizes double with probability 9/16: 200 edges on average.
  const auto edges = large ? 300'000 : static_cast<std::size_t>(heavy_tailed(random, 1, 100'000, 9, 16));
  const SpnShape shape = domain.tree ? SpnShape::tree : large ? SpnShape::dag : draw_shape(random);
  Circuit circuit = random_spn(random, restricted(large_spn(shape, edges), domain));
  if (!domain.covered) circuit = with_absent_variable(circuit, 2);
  if (shares_weights(random, domain)) circuit = with_shared_weights(circuit, random);
  if (domain.tree) circuit = as_tree(circuit);
  return {std::move(circuit), name(shape)};
}

SmallPoint draw_small_point(Random& random, const Circuit& circuit, const SpnDomain& domain) {
  SmallPoint point{{Rational(1)}, {}};
  while (point.parameters.size() < circuit.parameters().size()) point.parameters.emplace_back(random.between(1, 3));
  while (point.lambda.size() < circuit.variables().indicator_count())
    point.lambda.emplace_back(domain.unit_evidence ? 1 : random.between(1, 3));
  return point;
}

}  // namespace klprop::claims
