#include "exit_code.hpp"
#include "gradient_report.hpp"
#include "numbers.hpp"
#include "output.hpp"
#include "session.hpp"

#include <klprop/certify/memory_limit.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <chrono>
#include <memory>
#include <utility>

namespace klprop::cli {
namespace {

struct Options {
  std::string model, output, seed_vector, format = "digits:20", json;
  std::vector<std::string> at;
};

std::string node_text(const ComputationGraph& graph, GraphNodeId node) {
  std::string text = "node " + std::to_string(node);
  if (!graph.name(node).empty()) text += " " + detail::quoted(graph.name(node), '"');
  return text + " (" + std::string(name(graph.primitive(node))) + ")";
}

void require_memory_for_texts(const NumberFormat& format, std::size_t numbers, double max_memory) {
  // Digits are computed as an integer beside the text, and JSON is a second text.
  const double bytes = 3.0 * format.digits().value_or(0) * static_cast<double>(numbers);
  if (bytes > max_memory)
    throw LimitReached("the digits of all results would take " + bytes_text(bytes) + "; --max-memory allows " +
                       bytes_text(max_memory) + "; ask for fewer");
}

/// Under `rational`: all numbers are exact, or it is said why not.
void require_exact(const CertifiedGradient& gradient, const ComputationGraph& graph) {
  if (gradient.open.empty()) return;
  if (gradient.refused_exact_bits > 0)
    throw LimitReached(
        "the exact values would take too long or too much memory: the first that was not formed could "
        "have " +
        fixed(gradient.refused_exact_bits, 0) +
        " bits; expected less work altogether, or raise --max-memory, or ask for digits:N, f64, f32 or "
        "ball");
  if (!gradient.inexact) return;
  const GraphNodeId node = *gradient.inexact;
  throw UsageError("--format rational: " + node_text(graph, node) +
                   " is no rational number, as far as is known; ask for digits:N, f64, f32 or ball");
}

CertifiedGradient compute(const DifferentiableModel& model, const Quantity& quantity, const NumberFormat& format,
                          const Common& common) {
  require_memory_for_texts(format, model.point.size(), common.max_memory());
  const GradientLimits limits = gradient_limits(format, common.max_bits(), common.max_memory());
  try {
    CertifiedGradient found = certified_gradient({&model.graph, model.point, quantity.terms}, format.texts(), limits);
    if (format.is_rational()) require_exact(found, model.graph);
    return found;
  } catch (const MemoryLimitExceeded& refusal) {
    throw LimitReached(refusal.work() + " would take " + bytes_text(refusal.bytes()) + "; --max-memory allows " +
                       bytes_text(common.max_memory()) + "; raise it, or use a smaller model");
  }
}

/// After the report was written: what keeps it from being complete.
int exit_code(const GradientReport& report) {
  const Incomplete missing = incomplete(report);
  if (!missing.overflow.empty()) note(missing.overflow);
  if (!missing.undefined.empty()) {
    if (!missing.uncertified.empty()) note(missing.uncertified);
    throw Undefined(missing.undefined);
  }
  if (!missing.uncertified.empty()) throw LimitReached(missing.uncertified);
  return as_expected;
}

int run(const Options& options, const Common& common) {
  const NumberFormat format(options.format);
  OutputFile json(options.json);
  const auto start = std::chrono::steady_clock::now();
  const DifferentiableModel model = load_differentiable_model(read_model(options.model), options.at);
  const Quantity quantity = quantity_of(model, options.model, options.output, options.seed_vector);
  const CertifiedGradient gradient = compute(model, quantity, format, common);
  GradientReport report{options.model, &model, quantity.name, &gradient, &format, 0};
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  json.write(json.wanted() ? gradient_json(report) : "");
  if (!json.is_stdout()) print(gradient_text(report));
  return exit_code(report);
}

}  // namespace

void add_gradient(CLI::App& app, Session& session) {
  CLI::App& command = add_command(
      app, session, "gradient", "Ground-truth value and gradient of a computation graph, for inputs and initialisers");
  const auto options = std::make_shared<Options>();
  command.add_option("model", options->model, differentiable_model_help)->required()->type_name("MODEL");
  command
      .add_option(
          "--at", options->at,
          "Values of inputs: JSON klprop.values/1, or an ONNX tensor, which may be given a name: NAME=FILE. May be "
          "repeated")
      ->type_name("FILE");
  command
      .add_option("--output", options->output,
                  "The output to differentiate, or one entry of it such as y[0,3]; needed where there are several")
      ->type_name("NAME");
  command
      .add_option("--seed-vector", options->seed_vector,
                  "Cotangents of the outputs, in the formats of --at: the sum of seed times output is differentiated")
      ->type_name("FILE");
  command.add_option("--format", options->format, "rational, digits:N, f64 or f32 (C hexadecimal), or ball")
      ->capture_default_str();
  command
      .add_option("--json", options->json, "Write JSON klprop.gradient/1; - is standard output, instead of the text")
      ->type_name("FILE");
  command.callback(
      [options, &session] { session.run = [options, &session] { return run(*options, session.common); }; });
}

}  // namespace klprop::cli
