#include <klprop/formats/computation_graph_json.hpp>
#include <klprop/formats/json_writer.hpp>

namespace klprop::formats {
namespace {

using Layout = JsonWriter::Layout;

void write_parameter(JsonWriter& out, const ComputationGraph& graph, GraphNodeId node) {
  switch (graph.primitive(node)) {
    case Primitive::power:
    case Primitive::real_power:
      out.key("exponent");
      out.string(graph.exponent(node).str());
      break;
    case Primitive::leaky_relu:
      out.key("slope");
      out.string(graph.exponent(node).str());
      break;
    case Primitive::softmax:
      out.key("component");
      out.unsigned_integer(graph.component(node));
      break;
    default:
      break;
  }
}

void write_content(JsonWriter& out, const ComputationGraph& graph, GraphNodeId node) {
  const Primitive primitive = graph.primitive(node);
  out.key(name(primitive));
  if (primitive == Primitive::constant) {
    out.string(graph.constant(node).str());
  } else if (primitive == Primitive::input) {
    if (const auto& value = graph.input_value(graph.input_index(node)))
      out.string(value->str());
    else
      out.null();
  } else {
    out.begin_array();
    for (const GraphNodeId argument : graph.arguments(node)) out.unsigned_integer(argument);
    out.end_array();
  }
}

}  // namespace

std::string write_computation_graph_json(const ComputationGraph& graph) {
  JsonWriter out(1);
  out.begin_object();
  out.key("schema");
  out.string("klprop.computation-graph/1");
  out.key("nodes");
  out.begin_array();
  for (GraphNodeId node = 0; node < graph.node_count(); ++node) {
    out.begin_object(Layout::line);
    out.key("id");
    out.unsigned_integer(node);
    if (!graph.name(node).empty()) {
      out.key("name");
      out.string(graph.name(node));
    }
    write_content(out, graph, node);
    write_parameter(out, graph, node);
    out.end_object();
  }
  out.end_array();
  out.key("outputs");
  out.begin_array();
  for (const GraphOutput& output : graph.outputs()) {
    out.begin_object(Layout::line);
    out.key("name");
    out.string(output.name);
    out.key("node");
    out.unsigned_integer(output.node);
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return out.take();
}

}  // namespace klprop::formats
