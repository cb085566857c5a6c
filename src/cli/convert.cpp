#include "exit_code.hpp"
#include "model.hpp"
#include "output.hpp"
#include "session.hpp"

#include <klprop/scalar/detail/printable.hpp>

#include <memory>

namespace klprop::cli {
namespace {

struct Options {
  std::string in, out;
};

/// What there is to write has no content yet, so its name decides.
std::string ending(const std::string& out) {
  if (out == "-") return out;
  for (const char* known : {".ac", ".uai", ".fg", ".json"})
    if (out.ends_with(known)) return known;
  throw UsageError(
      "OUT: expected a name that ends in .ac or .json for a circuit, in .uai, .fg or .json for a factor "
      "graph, or -, got " +
      detail::quoted(out));
}

[[noreturn]] void refuse(const Options& options, const std::string& kind, const std::string& endings) {
  throw UsageError(name_in_messages(options.in) + " is a " + kind + ", which " + detail::quoted(options.out) +
                   " cannot hold; expected OUT to end in " + endings);
}

// To standard output goes the other format.

std::string converted(const formats::SpnModel& model, const Options& options) {
  const std::string to = ending(options.out);
  if (to == ".ac" || (to == "-" && model.format != "ac")) return formats::write_ac(model.circuit);
  if (to == ".json" || to == "-") return formats::write_spn_json(model.circuit);
  refuse(options, "circuit", ".ac or .json");
}

std::string converted(const formats::FactorGraphModel& model, const Options& options) {
  const std::string to = ending(options.out);
  const bool is_json = model.format != "uai" && model.format != "fg";
  if (to == ".uai" || (to == "-" && is_json)) return formats::write_uai(model.graph);
  if (to == ".fg") return formats::write_fg(model.graph);
  if (to == ".json" || to == "-") return formats::write_factor_graph_json(model.graph);
  refuse(options, "factor graph", ".uai, .fg or .json");
}

int run(const Options& options) {
  static_cast<void>(ending(options.out));  // before a long file is read
  const Model model = load_model(read_model(options.in));
  const std::string text = std::visit([&](const auto& read) { return converted(read, options); }, model);
  OutputFile(options.out).write(text);
  return as_expected;
}

}  // namespace

void add_convert(CLI::App& app, Session& session) {
  CLI::App& command = add_command(app, session, "convert", "Write a circuit or a factor graph in another format");
  const auto options = std::make_shared<Options>();
  command.add_option("in", options->in, model_help)->required()->type_name("IN");
  command
      .add_option("out", options->out,
                  "File to write: NAME.ac or NAME.json for a circuit, NAME.uai, NAME.fg or NAME.json for a factor "
                  "graph; - is standard output, in JSON, or if IN is JSON in .ac or .uai")
      ->required()
      ->type_name("OUT");
  command.callback([options, &session] { session.run = [options] { return run(*options); }; });
}

}  // namespace klprop::cli
