#include "decimal.hpp"

#include <klprop/formats/spn.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <unordered_map>
#include <vector>

namespace klprop::formats {
namespace {

/// Writes node after node; remembers in which line each stands.
class AcWriter {
 public:
  explicit AcWriter(const Circuit& circuit) : circuit_(circuit), line_of_(circuit.node_count()) {}

  std::string write() {
    write_arities();
    for (NodeId node = 0; node < circuit_.node_count(); ++node) {
      write_node(node);
      line_of_[node] = next_++;
    }
    return text_ + "EOF\n";
  }

 private:
  void write_arities();
  void write_node(NodeId node);
  void write_sum(NodeId node);
  void write_number(ParameterId parameter, NodeId node, const char* what);
  std::uint64_t constant_line(ParameterId parameter, NodeId node);
  void write_operator(char sign, const std::vector<std::uint64_t>& children);

  const Circuit& circuit_;
  std::string text_;
  std::vector<std::uint64_t> line_of_;                             // of each node of the circuit
  std::unordered_map<ParameterId, std::uint64_t> constant_lines_;  // of weights
  std::uint64_t next_ = 0;
  std::vector<std::uint64_t> children_;
};

void AcWriter::write_arities() {
  const VariableTable& variables = circuit_.variables();
  text_ += '(';
  for (VariableId v = 0; v < variables.size(); ++v)
    text_.append(v == 0 ? "" : " ").append(std::to_string(variables.arity(v)));
  text_ += ")\n";
}

void AcWriter::write_node(NodeId node) {
  switch (circuit_.kind(node)) {
    case NodeKind::indicator: {
      const auto [variable, state] = circuit_.variables().owner(circuit_.indicator(node));
      text_ += "v " + std::to_string(variable) + " " + std::to_string(state) + "\n";
      return;
    }
    case NodeKind::constant:
      write_number(circuit_.constant(node), node, "the constant");
      return;
    case NodeKind::product:
      children_.clear();
      for (const NodeId child : circuit_.children(node)) children_.push_back(line_of_[child]);
      write_operator('*', children_);
      return;
    case NodeKind::sum:
      write_sum(node);
      return;
  }
}

void AcWriter::write_sum(NodeId node) {
  const auto children = circuit_.children(node);
  const auto weights = circuit_.weights(node);
  std::vector<std::uint64_t> terms;
  terms.reserve(children.size());
  for (std::size_t i = 0; i < children.size(); ++i) {
    terms.push_back(line_of_[children[i]]);
    if (circuit_.parameters()[weights[i]] == 1) continue;
    children_ = {constant_line(weights[i], node), terms.back()};
    write_operator('*', children_);
    terms.back() = next_++;
  }
  write_operator('+', terms);
}

std::uint64_t AcWriter::constant_line(ParameterId parameter, NodeId node) {
  const auto known = constant_lines_.find(parameter);
  if (known != constant_lines_.end()) return known->second;
  write_number(parameter, node, "a weight");
  constant_lines_.emplace(parameter, next_);
  return next_++;
}

void AcWriter::write_number(ParameterId parameter, NodeId node, const char* what) {
  const Rational& value = circuit_.parameters()[parameter];
  try {
    text_.append("n ").append(decimal_text(value, ".ac")).append("\n");
  } catch (const ModelError& error) {
    throw ModelError(std::string(what) + " " + klprop::detail::printable(value.str()) + " of node " +
                     std::to_string(circuit_.source_position(node)) + " " + error.what());
  }
}

void AcWriter::write_operator(char sign, const std::vector<std::uint64_t>& children) {
  text_ += sign;
  for (const std::uint64_t child : children) text_.append(" ").append(std::to_string(child));
  text_ += '\n';
}

}  // namespace

std::string write_ac(const Circuit& circuit) {
  return AcWriter(circuit).write();
}

}  // namespace klprop::formats
