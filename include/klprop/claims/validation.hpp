#pragma once

/// Running claims and drawing verdicts. Compiled into klprop::claims.

#include <klprop/claims/claim.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace klprop::claims {

struct Progress {
  std::string claim;   ///< id of the claim being worked on
  std::string part;    ///< rung, control or mutant
  std::uint64_t done;  ///< cases so far over all claims
  double rate;         ///< cases per second
  double fraction;     ///< of the whole run, 0 to 1
  std::optional<double> seconds_left;
  std::string worst;  ///< current worst residual of this part
};

struct ValidationOptions {
  std::vector<std::string> claims;     ///< ids; empty: all
  std::vector<RungKind> rungs;         ///< empty: all
  std::optional<std::uint64_t> cases;  ///< instead of each rung's default number
  std::uint64_t seed = 0;
  unsigned jobs = 1;
  std::optional<unsigned> max_nodes;  ///< size of the exhaustive rung, instead of each claim's default
  int bits = default_ball_bits;       ///< working precision of the ball rung
  double max_memory = 4e9;            ///< bytes, on a user's own model
  std::function<void(const Progress&)> on_progress;
  const std::atomic<bool>* interrupted = nullptr;
};

struct RungResult {
  RungKind rung;
  std::uint64_t cases = 0;      ///< decided
  std::uint64_t discarded = 0;  ///< outside the hypotheses
  std::uint64_t comparisons = 0;
  std::uint64_t edges = 0;
  std::uint64_t differing = 0;                  ///< cases in which the two sides differ
  std::string worst;                            ///< "0", or the worst residual
  std::optional<std::string> bound;             ///< `field`: Schwartz–Zippel; `scaling`: the slope; `ball`: the
                                                ///< width that every enclosure of a residual must keep below
  double slope = 0;                             ///< `scaling` only
  std::map<std::string, std::uint64_t> shapes;  ///< distribution of the instances
  std::map<unsigned, std::uint64_t> networks_by_size;  ///< `exhaustive`: count for each number of nodes
  Verdict verdict = Verdict::inconclusive;             ///< what this rung alone says
  std::optional<Counterexample> counterexample;        ///< the first one met
  std::vector<std::string> left_out;
  std::vector<std::string> measured;  ///< by the first case that tells what it measured
  std::string why_discarded;          ///< of the first case that was discarded
  bool undefined = false;             ///< that case: what the claim speaks about has no value
  double seconds = 0;
};

struct ControlResult {
  std::string dropped;
  bool needed, refuted;
  std::uint64_t cases;
};
struct RestrictionResult {
  std::string added;
  bool holds;
  std::uint64_t cases;
};
struct MutantResult {
  std::string name;
  bool killed;
  std::uint64_t cases;  ///< tried until it was killed
};

struct ClaimResult {
  const Claim* claim = nullptr;
  Verdict verdict = Verdict::inconclusive;
  bool as_expected = false;             ///< verdict, controls, restrictions and mutants all as they must be
  std::vector<std::string> complaints;  ///< what is not as expected, one line each
  std::vector<RungResult> rungs;
  std::vector<ControlResult> controls;
  std::vector<RestrictionResult> restrictions;
  std::vector<MutantResult> mutants;
  std::optional<Counterexample> counterexample;  ///< the minimal one where there is one, else the first met
};

struct ValidationReport {
  std::vector<ClaimResult> claims;
  bool interrupted = false;
};

/// Runs the chosen claims on the chosen rungs; the exact rung brings their controls, restrictions and mutants. A claim
/// that has none of the chosen rungs is not in the report.
[[nodiscard]] ValidationReport validate(const ValidationOptions& options);

/// Runs the chosen rungs of every claim on the user's own model. Claims that do not apply stand in `left_out`.
struct LeftOut {
  std::string id, reason;
};
struct ModelReport {
  std::vector<ClaimResult> claims;
  std::vector<LeftOut> left_out;
  bool undefined = false;  ///< some claim was left out because what it speaks about has no value
  bool interrupted = false;
};
[[nodiscard]] ModelReport check_model(const CaseModel& model, const ValidationOptions& options);

/// Runs one case again. The id is CLAIM:SEED:INDEX for the exact rung, CLAIM:SEED:PART/INDEX for others, PART being the
/// name of a rung, `control-<hypothesis>`, `restriction-<n>` or `mutant-<name>`.
/// @throws std::invalid_argument  when the id names no such case
struct ReplayResult {
  const Claim* claim;
  CaseOutcome outcome;
};
[[nodiscard]] ReplayResult replay(const std::string& case_id);

}  // namespace klprop::claims
