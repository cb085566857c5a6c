#include "certificate.hpp"

#include "exact_marginals.hpp"

#include <klprop/spn/marginals.hpp>
#include <klprop/spn/visits.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace klprop::cli {
namespace {

/// Lines of words with single spaces between them, and the checksum of all of them.
class Lines {
 public:
  explicit Lines(OutputFile& out) : out_(&out) {}

  Lines& begin(std::string_view keyword) { return put(keyword); }
  Lines& operator<<(const Rational& value) { return put(" ").put(value.str()); }
  Lines& operator<<(const Integer& value) { return put(" ").put(value.str()); }
  Lines& operator<<(std::uint32_t value) { return put(" ").put(std::to_string(value)); }
  void end() {
    put("\n");
    constexpr std::size_t piece = std::size_t{1} << 20U;
    if (text_.size() < piece) return;
    out_->append(text_);
    text_.clear();
  }

  /// FNV-1a modulo 2^63: the last line, over all before it.
  void finish() {
    constexpr std::uint64_t modulus_mask = (std::uint64_t{1} << 63U) - 1;
    char hex[17];
    std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash_ & modulus_mask));
    out_->write(text_ + "checksum " + hex + "\n");
  }

 private:
  Lines& put(std::string_view text) {
    for (const char c : text) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    text_ += text;
    return *this;
  }

  OutputFile* out_;
  std::string text_;
  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

/// What the lines below are made from.
struct Certified {
  const Circuit& circuit;
  const Valuation<Rational>& at;
  const Sweeps<Rational>& sweeps;
};

void write_evidence(const Evidence& evidence, Lines& lines) {
  const VariableTable& variables = evidence.variables();
  for (VariableId v = 0; v < variables.size(); ++v) {
    lines.begin("variable");
    for (StateId t = 0; t < variables.arity(v); ++t) lines << evidence.lambda()[variables.indicator(v, t)];
    lines.end();
  }
}

void write_node(const Certified& from, NodeId node, Lines& lines) {
  const Circuit& circuit = from.circuit;
  const Rational& value = from.sweeps.upward[node];
  const auto children = circuit.children(node);
  switch (circuit.kind(node)) {
    case NodeKind::indicator: {
      const auto [variable, state] = circuit.variables().owner(circuit.indicator(node));
      lines.begin("indicator") << variable << state << value;
      break;
    }
    case NodeKind::constant:
      lines.begin("constant") << value;
      break;
    case NodeKind::product:
      lines.begin("product") << value;
      for (const NodeId child : children) lines << child;
      break;
    case NodeKind::sum:
      lines.begin("sum") << value;
      for (std::size_t j = 0; j < children.size(); ++j)
        lines << from.at.parameters[circuit.weights(node)[j]] << children[j];
      break;
  }
  lines.end();
}

/// D(s), and the visit and selection probabilities over their common denominator.             (Theorem 4.1b)
void write_gate(const Certified& from, NodeId sum, Lines& lines) {
  const GateBelief<Rational> belief = gate_belief(from.circuit, from.at, from.sweeps, sum);
  Integer common = denominator(belief.visit);
  for (const Rational& select : belief.select) common = lcm(common, denominator(select));
  const auto over_common = [&](const Rational& p) { return Integer(numerator(p) * (common / denominator(p))); };
  lines.begin("gate") << from.sweeps.downward[sum] << common << over_common(belief.visit);
  for (const Rational& select : belief.select) lines << over_common(select);
  lines.end();
}

}  // namespace

void write_certificate(const SumProductNetwork& network, const Evidence& evidence, OutputFile& out) {
  const Circuit& circuit = network.circuit();
  const Valuation<Rational> at = valuation<Rational>(circuit, evidence);
  const Sweeps<Rational> sweeps = sweep(circuit, at);
  std::vector<Rational> belief = variable_beliefs(circuit, at, sweeps);
  if (const auto impossible = normalise_absent(network, evidence, belief)) throw UndefinedPosterior(*impossible);

  const Certified from{circuit, at, sweeps};
  Lines lines(out);
  lines.begin("klprop.certificate/1").end();
  write_evidence(evidence, lines);
  for (NodeId node = 0; node < circuit.node_count(); ++node) write_node(from, node, lines);
  (lines.begin("total") << sweeps.value()).end();
  const std::vector<bool> empty_scope = have_empty_scope(circuit);
  for (NodeId node = circuit.node_count(); node-- > 0;) {
    if (circuit.kind(node) == NodeKind::sum && !empty_scope[node])
      write_gate(from, node, lines);
    else
      (lines.begin("derivative") << sweeps.downward[node]).end();
  }
  const VariableTable& variables = circuit.variables();
  for (VariableId v = 0; v < variables.size(); ++v) {
    lines.begin("marginal");
    for (StateId t = 0; t < variables.arity(v); ++t) lines << belief[variables.indicator(v, t)];
    lines.end();
  }
  lines.finish();
}

}  // namespace klprop::cli
