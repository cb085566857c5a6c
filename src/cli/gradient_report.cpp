#include "gradient_report.hpp"

#include "numbers.hpp"
#include "variable_rows.hpp"

#include <klprop/formats/json_writer.hpp>
#include <klprop/formats/values.hpp>
#include <klprop/scalar/detail/printable.hpp>

namespace klprop::cli {
namespace {

using formats::JsonWriter;
using Layout = JsonWriter::Layout;

constexpr std::size_t longest_path = 4096;

Written written(const GradientReport& report, const CertifiedNumber& number) {
  const CertifiedGradient& gradient = *report.gradient;
  if (gradient.undefined) return {std::nullopt, "undefined", *gradient.undefined, 0};
  if (number.obstacle != 0) {
    const GradientObstacle& obstacle = gradient.obstacles[number.obstacle - 1];
    return {std::nullopt, obstacle.not_differentiable ? "not-differentiable" : "undecided-branch", obstacle.words, 0};
  }
  if (!number.text) return NumberFormat::write(number.ball, gradient.open);
  if (report.format->is_rational()) return {number.text, "exact", {}, 0};
  if (!report.format->is_ball()) return report.format->write(number.text, {});
  return number.exact ? NumberFormat::write(Enclosure{*number.exact, *number.exact})
                      : NumberFormat::write(number.ball, {});
}

std::string name_of(const formats::InputTensor& tensor) {
  return tensor.name.empty() ? "input " + std::to_string(tensor.first) : tensor.name;
}

void write_tensor(JsonWriter& out, const GradientReport& report, const formats::InputTensor& tensor,
                  std::size_t count) {
  out.begin_object(Layout::line);
  out.key("name");
  out.string(name_of(tensor));
  out.key("shape");
  out.begin_array(Layout::line);
  for (const std::int64_t dimension : tensor.shape) out.integer(dimension);
  out.end_array();
  out.key("values");
  out.begin_array(Layout::line);
  std::vector<std::string_view> statuses;
  std::vector<std::pair<std::size_t, std::string>> reasons;
  for (std::size_t j = 0; j < count; ++j) {
    Written number = report.derivative(tensor.first + j);
    write_value(out, number);
    statuses.push_back(number.status);
    if (!number.reason.empty()) reasons.emplace_back(j, std::move(number.reason));
  }
  out.end_array();
  out.key("status");
  out.begin_array(Layout::line);
  for (const std::string_view status : statuses) out.string(status);
  out.end_array();
  if (!reasons.empty()) {
    out.key("reasons");
    out.begin_array(Layout::line);
    for (const auto& [entry, reason] : reasons) {
      out.begin_object(Layout::line);
      out.key("entry");
      out.unsigned_integer(entry);
      out.key("reason");
      out.string(reason);
      out.end_object();
    }
    out.end_array();
  }
  out.end_object();
}

/// Entries of the inputs' tensors, which follow one another.
std::size_t entry_count(const GradientReport& report, std::size_t k) {
  const auto& tensors = report.model->inputs;
  const std::size_t end = k + 1 < tensors.size() ? tensors[k + 1].first : report.model->graph.inputs().size();
  return end - tensors[k].first;
}

void mention(std::string& text, const std::string& what, const Written& number, std::size_t& count) {
  if (count++ == 0) text = what + ": " + std::string(number.status) + ": " + number.reason;
}

void and_others(std::string& text, std::size_t count) {
  if (count > 1) text += " (and " + counted(count - 1, "other number") + ")";
}

}  // namespace

GradientLimits gradient_limits(const NumberFormat& format, long max_bits, double max_memory) {
  constexpr double longest_exact_work = 3e11;
  GradientLimits limits;
  limits.max_bits = max_bits;
  limits.max_memory = max_memory;
  if (format.is_rational()) limits.max_exact_work = longest_exact_work;
  return limits;
}

Written GradientReport::value() const {
  return written(*this, gradient->value);
}

Written GradientReport::derivative(std::size_t input) const {
  return written(*this, gradient->derivatives[input]);
}

std::string gradient_text(const GradientReport& report) {
  const ComputationGraph& graph = report.model->graph;
  std::string text = detail::printable(report.path, longest_path) + ": " + counted(graph.inputs().size(), "input") +
                     ", " + counted(graph.node_count(), "node") + ", " + counted(graph.slot_count(), "argument") +
                     "; numbers are " + report.format->describe() + "\n";
  const std::string quantity = detail::printable(report.quantity, longest_path);
  text += quantity + " = " + shown(report.value()) + "\n";
  if (report.gradient->undefined) return text;
  for (std::size_t k = 0; k < report.model->inputs.size(); ++k) {
    const formats::InputTensor& tensor = report.model->inputs[k];
    const auto names = formats::entry_names(detail::printable(name_of(tensor), longest_path), tensor.shape);
    for (std::size_t j = 0; j < entry_count(report, k); ++j)
      text += "d/d " + names[j] + " = " + shown(report.derivative(tensor.first + j)) + "\n";
  }
  return text;
}

std::string gradient_json(const GradientReport& report) {
  const DifferentiableModel& model = *report.model;
  JsonWriter out(1);
  out.begin_object();
  out.key("schema");
  out.string("klprop.gradient/1");
  out.key("model");
  out.begin_object(Layout::line);
  out.key("path");
  out.string(report.path);
  out.key("kind");
  out.string(model.kind);
  out.key("inputs");
  out.unsigned_integer(model.graph.inputs().size());
  out.key("nodes");
  out.unsigned_integer(model.graph.node_count());
  out.key("arguments");
  out.unsigned_integer(model.graph.slot_count());
  out.end_object();
  out.key("output");
  out.begin_object(Layout::line);
  out.key("name");
  out.string(report.quantity);
  const Written value = report.value();
  out.key("value");
  write_value(out, value);
  write_status(out, value.status, value.reason);
  out.end_object();
  out.key("gradient");
  out.begin_array();
  for (std::size_t k = 0; k < model.inputs.size(); ++k)
    write_tensor(out, report, model.inputs[k], entry_count(report, k));
  out.end_array();
  out.key("bits");
  out.integer(report.gradient->bits);
  out.key("seconds");
  out.seconds(report.seconds);
  out.end_object();
  return out.take();
}

Incomplete incomplete(const GradientReport& report) {
  Incomplete found;
  std::size_t undefined = 0, uncertified = 0, overflow = 0;
  const bool balls = report.format->is_ball();
  const auto look = [&](const CertifiedNumber& number, const std::string& what) {
    if (number.text && (balls || report.format->is_rational())) return;
    const Written result = written(report, number);
    if (result.status == "undefined" || result.status == "not-differentiable")
      mention(found.undefined, what, result, undefined);
    else if (result.status == "overflow")
      mention(found.overflow, what, result, overflow);
    else if (result.status != report.format->status() || !number.text)
      mention(found.uncertified, what, result, uncertified);
  };
  look(report.gradient->value, report.quantity);
  if (!report.gradient->undefined)
    for (std::size_t k = 0; k < report.model->inputs.size(); ++k) {
      const formats::InputTensor& tensor = report.model->inputs[k];
      for (std::size_t j = 0; j < entry_count(report, k); ++j)
        look(report.gradient->derivatives[tensor.first + j],
             "entry " + std::to_string(j) + " of the gradient of " + detail::quoted(name_of(tensor), '"'));
    }
  and_others(found.undefined, undefined);
  and_others(found.uncertified, uncertified);
  and_others(found.overflow, overflow);
  return found;
}

}  // namespace klprop::cli
