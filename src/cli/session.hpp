#pragma once

/// What all subcommands share.

#include <CLI/CLI.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace klprop::cli {

/// Options that every subcommand takes.
struct Common {
  std::string max_bits_text = "65536", max_memory_text = "4G", color = "auto";

  /// Working precision that no logarithm goes beyond. @throws UsageError
  [[nodiscard]] long max_bits() const;
  /// In bytes. @throws UsageError
  [[nodiscard]] double max_memory() const;
};

/// The subcommand that was chosen puts its work into `run`, which returns the exit code.
struct Session {
  Common common;
  std::function<int()> run;
};

/// A subcommand with the options in `Common`, `--help` and `--version`.
CLI::App& add_command(CLI::App& app, Session& session, const std::string& name, const std::string& description);
void add_common_options(CLI::App& command, Common& common);

// One per file of that name.
void add_validate(CLI::App& app, Session& session);
void add_claims(CLI::App& app, Session& session);
void add_check(CLI::App& app, Session& session);
void add_marginals(CLI::App& app, Session& session);
void add_beliefs(CLI::App& app, Session& session);
void add_gradient(CLI::App& app, Session& session);
void add_replay(CLI::App& app, Session& session);
void add_generate(CLI::App& app, Session& session);
void add_certify(CLI::App& app, Session& session);
void add_convert(CLI::App& app, Session& session);

}  // namespace klprop::cli
