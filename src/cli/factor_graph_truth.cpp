#include "factor_graph_truth.hpp"

#include "exit_code.hpp"
#include "numbers.hpp"

#include <klprop/certify/factor_graph_marginals.hpp>
#include <klprop/certify/memory_limit.hpp>
#include <klprop/certify/rational_marginals.hpp>

#include <utility>

namespace klprop::cli {
namespace {

constexpr const char* zero_evidence = "the evidence has probability zero: Z = 0";

void fill(MarginalsReport& report, RationalMarginals&& found) {
  report.partition = report.format->write(found.partition);
  if (found.partition.is_zero()) {
    report.impossible = zero_evidence;
    return;
  }
  const auto posterior = std::make_shared<std::vector<Rational>>(std::move(found.posterior));
  report.posterior = [posterior, format = report.format](IndicatorId k) { return format->write((*posterior)[k]); };
}

/// A number's text, or its ball.
Written written(const NumberFormat& format, const RoundedNumber& number, const std::string& open) {
  if (format.is_ball() && number.text) return format.write(number.ends);
  return format.write(number.text, open);
}

void fill(MarginalsReport& report, RoundedMarginals&& found) {
  const NumberFormat& format = *report.format;
  if (found.impossible) {
    report.partition = format.write(Rational(0));
    report.log_partition = {std::nullopt, "undefined", "Z = 0", 0};
    report.impossible = zero_evidence;
  } else {
    const std::string open = found.certain() ? "" : found.open + "; raise --max-bits";
    report.partition = written(format, found.partition, open);
    report.log_partition = written(format, found.log_partition, open);
    const auto shared = std::make_shared<RoundedMarginals>(std::move(found));
    report.posterior = [shared, open, &format](IndicatorId k) { return written(format, shared->posterior[k], open); };
    found.bits = shared->bits;
  }
  report.partition.bits = static_cast<long>(found.bits);
}

/// Every number has the same text, so that the first enclosures will do: they are asked for, and not the texts.
Rounding rounding(const NumberFormat& format) {
  if (format.is_ball()) return [](const Rational&) { return std::string(); };
  return [&format](const Rational& value) { return format.rounded(value); };
}

void require_memory_for_texts(const NumberFormat& format, const VariableTable& variables, double max_memory) {
  // Digits are computed as an integer beside the text, and JSON is a second text.
  const double bytes = 3.0 * format.digits().value_or(0) * variables.indicator_count();
  if (bytes > max_memory)
    throw LimitReached("the digits of all results would take " + bytes_text(bytes) + "; --max-memory allows " +
                       bytes_text(max_memory) + "; ask for fewer");
}

}  // namespace

MarginalsReport factor_graph_report(const std::string& path, const FactorGraph& graph, const Evidence& evidence,
                                    const NumberFormat& format, long max_bits, double max_memory) {
  require_memory_for_texts(format, graph.variables(), max_memory);
  MarginalsReport report;
  report.model = {path, "factor-graph", &graph.variables(), graph.factor_count(), graph.edge_count()};
  report.partition_name = "Z";
  report.format = &format;
  try {
    if (format.is_rational())
      fill(report, rational_marginals(graph, evidence.lambda(), max_memory));
    else
      fill(report, rounded_marginals(graph, evidence, format.significant_bits(), rounding(format),
                                     {.max_bits = max_bits, .max_memory = max_memory}));
  } catch (const MemoryLimitExceeded& refusal) {
    throw LimitReached(refusal.work() + " would take " + bytes_text(refusal.bytes()) + "; --max-memory allows " +
                       bytes_text(max_memory) + "; raise it, or use a smaller model");
  }
  return report;
}

}  // namespace klprop::cli
