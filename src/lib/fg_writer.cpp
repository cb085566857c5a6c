#include "entry_text.hpp"
#include "fg_labels.hpp"
#include "fg_order.hpp"

#include <klprop/formats/factor_graph.hpp>

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace klprop::formats {
namespace {

/// The labels that the variables' names stand for, if these come in the order of the variables; else their numbers.
std::vector<std::uint64_t> labels_of(const VariableTable& variables) {
  std::vector<std::uint64_t> named, numbers;
  for (VariableId v = 0; v < variables.size(); ++v) {
    numbers.push_back(v);
    const auto label = label_of_name(variables.variable_name(v));
    if (label && (named.empty() || named.back() < *label)) named.push_back(*label);
  }
  return named.size() == numbers.size() ? named : numbers;
}

class FgWriter {
 public:
  explicit FgWriter(const FactorGraph& graph) : graph_(graph), labels_(labels_of(graph.variables())) {}

  std::string write() {
    std::vector<VariableId> alone;
    for (VariableId v = 0; v < graph_.variable_count(); ++v)
      if (graph_.edges(v).empty()) alone.push_back(v);
    text_ = std::to_string(graph_.factor_count() + alone.size()) + "\n";
    for (FactorId factor = 0; factor < graph_.factor_count(); ++factor) {
      write_scope(graph_.scope(factor));
      write_entries(factor);
    }
    for (const VariableId v : alone) {
      write_scope(std::span(&v, 1));
      write_ones(graph_.variables().arity(v));
    }
    return std::move(text_);
  }

 private:
  void write_scope(std::span<const VariableId> scope) {
    text_ += "\n" + std::to_string(scope.size()) + "\n";
    for (std::size_t k = 0; k < scope.size(); ++k)
      text_.append(k == 0 ? "" : " ").append(std::to_string(labels_[scope[k]]));
    text_ += '\n';
    for (std::size_t k = 0; k < scope.size(); ++k)
      text_.append(k == 0 ? "" : " ").append(std::to_string(graph_.variables().arity(scope[k])));
    text_ += '\n';
  }

  /// Those that are not zero, the first variable running fastest.
  void write_entries(FactorId factor) {
    const ProductSpace space = graph_.space(factor);
    const auto values = graph_.values(factor);
    std::string entries;
    std::size_t count = 0;
    for (std::uint64_t index = 0; index < space.size(); ++index) {
      const std::uint64_t outcome = outcome_of_first_fastest(space, index);
      if (values[outcome].is_zero()) continue;
      ++count;
      entries += std::to_string(index) + " " + entry_text(graph_, factor, outcome, ".fg") + "\n";
    }
    text_ += std::to_string(count) + "\n" + entries;
  }

  void write_ones(StateId arity) {
    text_ += std::to_string(arity) + "\n";
    for (StateId state = 0; state < arity; ++state) text_ += std::to_string(state) + " 1\n";
  }

  const FactorGraph& graph_;
  std::vector<std::uint64_t> labels_;
  std::string text_;
};

}  // namespace

std::string write_fg(const FactorGraph& graph) {
  return FgWriter(graph).write();
}

}  // namespace klprop::formats
