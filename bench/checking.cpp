/// Time and memory of deciding completeness and decomposability: README.md.

#include <klprop/random/random.hpp>
#include <klprop/spn/circuit.hpp>
#include <klprop/spn/hypotheses.hpp>

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <cstddef>
#include <fstream>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace bench {
namespace {

using klprop::Circuit;
using klprop::CircuitBuilder;
using klprop::NodeId;
using klprop::VariableId;
using klprop::VariableTable;
using Layer = std::vector<NodeId>;

constexpr VariableId variable_count = 10'000;

/// Circuits over 10^4 binary variables, put together from layers of `width` nodes of equal scope.
class Composer {
 public:
  explicit Composer(std::size_t width)
      : width_(width), builder_(VariableTable(std::vector<klprop::StateId>(variable_count, 2))) {
    for (VariableId variable = 0; variable < variable_count; ++variable)
      lowest_.push_back(sums({builder_.indicator(variable, 0), builder_.indicator(variable, 1)}));
  }

  [[nodiscard]] const Layer& lowest(VariableId variable) const { return lowest_[variable]; }

  /// Sums over all products of a node of one layer and a node of the other.
  Layer combine(const Layer& left, const Layer& right) {
    Layer products;
    for (const NodeId a : left)
      for (const NodeId b : right) products.push_back(builder_.product(std::vector{a, b}));
    return sums(products);
  }

  Circuit finish(const Layer& tops) && {
    const NodeId root = builder_.sum(tops);
    return std::move(builder_).build(root);
  }

 private:
  Layer sums(const Layer& children) {
    Layer result;
    while (result.size() < width_) result.push_back(builder_.sum(children));
    return result;
  }

  std::size_t width_;
  CircuitBuilder builder_;
  std::vector<Layer> lowest_;
};

/// The variables halved again and again.
Layer halved(Composer& composer, std::span<const VariableId> variables) {
  if (variables.size() == 1) return composer.lowest(variables[0]);
  const std::size_t half = variables.size() / 2;
  const Layer left = halved(composer, variables.first(half));
  return composer.combine(left, halved(composer, variables.subspan(half)));
}

/// The variables joined to the rest one by one.
Layer chained(Composer& composer, std::span<const VariableId> variables) {
  Layer joined = composer.lowest(variables[0]);
  for (const VariableId variable : variables.subspan(1)) joined = composer.combine(joined, composer.lowest(variable));
  return joined;
}

/// As many copies as make about 10^6 edges, each over the variables in an order of its own: few scopes are equal.
template <class Join>
Circuit shuffled(std::size_t width, std::size_t copies, Join join) {
  klprop::Random random(1);
  Composer composer(width);
  std::vector<VariableId> order(variable_count);
  std::iota(order.begin(), order.end(), VariableId{0});
  Layer tops;
  for (std::size_t copy = 0; copy < copies; ++copy) {
    random.shuffle(order);
    const Layer top = join(composer, std::span<const VariableId>(order));
    tops.insert(tops.end(), top.begin(), top.end());
  }
  return std::move(composer).finish(tops);
}

/// The most memory that this process has held since `forget_peak`, and what it holds now, in MB.
double megabytes(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (double kilobytes = 0; word == field && status >> kilobytes) return kilobytes / 1024;
  return 0;
}

void forget_peak() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << 5;
}

template <class Make>
void check(benchmark::State& state, Make make) {
  const Circuit circuit = make();
  double with_circuit = 0, peak = 0;
  for (auto unused : state) {
    state.PauseTiming();
    forget_peak();
    with_circuit = megabytes("VmRSS:");
    std::optional<klprop::Hypotheses> found;
    state.ResumeTiming();
    found.emplace(circuit);
    state.PauseTiming();
    peak = megabytes("VmHWM:");
    if (!found->complete() || !found->decomposable()) state.SkipWithError("the circuit is not a network");
    found.reset();
    state.ResumeTiming();
  }
  state.counters["edges"] = circuit.edge_count();
  state.counters["nodes"] = circuit.node_count();
  state.counters["peak_MB"] = peak;
  state.counters["added_MB"] = peak - with_circuit;
}

void wide_layers(benchmark::State& state) {
  check(state, [] { return shuffled(4, 1, halved); });
}
void many_splits(benchmark::State& state) {
  check(state, [] { return shuffled(1, 33, halved); });
}
void many_chains(benchmark::State& state) {
  check(state, [] { return shuffled(1, 33, chained); });
}

BENCHMARK(wide_layers)->Unit(benchmark::kMillisecond)->Iterations(5);
BENCHMARK(many_splits)->Unit(benchmark::kMillisecond)->Iterations(5);
BENCHMARK(many_chains)->Unit(benchmark::kMillisecond)->Iterations(5);

}  // namespace
}  // namespace bench
