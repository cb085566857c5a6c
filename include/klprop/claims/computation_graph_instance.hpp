#pragma once

/// Instances of computation graphs on which claims of Sections 3.2 and 3.3 are decided. Compiled into klprop::claims.

#include <klprop/claims/claim.hpp>
#include <klprop/claims/output_factor.hpp>
#include <klprop/claims/report.hpp>
#include <klprop/computation_graph/evaluation.hpp>
#include <klprop/random/computation_graph.hpp>
#include <klprop/random/random.hpp>
#include <klprop/scalar/decisions.hpp>
#include <klprop/scalar/prime_field.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace klprop::claims {

/// Which φ a stream draws.
enum class OutputFactors : std::uint8_t {
  positive,     ///< a square, a Cauchy density, an exponential, a bell
  exponential,  ///< e^{αz}
  power,        ///< z^k
  negative,     ///< negative everywhere
  flat,         ///< φ'(z*) = 0
};

/// Which instances a stream draws. The defaults are the hypotheses of Theorem 3.3 that a program can break.
struct ComputationGraphDomain {
  PrimitiveSet primitives = PrimitiveSet::rational;
  OutputFactors factors = OutputFactors::positive;
  bool differentiable = true;   ///< else some primitive is applied at its kink
  bool tree = false;            ///< no node is used twice
  bool parallel_edges = false;  ///< some factor holds a variable in several slots
  bool inputs_only = false;     ///< of the variables, only inputs are looked at
  bool softened = false;        ///< each δ replaced by a positive function
  bool convergent = true;       ///< the softened message's integral exists
  unsigned max_depth = 1000;    ///< of chains; 0: no chains
};

template <class Member>
[[nodiscard]] constexpr ComputationGraphDomain changed(Member ComputationGraphDomain::*member, Member to,
                                                       ComputationGraphDomain domain = {}) {
  domain.*member = to;
  return domain;
}

/// With primitives that are not rational, for balls and floating-point numbers: chains are shorter, since each operation
/// rounds.
[[nodiscard]] constexpr ComputationGraphDomain with_all_primitives(ComputationGraphDomain domain = {}) {
  domain.primitives = PrimitiveSet::all;
  domain.max_depth = domain.max_depth < 40 ? domain.max_depth : 40;
  return domain;
}

/// Why claims about `domain` do not speak about this graph with the output z at its inputs' values; else empty.
[[nodiscard]] std::string outside(const ComputationGraphDomain& domain, const ComputationGraph& graph, GraphNodeId z);

/// One instance in scalar S, as a check sees it.
template <Field S>
struct ComputationGraphInstance {
  const ComputationGraph& graph;
  GraphNodeId z;
  std::vector<S> inputs, values;  ///< values: one per node, or none where some node is not defined
  const OutputFactor& factor;
  const ComputationGraphDomain& domain;
  Random random;
  Budget budget;
  std::string undefined;  ///< why there are no values

  /// Whether there is an instance to check; reported where there is none.
  [[nodiscard]] bool has_values(Report<S>& report) const {
    if (values.empty()) {
      report.undefined(undefined);
      return false;
    }
    // A power of zero is zero, or none at all, and has no logarithm.
    const bool positive_mass = factor.kind != OutputFactor::Kind::power || Decisions<S>::is_nonzero(values[z]);
    if (!positive_mass) report.undefined("phi(z*) = 0");
    return positive_mass;
  }
};

/// A graph whose inputs have values, and φ.
struct GraphAtRationals {
  ComputationGraph graph;
  GraphNodeId z;
  OutputFactor factor;
  const char* shape;
};
/// A graph's structure with residues for the inputs.
struct GraphAtResidues {
  ComputationGraph graph;
  GraphNodeId z;
  OutputFactor factor;
  std::vector<PrimeField> inputs;
  const char* shape;
};

[[nodiscard]] GraphAtRationals draw_graph(Random& random, const ComputationGraphDomain& domain);
/// The same graph at random residues.
[[nodiscard]] GraphAtResidues at_random_residues(GraphAtRationals drawn, Random& random);
[[nodiscard]] GraphAtResidues draw_graph_at_residues(Random& random, const ComputationGraphDomain& domain);
/// The graph with the residues as its inputs' values.
[[nodiscard]] GraphAtRationals with_residues(const GraphAtResidues& drawn);

/// φ for a graph that is given; φ'(z*) is not zero unless the domain says so.
///
/// @param  forward  z*, if it is known exactly
[[nodiscard]] OutputFactor draw_factor(Random& random, const ComputationGraphDomain& domain,
                                       const Rational* forward = nullptr);

/// Graphs over + − × ÷ as numbered cases, by size; of `max_nodes` nodes two are leaves.
[[nodiscard]] std::uint64_t listed_graph_count(const ComputationGraphDomain& domain, unsigned max_nodes);
/// The graph with that number, at random small numbers.
[[nodiscard]] GraphAtRationals listed_graph(const ComputationGraphDomain& domain, std::uint64_t index, Random& random);

/// The instances of the ordered search for a minimal counterexample: small graphs at small numbers.
class SmallGraphs {
 public:
  explicit SmallGraphs(const ComputationGraphDomain& domain) : domain_(domain) {}
  /// The next one that the claims speak about; none after the last.
  [[nodiscard]] std::optional<GraphAtRationals> next();

 private:
  [[nodiscard]] std::optional<GraphAtRationals> candidate();

  ComputationGraphDomain domain_;
  std::uint64_t graph_ = 0;
  unsigned numbers_ = 0;
};

/// "n3 = product(n0, n0)"
[[nodiscard]] std::string node_text(const ComputationGraph& graph, GraphNodeId node);

}  // namespace klprop::claims
