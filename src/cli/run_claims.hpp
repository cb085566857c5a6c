#pragma once

/// What `validate` and `check` share: seed, progress, output.

#include "output.hpp"
#include "session.hpp"
#include "validation_report.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace klprop::cli {

/// Options of both commands, as written.
struct ClaimOptions {
  std::vector<std::string> claims, rungs;
  std::optional<std::string> seed, jobs;
  std::string json, junit;
};
void add_claim_options(CLI::App& command, ClaimOptions& options);

/// Resolves the options, runs `work` with progress on standard error and with SIGINT and SIGTERM asking it to stop, and
/// writes all reports.
/// @return the exit code
/// @throws UsageError
[[nodiscard]] int run_claims(const ClaimOptions& written, const Common& common, claims::ValidationOptions options,
                             const std::function<VerdictReport(const claims::ValidationOptions&)>& work);

}  // namespace klprop::cli
