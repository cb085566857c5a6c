#include "exact_marginals.hpp"

#include "exit_code.hpp"
#include "numbers.hpp"

#include <klprop/certify/exact_size.hpp>
#include <klprop/scalar/scaled_integer.hpp>
#include <klprop/spn/marginals.hpp>
#include <klprop/spn/visits.hpp>

#include <algorithm>
#include <utility>

namespace klprop::cli {
namespace {

Rational ratio(const Rational& a, const Rational& b) {
  return a / b;
}
Rational ratio(const ScaledInteger& a, const ScaledInteger& b) {
  return ScaledInteger::ratio(a, b);
}
Rational to_rational(const Rational& a) {
  return a;
}
Rational to_rational(const ScaledInteger& a) {
  return a.to_rational();
}
bool is_zero(const Rational& a) {
  return a.is_zero();
}
bool is_zero(const ScaledInteger& a) {
  return a.is_zero();
}

template <Ring S>
Gate make_gate(const Circuit& circuit, const Valuation<S>& at, const Sweeps<S>& sweeps, NodeId sum) {
  const S& reach = sweeps.downward[sum];
  const S& value = sweeps.upward[sum];
  Gate gate{circuit.source_position(sum), ratio(S(reach * value), sweeps.value()), {}, true, {}};
  const auto children = circuit.children(sum);
  for (std::size_t j = 0; j < children.size(); ++j) {
    const S term = at.parameters[circuit.weights(sum)[j]] * sweeps.upward[children[j]];
    gate.select.push_back(ratio(S(reach * term), sweeps.value()));
    if (!is_zero(value)) gate.conditional.push_back(ratio(term, value));
  }
  return gate;
}

template <Ring S>
std::vector<Gate> make_gates(const Circuit& circuit, const Valuation<S>& at, const Sweeps<S>& sweeps) {
  const std::vector<bool> empty_scope = have_empty_scope(circuit);
  std::vector<Gate> gates;
  std::vector<NodeId> doubtful;
  std::vector<std::size_t> doubtful_gate;
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    if (circuit.kind(node) != NodeKind::sum) continue;
    if (empty_scope[node]) {
      doubtful.push_back(node);
      doubtful_gate.push_back(gates.size());
    }
    gates.push_back(make_gate(circuit, at, sweeps, node));
  }
  const std::vector<bool> repeated = visited_repeatedly(circuit, doubtful);
  for (std::size_t k = 0; k < doubtful.size(); ++k) gates[doubtful_gate[k]].visited_at_most_once = !repeated[k];
  std::sort(gates.begin(), gates.end(), [](const Gate& a, const Gate& b) { return a.position < b.position; });
  return gates;
}

template <Ring S>
ExactMarginals compute(const SumProductNetwork& network, const Evidence& evidence, bool gates) {
  const Circuit& circuit = network.circuit();
  const Valuation<S> at = valuation<S>(circuit, evidence);
  Sweeps<S> sweeps{upward_pass(circuit, at), {}};
  ExactMarginals result;
  result.partition = to_rational(sweeps.value());
  if (is_zero(sweeps.value())) {
    result.impossible = "the evidence has probability zero: S(e) = 0";
    return result;
  }
  sweeps.downward = downward_pass<S>(circuit, at, sweeps.upward);
  const std::vector<S> derivative = indicator_derivatives<S>(circuit, sweeps.downward);
  result.belief.reserve(derivative.size());
  for (std::size_t k = 0; k < derivative.size(); ++k)
    result.belief.push_back(ratio(S(at.lambda[k] * derivative[k]), sweeps.value()));
  result.impossible = normalise_absent(network, evidence, result.belief);
  if (gates && !result.impossible) result.gates = make_gates(circuit, at, sweeps);
  if (result.impossible) result.belief.clear();
  return result;
}

/// Bytes for sweeps and results together.
double total_bytes(const ExactSize& size, const Circuit& circuit, const MarginalsRequest& request) {
  double results = circuit.variables().indicator_count();
  if (request.gates)
    for (NodeId node = 0; node < circuit.node_count(); ++node)
      if (circuit.kind(node) == NodeKind::sum) results += 1 + 2.0 * static_cast<double>(circuit.children(node).size());
  // A result is a fraction of two numbers of the root's size; a derivative stands beside it, and perhaps its digits.
  constexpr double digits_per_bit = 0.302, header = 64;
  // Digits are computed as an integer beside the text, and JSON is a second text.
  const double text_bytes = request.digits ? 3.0 * *request.digits : 2 * digits_per_bit * size.root_bits;
  return size.sweeps + size.largest + results * (3 * size.root_bits / 8 + text_bytes + header);
}

void require_memory(const Circuit& circuit, double bytes, double max_memory) {
  if (bytes > max_memory)
    throw LimitReached("the exact sweeps over this circuit of " + counted(circuit.node_count(), "node") + " and " +
                       counted(circuit.edge_count(), "edge") + " would take " + bytes_text(bytes) +
                       "; --max-memory allows " + bytes_text(max_memory) + "; raise it, or use a smaller model");
}

}  // namespace

std::optional<std::string> normalise_absent(const SumProductNetwork& network, const Evidence& evidence,
                                            std::span<Rational> belief) {
  const VariableTable& variables = evidence.variables();
  for (const VariableId v : network.absent_variables()) {
    const auto lambda = evidence.lambda().subspan(variables.indicator(v, 0), variables.arity(v));
    Rational sum;
    for (const Rational& factor : lambda) sum += factor;
    if (sum.is_zero())
      return "the evidence has probability zero: every factor of variable " + std::to_string(v) + " is 0";
    for (StateId t = 0; t < lambda.size(); ++t) belief[variables.indicator(v, t)] = lambda[t] / sum;
  }
  return std::nullopt;
}

void require_memory_for_sweeps(const Circuit& circuit, const Evidence& evidence, double max_memory) {
  const CommonDenominator common = common_denominator(circuit, evidence.lambda());
  const ExactSize size = predict_exact_sizes(circuit, evidence.lambda(), common).rational;
  require_memory(circuit, size.sweeps + size.largest, max_memory);
}

ExactMarginals exact_marginals(const SumProductNetwork& network, const Evidence& evidence,
                               const MarginalsRequest& request) {
  const Circuit& circuit = network.circuit();
  const CommonDenominator common = common_denominator(circuit, evidence.lambda());
  const ExactSizes sizes = predict_exact_sizes(circuit, evidence.lambda(), common);
  const double rational = total_bytes(sizes.rational, circuit, request);
  const double scaled = sizes.scaled ? total_bytes(*sizes.scaled, circuit, request) : rational;
  require_memory(circuit, std::min(rational, scaled), request.max_memory);
  // Without greatest common divisors the sweeps are some ten times faster, worth a few times the memory.
  constexpr double worthwhile = 4;
  if (sizes.scaled && scaled <= request.max_memory && scaled <= worthwhile * rational) {
    Scale scale = *common.scale();
    const ScaleScope scope(scale);
    return compute<ScaledInteger>(network, evidence, request.gates);
  }
  return compute<Rational>(network, evidence, request.gates);
}

}  // namespace klprop::cli
