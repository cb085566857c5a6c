#include "session.hpp"

#include "numbers.hpp"

namespace klprop::cli {

long Common::max_bits() const {
  constexpr std::uint64_t most = std::uint64_t{1} << 31;
  return static_cast<long>(parse_natural("--max-bits", max_bits_text, 1, most));
}

double Common::max_memory() const {
  return static_cast<double>(parse_bytes("--max-memory", max_memory_text));
}

void add_common_options(CLI::App& command, Common& common) {
  command
      .add_option("--max-bits", common.max_bits_text, "Working precision beyond which a number counts as uncertified")
      ->type_name("BITS")
      ->capture_default_str();
  command
      .add_option("--max-memory", common.max_memory_text,
                  "Refuse work that is predicted to need more; suffixes K, M, G, T")
      ->type_name("BYTES")
      ->capture_default_str();
  command.add_option("--color", common.color, "Colours in the output; NO_COLOR and TERM=dumb are honoured under auto")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  command.set_version_flag("--version", "klprop " KLPROP_VERSION, "Print the version and exit");
  command.set_help_flag("--help,-h", "Print this help and exit");
}

CLI::App& add_command(CLI::App& app, Session& session, const std::string& name, const std::string& description) {
  CLI::App& command = *app.add_subcommand(name, description);
  add_common_options(command, session.common);
  return command;
}

}  // namespace klprop::cli
