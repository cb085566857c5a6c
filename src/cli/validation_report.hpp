#pragma once

/// Verdicts as text, JSON and JUnit XML: of a validation, or of a check of one model.

#include "terminal.hpp"

#include <klprop/claims/validation.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace klprop::cli {

struct VerdictReport {
  std::vector<claims::ClaimResult> claims;
  std::vector<claims::LeftOut> left_out;  ///< of a check
  std::string model_path;                 ///< of a check; empty: of a validation
  std::uint64_t seed = 0;
  bool interrupted = false;
  bool undefined = false;  ///< a claim was left out because what it speaks about has no value
  double seconds = 0;
};

/// How many claims ended how. Every claim is counted once.
struct Tally {
  std::size_t as_expected = 0, unexpected = 0, inconclusive = 0, vacuous = 0;
};
[[nodiscard]] Tally tally(const VerdictReport& report);

/// 0, or 1 when something is not as expected, 2 after an interruption, 5 when nothing was decided.
[[nodiscard]] int exit_code(const VerdictReport& report);

/// The table, what the rungs saw, counterexamples, and the line that counts the verdicts.
[[nodiscard]] std::string verdict_text(const VerdictReport& report, const Style& style);
/// What the rungs saw, over all claims: cases, shapes, bounds, counts per size.
[[nodiscard]] std::string rungs_text(const VerdictReport& report);

/// `klprop.validation/1`
[[nodiscard]] std::string verdict_json(const VerdictReport& report);

/// One suite per claim; its cases are the verdict, the controls, the restrictions and the mutants.
[[nodiscard]] std::string verdict_junit(const VerdictReport& report);

}  // namespace klprop::cli
