#include "beliefs_report.hpp"

#include "numbers.hpp"

#include <klprop/certify/rounding.hpp>
#include <klprop/formats/json_writer.hpp>

namespace klprop::cli {
namespace {

using formats::JsonWriter;
using Layout = JsonWriter::Layout;
using Status = BeliefPropagationStatus;

constexpr int distance_digits = 6;

std::string digits(const Rational& value) {
  return decimal(value, distance_digits);
}

std::string progress_text(const BeliefRun& run) {
  std::string text = " after " + counted(run.iterations, "iteration");
  if (run.residual) text += ", residual " + *run.residual;
  return text;
}

std::string distances(const BeliefDistance& distance) {
  return digits(distance.largest) + " (variable " + std::to_string(distance.variable) + "), mean " +
         digits(distance.mean);
}

void write_belief(JsonWriter& out, const BeliefsReport& report, VariableId v) {
  out.begin_object(Layout::line);
  write_variable_names(out, *report.model.variables, v);
  const Written speaks =
      write_states(out, *report.model.variables, v, [&](IndicatorId k) { return report.run->beliefs[k]; });
  if (!speaks.text) write_status(out, speaks.status, speaks.reason);
  out.end_object();
}

void write_distance(JsonWriter& out, const BeliefsReport& report) {
  const BeliefDistance& distance = *report.distance;
  out.begin_object(Layout::line);
  if (distance.left_out) {
    out.key("left_out");
    out.string(*distance.left_out);
  } else if (distance.impossible) {
    write_status(out, "undefined", "the evidence has probability zero: Z = 0");
  } else {
    out.key("largest");
    out.string(digits(distance.largest));
    out.key("variable");
    out.unsigned_integer(distance.variable);
    out.key("mean");
    out.string(digits(distance.mean));
    out.key("marginals_reached");
    out.boolean(distance.marginals_reached);
    out.key("words");
    out.string(distance_text(report));
  }
  out.end_object();
}

void write_run(JsonWriter& out, const BeliefRun& run) {
  write_status(out, name(run.status), run.reason);
  out.key("iterations");
  out.unsigned_integer(run.iterations);
  const auto optional = [&out](const char* key, const std::optional<std::string>& text) {
    out.key(key);
    if (text)
      out.string(*text);
    else
      out.null();
  };
  optional("residual", run.residual);
  optional("tolerance", run.tolerance ? std::optional(run.tolerance->str()) : std::nullopt);
}

}  // namespace

std::string status_text(const BeliefRun& run) {
  switch (run.status) {
    case Status::converged:
      return "converged" + progress_text(run);
    case Status::not_converged:
      return "not converged" + progress_text(run) + (run.reason.empty() ? "" : ": " + run.reason);
    case Status::contradiction:
    case Status::undecided:
      return std::string(name(run.status)) + ": " + run.reason;
  }
  return {};
}

std::string distance_text(const BeliefsReport& report) {
  const BeliefDistance& distance = *report.distance;
  if (distance.left_out) return "not compared with the exact marginals: " + *distance.left_out;
  if (distance.impossible) return "there are no marginals: the evidence has probability zero, Z = 0";
  if (report.run->status != Status::converged)
    return "not converged: largest distance to the exact marginals " + distances(distance);
  if (!distance.marginals_reached)
    return "converged, but not to the marginals: largest distance " + distances(distance);
  if (distance.largest.is_zero()) return "converged; equal to the exact marginals";
  return "converged; equal to the exact marginals within " + digits(distance.largest) + ", mean " +
         digits(distance.mean);
}

std::string beliefs_text(const BeliefsReport& report) {
  std::string text = summary_text(report.model) + "; " + report.schedule + " schedule in " + report.scalar + "\n";
  text += status_text(*report.run) + "\n";
  if (report.run->beliefs.empty()) return text;
  for (VariableId v = 0; v < report.model.variables->size(); ++v)
    text += variable_row(*report.model.variables, v, [&](IndicatorId k) { return report.run->beliefs[k]; });
  return text + distance_text(report) + "\n";
}

std::string beliefs_json(const BeliefsReport& report) {
  JsonWriter out(1);
  out.begin_object();
  out.key("schema");
  out.string("klprop.beliefs/1");
  out.key("model");
  write_summary(out, report.model);
  out.key("schedule");
  out.string(report.schedule);
  out.key("scalar");
  out.string(report.scalar);
  write_run(out, *report.run);
  out.key("beliefs");
  out.begin_array();
  if (!report.run->beliefs.empty())
    for (VariableId v = 0; v < report.model.variables->size(); ++v) write_belief(out, report, v);
  out.end_array();
  out.key("distance");
  write_distance(out, report);
  out.key("seconds");
  out.seconds(report.seconds);
  out.end_object();
  return out.take();
}

}  // namespace klprop::cli
