#include "variables_json_writer.hpp"

#include <klprop/formats/json_writer.hpp>
#include <klprop/formats/spn.hpp>

namespace klprop::formats {
namespace {

using Layout = JsonWriter::Layout;

void write_children(JsonWriter& out, const Circuit& circuit, NodeId node) {
  const auto children = circuit.children(node);
  const auto weights = circuit.weights(node);
  out.begin_array();
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (weights[i] == CircuitBuilder::unit) {
      out.unsigned_integer(children[i]);
      continue;
    }
    out.begin_array();
    out.unsigned_integer(children[i]);
    out.string(circuit.parameters()[weights[i]].str());
    out.end_array();
  }
  out.end_array();
}

void write_node(JsonWriter& out, const Circuit& circuit, NodeId node) {
  out.begin_object(Layout::line);
  out.key("id");
  out.unsigned_integer(node);
  switch (circuit.kind(node)) {
    case NodeKind::indicator: {
      const auto [variable, state] = circuit.variables().owner(circuit.indicator(node));
      out.key("indicator");
      out.begin_array();
      out.unsigned_integer(variable);
      out.unsigned_integer(state);
      out.end_array();
      break;
    }
    case NodeKind::constant:
      out.key("constant");
      out.string(circuit.parameters()[circuit.constant(node)].str());
      break;
    case NodeKind::product:
      out.key("product");
      write_children(out, circuit, node);
      break;
    case NodeKind::sum:
      out.key("sum");
      write_children(out, circuit, node);
      break;
  }
  out.end_object();
}

}  // namespace

std::string write_spn_json(const Circuit& circuit) {
  JsonWriter out(1);
  out.begin_object();
  out.key("schema");
  out.string("klprop.spn/1");
  out.key("variables");
  write_variables(out, circuit.variables());
  out.key("nodes");
  out.begin_array();
  for (NodeId node = 0; node < circuit.node_count(); ++node) write_node(out, circuit, node);
  out.end_array();
  out.key("root");
  out.unsigned_integer(circuit.root());
  out.end_object();
  return out.take();
}

}  // namespace klprop::formats
