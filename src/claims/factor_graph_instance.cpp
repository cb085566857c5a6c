#include <klprop/claims/factor_graph_instance.hpp>

#include <klprop/random/exhaustive_factor_tree.hpp>
#include <klprop/random/factor_graph.hpp>

#include <algorithm>
#include <utility>

namespace klprop::claims {

namespace {

constexpr std::uint64_t too_many = ~std::uint64_t{0};

/// Joint states of all variables, or `too_many`.
[[nodiscard]] std::uint64_t joint_states(const FactorGraph& graph) {
  std::uint64_t states = 1;
  for (VariableId v = 0; v < graph.variable_count(); ++v)
    if (__builtin_mul_overflow(states, std::uint64_t{graph.variables().arity(v)}, &states)) return too_many;
  return states;
}
/// Joint states of one copy of its variable per edge, or `too_many`.
[[nodiscard]] std::uint64_t replica_states(const FactorGraph& graph) {
  std::uint64_t states = 1;
  for (ScopeEdge edge = 0; edge < graph.edge_count(); ++edge)
    if (__builtin_mul_overflow(states, std::uint64_t{graph.variables().arity(graph.edge_variable(edge))}, &states))
      return too_many;
  return states;
}
[[nodiscard]] std::string number_text(std::uint64_t states) {
  return states == too_many ? "more than 2^64" : std::to_string(states);
}

[[nodiscard]] FactorGraphShape draw_shape(Random& random, const FactorGraphDomain& domain) {
  constexpr FactorGraphShape all[] = {FactorGraphShape::single, FactorGraphShape::tree,  FactorGraphShape::tree,
                                      FactorGraphShape::forest, FactorGraphShape::cycle, FactorGraphShape::parallel,
                                      FactorGraphShape::dense,  FactorGraphShape::dense};
  for (;;) {
    const FactorGraphShape shape = random.pick(all);
    if (domain.acyclic && !is_acyclic(shape)) continue;
    if (domain.generic && shape == FactorGraphShape::forest) continue;
    if (domain.pairwise && shape == FactorGraphShape::parallel) continue;
    return shape;
  }
}

[[nodiscard]] FactorGraphOptions draw_options(Random& random, const FactorGraphDomain& domain) {
  FactorGraphOptions options;
  options.shape = draw_shape(random, domain);
  options.max_variables = domain.max_variables;
  options.min_states = domain.generic || !random.chance(1, 8) ? 2 : 1;
  options.max_states = domain.max_states;
  options.max_scope = domain.pairwise ? 2 : 3;
  options.zeros = !domain.positive;
  options.max_replica_states = domain.max_replica_states;
  return options;
}

/// The same graph with the first entry of each table everywhere in it.
[[nodiscard]] FactorGraph with_constant_tables(const FactorGraph& graph) {
  std::vector<Rational> values;
  for (FactorId a = 0; a < graph.factor_count(); ++a)
    values.insert(values.end(), graph.table_size(a), graph.values(a)[0]);
  return graph.with_values(std::move(values));
}

/// All trees that anybody asked for, by increasing size.
class TreeCatalogue {
 public:
  static constexpr unsigned most_nodes = 12;

  /// Listing them takes milliseconds.
  TreeCatalogue() {
    for (unsigned nodes = 0; nodes <= most_nodes; ++nodes) {
      for (FactorTree& tree : factor_trees(nodes)) trees_.push_back(std::move(tree));
      up_to_.push_back(trees_.size());
    }
  }
  [[nodiscard]] std::uint64_t count(unsigned nodes) const { return up_to_[std::min(nodes, most_nodes)]; }
  [[nodiscard]] const FactorTree& tree(std::uint64_t index) const { return trees_.at(index); }

 private:
  std::vector<FactorTree> trees_;
  std::vector<std::uint64_t> up_to_;
};

[[nodiscard]] const TreeCatalogue& tree_catalogue() {
  static const TreeCatalogue catalogue;
  return catalogue;
}

/// Distances of all nodes, variables first, from one of them; `unreached` elsewhere.
constexpr unsigned unreached = ~0U;
[[nodiscard]] std::vector<unsigned> distances(const FactorGraph& graph, std::uint32_t from) {
  const VariableId variables = graph.variable_count();
  std::vector<unsigned> distance(variables + graph.factor_count(), unreached);
  std::vector<std::uint32_t> queue = {from};
  distance[from] = 0;
  for (std::size_t head = 0; head < queue.size(); ++head) {
    const std::uint32_t node = queue[head];
    const auto reach = [&](std::uint32_t next) {
      if (distance[next] != unreached) return;
      distance[next] = distance[node] + 1;
      queue.push_back(next);
    };
    if (node < variables)
      for (const ScopeEdge edge : graph.edges(node)) reach(variables + graph.edge_factor(edge));
    else
      for (const VariableId v : graph.scope(node - variables)) reach(v);
  }
  return distance;
}

}  // namespace

std::string outside(const FactorGraphDomain& domain, const FactorGraph& graph) {
  const VariableId on_cycle = domain.acyclic ? variable_on_cycle(graph) : graph.variable_count();
  if (on_cycle < graph.variable_count())
    return "the graph has a cycle, next to variable " + std::to_string(on_cycle) + "; the claim is about trees";
  if (domain.positive && !graph.positive())
    return "factor " + std::to_string(graph.first_factor_with_zero()) +
           " has a zero; the claim supposes positive factors";
  constexpr std::uint64_t most_states = 1'000'000;
  if (domain.expansion == Expansion::messages) return {};
  if (const std::uint64_t states = joint_states(graph); states > most_states)
    return "it has " + number_text(states) + " joint states; at most " + std::to_string(most_states) +
           " are enumerated";
  if (domain.expansion == Expansion::joint_states) return {};
  if (const std::uint64_t states = replica_states(graph); states > most_states)
    return "its literal tables have " + number_text(states) +
           " entries, one per joint state of a copy of its variable per edge; at most " + std::to_string(most_states) +
           " are tried";
  return {};
}

std::string not_generic(const FactorGraph& graph) {
  for (VariableId v = 0; v < graph.variable_count(); ++v)
    if (graph.variables().arity(v) < 2) return "X" + std::to_string(v) + " has one state";
  for (FactorId a = 0; a < graph.factor_count(); ++a)
    if (graph.scope(a).empty()) return "f" + std::to_string(a) + " is a constant";
  return {};
}

RationalGraph draw_rational_graph(Random& random, const FactorGraphDomain& domain) {
  FactorGraphOptions options = draw_options(random, domain);
  options.wide = random.chance(1, 8);
  FactorGraph graph = random_factor_graph(random, options);
  if (domain.uniform) graph = with_constant_tables(graph);
  return {std::move(graph), name(options.shape)};
}

std::vector<PrimeField> random_residues(Random& random, const FactorGraph& graph) {
  std::vector<PrimeField> values;
  values.reserve(graph.value_count());
  for (const Rational& value : graph.values())
    values.push_back(value.is_zero() ? PrimeField{} : nonzero_residue(random));
  return values;
}

ResidueGraph draw_residue_graph(Random& random, const FactorGraphDomain& domain) {
  const FactorGraphOptions options = draw_options(random, domain);
  FactorGraph graph = random_factor_graph(random, options);
  std::vector<PrimeField> values = random_residues(random, graph);
  return {std::move(graph), std::move(values), name(options.shape)};
}

std::uint64_t listed_tree_count(unsigned max_nodes) {
  return tree_catalogue().count(max_nodes + 4);
}

FactorGraph listed_tree(std::uint64_t index, Random& random) {
  const FactorTree& tree = tree_catalogue().tree(index);
  FactorGraphBuilder builder{VariableTable(std::vector<StateId>(tree.variables, 2))};
  for (const std::vector<VariableId>& scope : tree.scopes) {
    std::vector<Rational> values(std::size_t{1} << scope.size());
    for (Rational& value : values) value = small_rational(random);
    builder.factor(scope, std::move(values));
  }
  return std::move(builder).build();
}

unsigned forest_diameter(const FactorGraph& graph) {
  unsigned diameter = 0;
  for (std::uint32_t node = 0; node < graph.variable_count() + graph.factor_count(); ++node)
    for (const unsigned distance : distances(graph, node))
      if (distance != unreached) diameter = std::max(diameter, distance);
  return diameter;
}

VariableId variable_on_cycle(const FactorGraph& graph) {
  // Leaves are taken away until none is left; what remains has a cycle in it.
  const VariableId variables = graph.variable_count();
  std::vector<std::size_t> degree;
  for (VariableId v = 0; v < variables; ++v) degree.push_back(graph.edges(v).size());
  for (FactorId a = 0; a < graph.factor_count(); ++a) degree.push_back(graph.scope(a).size());
  std::vector<std::uint32_t> leaves;
  for (std::uint32_t node = 0; node < degree.size(); ++node)
    if (degree[node] == 1) leaves.push_back(node);
  while (!leaves.empty()) {
    const std::uint32_t node = leaves.back();
    leaves.pop_back();
    if (degree[node] == 0) continue;
    degree[node] = 0;
    const auto cut = [&](std::uint32_t other) {
      if (degree[other] > 0 && --degree[other] == 1) leaves.push_back(other);
    };
    if (node < variables)
      for (const ScopeEdge edge : graph.edges(node)) cut(variables + graph.edge_factor(edge));
    else
      for (const VariableId v : graph.scope(node - variables)) cut(v);
  }
  const auto left = std::find_if(degree.begin(), degree.begin() + variables, [](std::size_t d) { return d > 0; });
  return static_cast<VariableId>(left - degree.begin());
}

std::string edge_text(const FactorGraph& graph, ScopeEdge edge) {
  return "f" + std::to_string(graph.edge_factor(edge)) + " and X" + std::to_string(graph.edge_variable(edge));
}

}  // namespace klprop::claims
