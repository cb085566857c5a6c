#include "entry_text.hpp"

#include <klprop/formats/factor_graph.hpp>

namespace klprop::formats {

std::string write_uai(const FactorGraph& graph) {
  const VariableTable& variables = graph.variables();
  std::string text = "MARKOV\n" + std::to_string(variables.size()) + "\n";
  for (VariableId v = 0; v < variables.size(); ++v)
    text.append(v == 0 ? "" : " ").append(std::to_string(variables.arity(v)));
  text += "\n" + std::to_string(graph.factor_count()) + "\n";
  for (FactorId factor = 0; factor < graph.factor_count(); ++factor) {
    text += std::to_string(graph.scope(factor).size());
    for (const VariableId v : graph.scope(factor)) text.append(" ").append(std::to_string(v));
    text += '\n';
  }
  for (FactorId factor = 0; factor < graph.factor_count(); ++factor) {
    text += "\n" + std::to_string(graph.table_size(factor)) + "\n";
    for (std::size_t i = 0; i < graph.table_size(factor); ++i)
      text.append(i == 0 ? "" : " ").append(entry_text(graph, factor, i, ".uai"));
    text += '\n';
  }
  return text;
}

}  // namespace klprop::formats
