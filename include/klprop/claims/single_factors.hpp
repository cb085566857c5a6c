#pragma once

/// The factors of a computation graph one by one, each by itself: what Lemma 3.2 is about.

#include <klprop/claims/computation_graph_instance.hpp>
#include <klprop/random/graph_node.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace klprop::claims {

/// y = ψ(x_1, …, x_r) at the forward values of an instance.
template <Field S>
struct SingleFactor {
  GraphNodeId node;  ///< y in the graph of the instance
  GraphNodeId y;     ///< y in `alone`, where x_j is node j − 1
  const ComputationGraph& alone;
  std::vector<S> values;  ///< x_1*, …, x_r*, y*

  [[nodiscard]] std::string text(const ComputationGraph& graph, std::size_t slot) const {
    return node_text(graph, node) + ", argument " + std::to_string(slot + 1);
  }
};

/// Calls visit(SingleFactor) for every node that is neither input nor constant, as long as the work lasts: each argument
/// of a factor may ask for a message over all of them. What is passed over is listed.
///
/// @pre  the instance has values
template <Field S, class Visit>
void for_each_factor(const ComputationGraphInstance<S>& instance, Report<S>& report, Visit&& visit) {
  constexpr std::uint64_t most_steps = 10'000'000;
  const ComputationGraph& graph = instance.graph;
  std::uint64_t steps = 0, passed_over = 0;
  for (GraphNodeId node = 0; node < graph.node_count(); ++node) {
    const auto arguments = graph.arguments(node);
    if (arguments.empty()) continue;
    const std::uint64_t more = std::uint64_t{arguments.size()} * arguments.size();
    if (more > most_steps - steps) {
      ++passed_over;
      continue;
    }
    steps += more;
    const ComputationGraph alone = one_factor(node_apart(graph, node), arguments.size());
    std::vector<S> values;
    for (const GraphNodeId argument : arguments) values.push_back(instance.values[argument]);
    values.push_back(instance.values[node]);
    visit(SingleFactor<S>{node, static_cast<GraphNodeId>(arguments.size()), alone, std::move(values)});
  }
  if (passed_over > 0)
    report.leave_out(std::to_string(passed_over) + " factors: " + std::to_string(most_steps) +
                     " pairs of arguments of one factor are looked at");
}

}  // namespace klprop::claims
