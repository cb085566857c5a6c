#pragma once

/// What the fuzz targets of the factor graphs demand of every input that is accepted.

#include "round_trip.hpp"

#include <klprop/formats/factor_graph.hpp>

#include <algorithm>

namespace klprop::fuzzing {

/// Whether the graph can be written thousands of times a second.
inline bool is_quick(const FactorGraph& graph) {
  return graph.value_count() < 10'000 && graph.variables().indicator_count() < 10'000 &&
         std::all_of(graph.values().begin(), graph.values().end(),
                     [](const Rational& value) { return bit_size(value) < 10'000; });
}

/// The same graph must come back exactly from our own format: one text stands for all that is in it. From the others it
/// must come back such that writing it changes nothing more.
inline void require_round_trips(const FactorGraph& graph) {
  if (!is_quick(graph)) return;
  const std::string text = formats::write_factor_graph_json(graph);
  require(formats::write_factor_graph_json(formats::parse_factor_graph_json(text, "written")) == text);
  try {
    const std::string uai = formats::write_uai(graph);
    require(formats::write_uai(formats::parse_uai(uai, "written")) == uai);
    const std::string fg = formats::write_fg(graph);
    require(formats::write_fg(formats::parse_fg(fg, "written")) == fg);
  } catch (const ModelError&) {
    return;  // a number without a finite decimal expansion
  }
}

}  // namespace klprop::fuzzing
