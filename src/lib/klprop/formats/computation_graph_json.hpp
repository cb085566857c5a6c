#pragma once

/// Computation graphs in JSON `klprop.computation-graph/1`. (docs/formats.md)

#include <klprop/computation_graph/computation_graph.hpp>
#include <klprop/formats/error.hpp>

#include <string>
#include <string_view>

namespace klprop::formats {

/// Reads a computation graph. Inputs keep their order. Nodes keep their numbers when each stands after its arguments;
/// else inputs come first, and then the others, arguments before users.
///
/// @param  text  the file's content
/// @param  name  the file's name, for messages
/// @throws FormatError  when it is malformed, when its nodes form a cycle, and when numbers would take too much memory
[[nodiscard]] ComputationGraph parse_computation_graph_json(std::string_view text, const std::string& name);

/// The graph as JSON, exactly; each node's id is its number.
[[nodiscard]] std::string write_computation_graph_json(const ComputationGraph& graph);

}  // namespace klprop::formats
