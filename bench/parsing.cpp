/// Reading circuits from text in both formats: README.md.

#include "circuits.hpp"

#include <klprop/formats/spn.hpp>

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace bench {
namespace {

/// `.ac` cannot hold a weight such as 1/3, and turns every weight into two edges: these networks have integer
/// parameters, and edges are counted as the file has them.
klprop::Circuit decimal_circuit(std::size_t edges) {
  klprop::Random random(1);
  klprop::SpnOptions options = klprop::large_spn(klprop::SpnShape::layered, edges);
  options.min_variables = 8;
  options.weights = klprop::WeightMode::integers;
  return klprop::random_spn(random, options);
}

template <class Write>
void parse(benchmark::State& state, Write write) {
  const std::string text = write(decimal_circuit(static_cast<std::size_t>(state.range(0))));
  double edges = 0;
  for (auto unused : state) edges = klprop::formats::parse_spn(text, "bench").circuit.edge_count();
  using Counter = benchmark::Counter;
  state.counters["edges"] = edges;
  state.counters["time_per_edge"] = Counter(edges, Counter::kIsIterationInvariantRate | Counter::kInvert);
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}

void parse_ac(benchmark::State& state) {
  parse(state, klprop::formats::write_ac);
}
void parse_json(benchmark::State& state) {
  parse(state, klprop::formats::write_spn_json);
}

BENCHMARK(parse_ac)->Unit(benchmark::kMillisecond)->Arg(10'000)->Arg(100'000)->Arg(1'000'000);
BENCHMARK(parse_json)->Unit(benchmark::kMillisecond)->Arg(10'000)->Arg(100'000)->Arg(1'000'000);

}  // namespace
}  // namespace bench
