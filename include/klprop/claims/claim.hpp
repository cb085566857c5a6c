#pragma once

/// What a claim is: a statement that a program can decide, with everything needed to decide it.
///
/// A claim is data and callables. It neither prints nor reads the clock; a driver (`validation.hpp`) runs its cases on
/// as many threads as wanted and draws the verdict. All cases are numbered, and a case is a function of seed and number
/// alone, so that any one can be run again by itself.

#include <klprop/computation_graph/computation_graph.hpp>
#include <klprop/factor_graph/factor_graph.hpp>
#include <klprop/scalar/rational.hpp>
#include <klprop/simplex/product_space.hpp>
#include <klprop/spn/circuit.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace klprop::claims {

enum class Verdict { holds, refuted, inconclusive, vacuous };
[[nodiscard]] std::string_view name(Verdict verdict);

/// The ladder of evidence, weakest first.
enum class RungKind { scaling, ball, exact, field, exhaustive };
[[nodiscard]] std::string_view name(RungKind rung);

/// Working precisions of the `scaling` rung, in bits.
inline constexpr std::array<int, 5> scaling_bits = {64, 128, 256, 512, 1024};

/// Working precision of the `ball` rung in bits, unless a run asks for another.
inline constexpr int default_ball_bits = 256;

/// A circuit with evidence, as rationals.
struct SpnCase {
  std::shared_ptr<const Circuit> circuit;
  std::vector<Rational> lambda;  ///< by IndicatorId
};

/// A factor graph; evidence stands in its factors.
struct FactorGraphCase {
  std::shared_ptr<const FactorGraph> graph;
};

/// A computation graph whose inputs have values, seen from one node.
struct ComputationGraphCase {
  std::shared_ptr<const ComputationGraph> graph;
  GraphNodeId z = 0;   ///< the scalar output
  std::string factor;  ///< its output factor, "φ(z) = …"; empty where there is none
};

/// Tables, each with what it is called in the statement.
struct TablesCase {
  std::vector<std::pair<std::string, Table<Rational>>> tables;
};

/// The model of a counterexample; further kinds of models join here.
using CaseModel = std::variant<std::monostate, SpnCase, FactorGraphCase, ComputationGraphCase, TablesCase>;

/// Two values that a true statement would make equal (or, for other relations, as `words` says).
struct Counterexample {
  std::string case_id;
  CaseModel model;
  std::string left, right;  ///< exact
  std::string words;        ///< one line: which two quantities, where
};

/// What one case showed.
struct CaseOutcome {
  enum class Status { agrees, differs, discarded };
  Status status = Status::agrees;
  std::string_view shape = {};    ///< of the instance, for the distribution; static storage
  std::uint64_t comparisons = 0;  ///< number of equalities or inequalities decided
  std::uint64_t edges = 0;        ///< size of the instance
  unsigned nodes = 0;             ///< `exhaustive`: number of nodes
  double degree = 0;              ///< `field`: a bound on the degree of the polynomials compared
  /// `scaling`: log2 of the largest relative residual at each of `scaling_bits`; −infinity when all vanish.
  std::array<double, 5> log2_residual{};
  /// `ball`: log2 of the widest enclosure of a residual; −infinity when all were points.
  double log2_width = -std::numeric_limits<double>::infinity();
  std::optional<Counterexample> counterexample;  ///< when the status is `differs`
  std::vector<std::string> left_out;             ///< comparisons out of reach, each with its size
  std::vector<std::string> measured;             ///< what was found beside the comparisons, in words
  std::string why_discarded;                     ///< when the status is `discarded`
  bool undefined = false;                        ///< discarded because what the claim speaks about has no value
};

/// Runs case number `index` of a stream. Thread-safe.
using Stream = std::function<CaseOutcome(std::uint64_t seed, std::uint64_t index)>;

struct Rung {
  RungKind kind;
  std::uint64_t default_cases;
  Stream run;
  /// Number of cases there are, for a stream that ends (`exhaustive`); empty: endless. May take a while.
  std::function<std::uint64_t(unsigned max_nodes)> size;
  unsigned default_max_nodes = 5;  ///< for such a stream
};

/// A hypothesis taken away. Either a counterexample must appear (`needed`), or none may (the claim holds without it).
struct Control {
  std::string dropped;
  bool needed;
  Stream run;
};

/// Whether a control shows that a claim does not need a hypothesis.
[[nodiscard]] inline bool holds_without(std::span<const Control> controls, std::string_view hypothesis) {
  return std::any_of(controls.begin(), controls.end(),
                     [&](const Control& control) { return control.dropped == hypothesis && !control.needed; });
}

/// A refuted claim under an added hypothesis that makes it true: shows that its check can also pass.
struct Restriction {
  std::string added;
  Stream run;
};

/// A wrong version of the computation, which the claim's check must catch.
struct Mutant {
  std::string name;
  Stream run;
};

/// How much work a check may spend on one instance.
struct Budget {
  std::uint64_t enumerated = 1'000'000;   ///< joint states, parses or copies to enumerate at most
  std::uint64_t enumeration = 2'000'000;  ///< scalar operations that one enumeration may take
  std::uint64_t operations = 2'000'000;   ///< scalar operations that passes may take instead
  double memory = 4e9;                    ///< bytes that exact numbers may take, as predicted
};

struct Claim {
  std::string id;
  std::string source;                   ///< where the statement stands
  std::string statement;                ///< as decided, in one or two sentences
  std::vector<std::string> hypotheses;  ///< those it is decided under
  Verdict expected;
  std::string reason;  ///< one line: why it holds, or what refutes it
  std::vector<Rung> rungs;
  std::vector<Control> controls;
  std::vector<Restriction> restrictions;
  std::vector<Mutant> mutants;
  /// The smallest counterexample, by an ordered search; empty when the claim has none in reach.
  std::function<std::optional<Counterexample>()> minimal_counterexample;
  /// The claim on a user's own model; empty optional when the claim does not speak about such models (`reason` says why).
  std::function<std::optional<CaseOutcome>(const CaseModel&, RungKind, std::uint64_t seed, const Budget&,
                                           std::string& reason)>
      on_model;
};

inline std::string_view name(Verdict verdict) {
  constexpr std::array<std::string_view, 4> names = {"holds", "refuted", "inconclusive", "vacuous"};
  return names[static_cast<std::size_t>(verdict)];
}

inline std::string_view name(RungKind rung) {
  constexpr std::array<std::string_view, 5> names = {"scaling", "ball", "exact", "field", "exhaustive"};
  return names[static_cast<std::size_t>(rung)];
}

}  // namespace klprop::claims
