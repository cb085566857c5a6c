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
std::string converted(const formats::SpnModel& model, const std::string& out) {
  if (out.ends_with(".ac")) return formats::write_ac(model.circuit);
  if (out.ends_with(".json")) return formats::write_spn_json(model.circuit);
  // To standard output goes the other format.
  return model.format == "ac" ? formats::write_spn_json(model.circuit) : formats::write_ac(model.circuit);
}

int run(const Options& options) {
  if (options.out != "-" && !options.out.ends_with(".ac") && !options.out.ends_with(".json"))
    throw UsageError("OUT: expected a name that ends in .ac or .json, or -, got " + detail::quoted(options.out));
  const std::string text = converted(load_circuit(options.in), options.out);
  OutputFile(options.out).write(text);
  return as_expected;
}

}  // namespace

void add_convert(CLI::App& app, Session& session) {
  CLI::App& command = add_command(app, session, "convert", "Write a circuit in another format");
  const auto options = std::make_shared<Options>();
  command.add_option("in", options->in, "Circuit: Libra's .ac or JSON klprop.spn/1; - is standard input")
      ->required()
      ->type_name("IN");
  command
      .add_option("out", options->out,
                  "File to write: NAME.ac or NAME.json; - is standard output in the format that IN is not")
      ->required()
      ->type_name("OUT");
  command.callback([options, &session] { session.run = [options] { return run(*options); }; });
}

}  // namespace klprop::cli
