#include "belief_run.hpp"

#include "exit_code.hpp"
#include "numbers.hpp"

#include <klprop/certify/logarithm.hpp>
#include <klprop/certify/rounding.hpp>
#include <klprop/factor_graph/possible_states.hpp>
#include <klprop/scalar/binary64.hpp>
#include <klprop/scalar/real.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace klprop::cli {
namespace {

/// As a rational, a number below this would take more memory than it is worth.
constexpr mpfr_exp_t least_exponent = -1'000'000;
constexpr int residual_digits = 17;

// ---- numbers of a scalar as rationals and as text ----------------------------------------------

struct Converted {
  Enclosure ends;
  Written text;
};

Converted convert(const Rational& value, const NumberFormat& format) {
  return {{value, value}, format.write(value)};
}
Converted convert(double value, const NumberFormat& format) {
  return convert(Rational(value), format);
}
Converted convert(const Real& value, const NumberFormat& format) {
  if (mpfr_regular_p(value.raw()) == 0 || mpfr_get_exp(value.raw()) >= least_exponent)
    return convert(klprop::detail::exactly(value), format);
  const Rational bound(1, Integer(1) << static_cast<unsigned>(-least_exponent));
  if (format.is_rational())
    return {{0, bound}, {std::nullopt, "overflow", "a fraction below 2^" + std::to_string(least_exponent), 0}};
  // Far below the smallest number of a binary format.
  std::string text = format.is_digits() ? to_string(value, *format.digits()) : *format.write(Rational(0)).text;
  return {{0, bound}, {std::move(text), format.status(), {}, 0}};
}

template <class S>
std::string residual_text(const S& residual) {
  static const NumberFormat format("digits:" + std::to_string(residual_digits));
  return convert(residual, format).text.text.value_or("0");
}

// ---- tables and evidence in a scalar -----------------------------------------------------------

std::int64_t binary_exponent(const Rational& value) {
  return klprop::detail::bit_length(numerator(value)) - klprop::detail::bit_length(denominator(value));
}

Rational shifted(const Rational& value, std::int64_t exponent) {
  const Integer power = Integer(1) << static_cast<unsigned long>(exponent < 0 ? -exponent : exponent);
  return exponent < 0 ? Rational(value / power) : Rational(value * power);
}

/// Messages do not depend on a table's scale: the largest entry is brought near 1 before doubles are made.
void append_doubles(std::span<const Rational> table, const std::string& what, std::vector<double>& doubles) {
  std::int64_t exponent = std::numeric_limits<std::int64_t>::min();
  for (const Rational& value : table)
    if (!value.is_zero()) exponent = std::max(exponent, binary_exponent(value));
  for (const Rational& value : table) {
    doubles.push_back(value.is_zero() ? 0.0 : from_rational<double>(shifted(value, -exponent)));
    if (doubles.back() == 0.0 && !value.is_zero())
      throw LimitReached(what + " has entries too far apart for doubles; use --scalar real:BITS");
  }
}

template <Ring S>
std::vector<S> tables(const FactorGraph& graph) {
  if constexpr (std::is_same_v<S, double>) {
    std::vector<double> doubles;
    for (FactorId factor = 0; factor < graph.factor_count(); ++factor)
      append_doubles(graph.values(factor), "factor " + std::to_string(factor), doubles);
    return doubles;
  } else {
    return factor_values<S>(graph);
  }
}

template <Ring S>
std::vector<S> evidence_factors(const Evidence& evidence) {
  const VariableTable& variables = evidence.variables();
  std::vector<S> factors;
  if constexpr (std::is_same_v<S, double>) {
    for (VariableId v = 0; v < variables.size(); ++v)
      append_doubles(evidence.lambda().subspan(variables.indicator(v, 0), variables.arity(v)),
                     "the evidence on variable " + std::to_string(v), factors);
  } else {
    for (const Rational& factor : evidence.lambda()) factors.push_back(from_rational<S>(factor));
  }
  return factors;
}

// ---- memory ------------------------------------------------------------------------------------

void require(double bytes, const std::string& what, double max_memory) {
  if (bytes > max_memory)
    throw LimitReached(what + " would take " + bytes_text(bytes) + "; --max-memory allows " + bytes_text(max_memory));
}

double message_entries(const FactorGraph& graph) {
  double entries = 0;
  for (ScopeEdge edge = 0; edge < graph.edge_count(); ++edge)
    entries += graph.variables().arity(graph.edge_variable(edge));
  return entries;
}

/// Bits of the integers that a table becomes over its common denominator.
double integer_bits(std::span<const Rational> table) {
  Integer common = 1;
  for (const Rational& value : table) common = lcm(common, denominator(value));
  std::int64_t largest = 0;
  for (const Rational& value : table) largest = std::max(largest, binary_exponent(value));
  return static_cast<double>(klprop::detail::bit_length(common) + std::max<std::int64_t>(largest, 0)) + 1 +
         std::log2(static_cast<double>(table.size()));
}

/// A message in a tree is a quotient of polynomials in the numbers on its side; both directions have all of them.
double exact_tree_bytes(const FactorGraph& graph, const Evidence& evidence) {
  const VariableTable& variables = graph.variables();
  double bits = 0;
  for (FactorId factor = 0; factor < graph.factor_count(); ++factor) bits += integer_bits(graph.values(factor));
  for (VariableId v = 0; v < variables.size(); ++v)
    bits += integer_bits(evidence.lambda().subspan(variables.indicator(v, 0), variables.arity(v)));
  return (message_entries(graph) + variables.indicator_count()) * 2 * bits / 8;
}

double number_bytes(const BeliefScalar& scalar) {
  constexpr double header = 32, allocation = 16, small_rational = 100;
  if (scalar.kind == BeliefScalar::Kind::binary64) return sizeof(double);
  if (scalar.kind == BeliefScalar::Kind::rational) return small_rational;
  return header + allocation + static_cast<double>(scalar.bits) / 8;
}

// ---- running -----------------------------------------------------------------------------------

template <class S>
void take_beliefs(const std::vector<S>& beliefs, const NumberFormat& format, BeliefRun& run) {
  for (const S& belief : beliefs) {
    Converted converted = convert(belief, format);
    run.beliefs.push_back(std::move(converted.text));
    run.ends.push_back(std::move(converted.ends));
  }
}

template <class S>
BeliefRun summary(const FactorGraph& graph, const BeliefPropagationResult<S>& result, const NumberFormat& format) {
  BeliefRun run;
  run.status = result.status;
  run.iterations = result.iterations;
  if (run.iterations > 0) run.residual = residual_text(result.residual);
  if (result.breakdown)
    run.reason = describe(graph, *result.breakdown);
  else
    take_beliefs(result.beliefs.variables, format, run);
  return run;
}

/// A sum of doubles that is zero may have been a small number. The zeros of tables and evidence alone may tell.
template <class S>
void decide_breakdown(const FactorGraph& graph, const Evidence& evidence, BeliefPropagationResult<S>& result) {
  if (result.status != BeliefPropagationStatus::undecided) return;
  const Breakdown& breakdown = *result.breakdown;
  const bool zero_factor =
      breakdown.at == Breakdown::At::factor_belief &&
      std::ranges::all_of(graph.values(breakdown.id), [](const Rational& x) { return x.is_zero(); });
  if (!zero_factor && !possible_states(graph, evidence.lambda()).contradictory()) return;
  result.status = BeliefPropagationStatus::contradiction;
  result.breakdown->contradiction = true;
}

/// Exact messages have grown too long.
struct GivenUp {
  BeliefPropagationResult<Rational> result;
  std::string why;
};

/// Watches the length of exact messages: on a loopy graph it grows by a factor with each iteration.
class LengthLimit {
 public:
  /// @throws LimitReached  when already the first messages would be too long
  LengthLimit(const BeliefRequest& request, const MessagePassing<Rational>& passing, const Evidence& evidence)
      : request_(request), graph_(passing.graph()), layout_(passing.layout()) {
    for (FactorId factor = 0; factor < graph_.factor_count(); ++factor)
      table_bits_.push_back(integer_bits(graph_.values(factor)));
    const VariableTable& variables = graph_.variables();
    for (VariableId v = 0; v < variables.size(); ++v)
      evidence_bits_.push_back(integer_bits(evidence.lambda().subspan(variables.indicator(v, 0), variables.arity(v))));
    if (const std::string why = too_long_next(passing.uniform()); !why.empty()) throw LimitReached(why);
  }

  void operator()(std::size_t n, const Rational& residual, const Messages<Rational>& messages) {
    double longest = 0, total = 0;
    for (const auto* direction : {&messages.to_variable, &messages.to_factor})
      for (const Rational& entry : *direction) {
        const auto bits = static_cast<double>(bit_size(entry));
        longest = std::max(longest, bits);
        total += bits;
      }
    const double growth = longest_ > 0 ? std::max(1.0, longest / longest_) : 1.0;
    longest_ = longest;
    if (longest > static_cast<double>(request_.max_bits))
      give_up(n, residual, messages,
              "numbers have grown to " + fixed(longest, 0) + " bits; --max-bits allows " +
                  std::to_string(request_.max_bits));
    if (const std::string why = too_long_next(messages); !why.empty()) give_up(n, residual, messages, why);
    if (total / 8 * growth > request_.max_memory)
      give_up(n, residual, messages,
              "the next iteration's numbers would take " + bytes_text(total / 8 * growth) + "; --max-memory allows " +
                  bytes_text(request_.max_memory));
  }

 private:
  /// Products of integers are as long as their factors together; only then common divisors go. What this allows beyond
  /// --max-bits is what may cancel, in numbers that can be computed at once.
  [[nodiscard]] std::string too_long_next(const Messages<Rational>& messages) const {
    constexpr double allowance = 64;
    std::vector<double> at_variable = evidence_bits_;
    for (FactorId factor = 0; factor < graph_.factor_count(); ++factor) {
      const std::size_t first = graph_.first_edge(factor), size = graph_.scope(factor).size();
      std::vector<double> incoming;
      double all = table_bits_[factor];
      for (std::size_t j = 0; j < size; ++j) {
        double longest = 0;
        for (const Rational& entry : layout_.of(messages.to_factor, static_cast<ScopeEdge>(first + j)))
          longest = std::max(longest, static_cast<double>(bit_size(entry)));
        incoming.push_back(longest);
        all += longest;
      }
      for (std::size_t j = 0; j < size; ++j) at_variable[graph_.scope(factor)[j]] += all - incoming[j];
    }
    for (VariableId v = 0; v < graph_.variable_count(); ++v)
      if (at_variable[v] > allowance * static_cast<double>(request_.max_bits))
        return "messages from variable " + std::to_string(v) + " would be made of numbers of " +
               fixed(at_variable[v], 0) + " bits together; --max-bits allows " + std::to_string(request_.max_bits) +
               " in the end";
    return {};
  }

  [[noreturn]] void give_up(std::size_t n, const Rational& residual, const Messages<Rational>& messages,
                            std::string why) const {
    BeliefPropagationResult<Rational> result;
    result.iterations = n + 1;
    result.residual = residual;
    result.messages = messages;
    if (!(request_.tolerance < residual)) result.status = BeliefPropagationStatus::converged;
    throw GivenUp{std::move(result), std::move(why)};
  }

  const BeliefRequest& request_;
  const FactorGraph& graph_;
  const MessageLayout& layout_;
  std::vector<double> table_bits_, evidence_bits_;  // of the integers over common denominators
  double longest_ = 0;
};

template <Ordered S>
BeliefPropagationResult<S> flood(MessagePassing<S>& passing, const Evidence&, const BeliefRequest& request,
                                 BeliefRun& /*run*/) {
  return flooding<S>(passing, request.iterations, from_rational<S>(request.tolerance),
                     [&](std::size_t n, const S& residual, const Messages<S>&) {
                       if (request.trace) request.trace(n + 1, residual_text(residual));
                     });
}

/// @param  run  its reason says why exact numbers were given up
template <>
BeliefPropagationResult<Rational> flood(MessagePassing<Rational>& passing, const Evidence& evidence,
                                        const BeliefRequest& request, BeliefRun& run) {
  LengthLimit limit(request, passing, evidence);
  try {
    return flooding<Rational>(passing, request.iterations, request.tolerance,
                              [&](std::size_t n, const Rational& residual, const Messages<Rational>& messages) {
                                if (request.trace) request.trace(n + 1, residual_text(residual));
                                limit(n, residual, messages);
                              });
  } catch (GivenUp& given_up) {
    if (given_up.result.status != BeliefPropagationStatus::converged) run.reason = given_up.why;
    if (const auto failed = passing.beliefs(given_up.result.messages, given_up.result.beliefs)) {
      given_up.result.breakdown = failed;
      given_up.result.status = BeliefPropagationStatus::contradiction;
    }
    return std::move(given_up.result);
  }
}

template <class S>
BeliefRun run_in(const FactorGraph& graph, const Evidence& evidence, const BeliefRequest& request,
                 const NumberFormat& format) {
  const std::vector<S> values = tables<S>(graph), lambda = evidence_factors<S>(evidence);
  MessagePassing<S> passing(graph, values, lambda);
  BeliefRun given_up;
  BeliefPropagationResult<S> result;
  if (request.tree) {
    result = tree_pass(passing, TreeSchedule(graph));
    if (request.trace && result.iterations > 0) request.trace(result.iterations, residual_text(result.residual));
  } else {
    result = flood(passing, evidence, request, given_up);
  }
  decide_breakdown(graph, evidence, result);
  BeliefRun run = summary(graph, result, format);
  if (run.reason.empty()) run.reason = std::move(given_up.reason);
  if (!request.tree) run.tolerance = request.tolerance;
  run.fixed_point = std::is_same_v<S, Rational> && !result.breakdown && result.iterations > 0 && result.residual == S{};
  return run;
}

}  // namespace

BeliefRun run_belief_propagation(const FactorGraph& graph, const Evidence& evidence, const BeliefScalar& scalar,
                                 const BeliefRequest& request, const NumberFormat& format) {
  if (request.tree) static_cast<void>(TreeSchedule(graph));
  // Messages in both directions, those before, products of prefixes; tables and their beliefs.
  const double numbers = 5 * message_entries(graph) + 3.0 * static_cast<double>(graph.value_count()) +
                         5.0 * graph.variables().indicator_count();
  require(numbers * number_bytes(scalar), "the messages and tables of " + counted(graph.edge_count(), "edge"),
          request.max_memory);
  switch (scalar.kind) {
    case BeliefScalar::Kind::binary64:
      return run_in<double>(graph, evidence, request, format);
    case BeliefScalar::Kind::rational:
      if (request.tree)
        require(exact_tree_bytes(graph, evidence), "the exact messages of a tree pass", request.max_memory);
      return run_in<Rational>(graph, evidence, request, format);
    case BeliefScalar::Kind::real:
      break;
  }
  const PrecisionScope precision(scalar.bits);
  return run_in<Real>(graph, evidence, request, format);
}

}  // namespace klprop::cli
