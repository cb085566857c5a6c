#pragma once

/// Ground-truth posterior marginals of a factor graph, as the program writes them.

#include "marginals_report.hpp"

#include <klprop/factor_graph/factor_graph.hpp>
#include <klprop/simplex/evidence.hpp>

#include <memory>

namespace klprop::cli {

/// The report, but for the time. It refers to the graph and to the format.
///
/// @throws LimitReached  before the work begins, when it is predicted to need more memory than `max_memory` bytes
[[nodiscard]] MarginalsReport factor_graph_report(const std::string& path, const FactorGraph& graph,
                                                  const Evidence& evidence, const NumberFormat& format, long max_bits,
                                                  double max_memory);

}  // namespace klprop::cli
