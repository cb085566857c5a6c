#include "marginals_report.hpp"

namespace klprop::cli {

MarginalsReport circuit_report(const std::string& path, const Circuit& circuit, const ExactMarginals& marginals,
                               const NumberFormat& format, long max_bits) {
  MarginalsReport report;
  report.model = {path, "spn", &circuit.variables(), circuit.node_count(), circuit.edge_count()};
  report.partition_name = "S(e)";
  report.format = &format;
  report.partition = format.write(marginals.partition);
  if (marginals.partition.is_zero())
    report.log_partition = {std::nullopt, "undefined", "S(e) = 0", 0};
  else if (!format.is_rational())
    report.log_partition = format.write_log(marginals.partition, max_bits);
  report.impossible = marginals.impossible;
  report.posterior = [&](IndicatorId k) { return format.write(marginals.belief[k]); };
  report.gates = marginals.gates;
  return report;
}

}  // namespace klprop::cli
