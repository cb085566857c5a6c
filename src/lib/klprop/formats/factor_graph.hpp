#pragma once

/// Factor graphs in files: the `.uai` text of the UAI competitions, libDAI's `.fg` text and our JSON
/// `klprop.factor-graph/1`. (docs/formats.md)

#include <klprop/factor_graph/factor_graph.hpp>
#include <klprop/formats/error.hpp>

#include <string>
#include <string_view>

namespace klprop::formats {

/// A factor graph and the format it was written in. Factors are numbered as in the file, from 0.
struct FactorGraphModel {
  FactorGraph graph;
  std::string format;  ///< "uai", "fg" or "klprop.factor-graph/1"
};

/// Reads a factor graph in any of the formats, which is recognised by its content.
///
/// @param text  the file's content
/// @param name  the file's name, for messages
/// @throws FormatError  when the text is in none of the formats or malformed
[[nodiscard]] FactorGraphModel parse_factor_graph(std::string_view text, const std::string& name);

/// Reads `.uai` text. Tables of a Bayesian network are kept as they are: that they are conditional distributions is
/// not asked.
/// @throws FormatError  when it is malformed
[[nodiscard]] FactorGraph parse_uai(std::string_view text, const std::string& name);

/// Reads libDAI's `.fg` text. Variables are numbered by increasing label; when the labels are not 0, 1, …, a variable's
/// name is its label behind a `#`. Entries that are not written are zero; with these, all tables together may have
/// 2^20 entries and 4 per byte of the file.
/// @throws FormatError  when it is malformed
[[nodiscard]] FactorGraph parse_fg(std::string_view text, const std::string& name);

/// Reads JSON `klprop.factor-graph/1`.
/// @throws FormatError  when it is malformed
[[nodiscard]] FactorGraph parse_factor_graph_json(std::string_view text, const std::string& name);

/// The graph as `.uai` text of a Markov network, factors and scopes in their order. Names of variables and states are
/// lost.
///
/// @throws ModelError  naming an entry that has no finite decimal expansion
[[nodiscard]] std::string write_uai(const FactorGraph& graph);

/// The graph as libDAI's `.fg` text, factors and scopes in their order. Labels are the variables' numbers, or those
/// of their names when all are named like labels, in increasing order; other names are lost.
///
/// The format has no variables outside of factors: each of these gets a factor of ones, after all others. No marginal
/// and no partition value changes by that.
///
/// @throws ModelError  naming an entry that has no finite decimal expansion
[[nodiscard]] std::string write_fg(const FactorGraph& graph);

/// The graph as JSON `klprop.factor-graph/1`, exactly, with all names.
[[nodiscard]] std::string write_factor_graph_json(const FactorGraph& graph);

}  // namespace klprop::formats
