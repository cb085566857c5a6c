/// The forward and the reverse sweep of a computation graph in every scalar, each beside a raw loop that does the same
/// operations in place, and beside ADOL-C's tape in double; and the certified gradient beside the plain one: README.md.

#include <klprop/certify/ball_rounding.hpp>
#include <klprop/certify/certified_gradient.hpp>
#include <klprop/certify/rounding.hpp>
#include <klprop/computation_graph/evaluation.hpp>
#include <klprop/computation_graph/reverse_sweep.hpp>
#include <klprop/random/random.hpp>
#include <klprop/scalar/ball.hpp>
#include <klprop/scalar/real.hpp>

#include <adolc/adolc.h>
#include <arb.h>
#include <benchmark/benchmark.h>
#include <mpfr.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace bench {
namespace {

using klprop::Ball;
using klprop::ComputationGraph;
using klprop::GraphNodeId;
using klprop::Primitive;
using klprop::Rational;
using klprop::Real;

constexpr std::size_t input_count = 64;
constexpr std::size_t window = 200;  // arguments are among that many nodes before: fan-out about two, depth N/100

/// Sums, differences and products with an input near 1/2, in turn: no derivative vanishes. Without differences values stay
/// near 1; with them, a ball loses 400 bits in 100,000 nodes.
ComputationGraph random_graph(std::size_t nodes, bool differences = true) {
  klprop::Random random(20260704);
  klprop::ComputationGraphBuilder builder;
  std::vector<GraphNodeId> all;
  for (std::size_t k = 0; k < input_count; ++k)
    all.push_back(builder.input("x" + std::to_string(k), Rational(400 + static_cast<int>(random.below(200)), 1000)));
  const auto recent = [&] { return all[all.size() - 1 - random.below(std::min(window, all.size()))]; };
  while (all.size() + 1 < nodes) {
    const GraphNodeId a = recent(), b = recent();
    all.push_back(builder.apply(differences && random.chance(1, 4) ? Primitive::subtract : Primitive::sum, {a, b}));
    all.push_back(builder.apply(Primitive::product, {all.back(), all[random.below(input_count)]}));
  }
  builder.output("z", all.back());
  return std::move(builder).build();
}

struct DoubleArithmetic {
  using Scalar = double;
  using Number = double;
  static void make(double& x) { x = 0; }
  static void release(double&) {}
  static void assign(double& x, const Rational& value) { x = klprop::from_rational<double>(value); }
  static void clear(double& x) { x = 0; }
  static void one(double& x) { x = 1; }
  static void sum(double& y, const double& a, const double& b) { y = a + b; }
  static void difference(double& y, const double& a, const double& b) { y = a - b; }
  static void product(double& y, const double& a, const double& b) { y = a * b; }
  static void add_product(double& y, const double& a, const double& b, double&) { y += a * b; }
  static bool same(double ours, const double& theirs) { return std::isfinite(ours) && ours == theirs; }
};

struct MpfrArithmetic {
  using Scalar = Real;
  using Number = __mpfr_struct;
  static void make(Number& x) {
    mpfr_init2(&x, klprop::working_precision());
    mpfr_set_zero(&x, 1);
  }
  static void release(Number& x) { mpfr_clear(&x); }
  static void assign(Number& x, const Rational& value) { mpfr_set_q(&x, value.backend().data(), MPFR_RNDN); }
  static void clear(Number& x) { mpfr_set_zero(&x, 1); }
  static void one(Number& x) { mpfr_set_ui(&x, 1, MPFR_RNDN); }
  static void sum(Number& y, const Number& a, const Number& b) { mpfr_add(&y, &a, &b, MPFR_RNDN); }
  static void difference(Number& y, const Number& a, const Number& b) { mpfr_sub(&y, &a, &b, MPFR_RNDN); }
  static void product(Number& y, const Number& a, const Number& b) { mpfr_mul(&y, &a, &b, MPFR_RNDN); }
  static void add_product(Number& y, const Number& a, const Number& b, Number& scratch) {
    mpfr_mul(&scratch, &a, &b, MPFR_RNDN);
    mpfr_add(&y, &y, &scratch, MPFR_RNDN);
  }
  static bool same(const Real& ours, const Number& theirs) {
    return ours.is_finite() && mpfr_equal_p(ours.raw(), &theirs) != 0;
  }
};

struct ArbArithmetic {
  using Scalar = Ball;
  using Number = arb_struct;
  static slong bits() { return static_cast<slong>(klprop::working_precision()); }
  static void make(Number& x) { arb_init(&x); }
  static void release(Number& x) { arb_clear(&x); }
  static void assign(Number& x, const Rational& value) { arb_set(&x, Ball(value).raw()); }
  static void clear(Number& x) { arb_zero(&x); }
  static void one(Number& x) { arb_one(&x); }
  static void sum(Number& y, const Number& a, const Number& b) { arb_add(&y, &a, &b, bits()); }
  static void difference(Number& y, const Number& a, const Number& b) { arb_sub(&y, &a, &b, bits()); }
  static void product(Number& y, const Number& a, const Number& b) { arb_mul(&y, &a, &b, bits()); }
  static void add_product(Number& y, const Number& a, const Number& b, Number&) { arb_addmul(&y, &a, &b, bits()); }
  static bool same(const Ball& ours, const Number& theirs) {
    return is_finite(ours) && arb_equal(ours.raw(), &theirs) != 0;
  }
};

/// The same operations over plain arrays; it knows nothing of other primitives, of domains or of overflow.
template <class Arithmetic>
class Raw {
 public:
  using Number = typename Arithmetic::Number;
  explicit Raw(const ComputationGraph& graph) : count_(graph.node_count()), values_(count_), adjoints_(count_) {
    Arithmetic::make(scratch_);
    for (GraphNodeId node = 0; node < count_; ++node) {
      Arithmetic::make(values_[node]);
      Arithmetic::make(adjoints_[node]);
      if (graph.primitive(node) == Primitive::input)
        Arithmetic::assign(values_[node], *graph.input_value(graph.input_index(node)));
      else
        steps_.push_back({graph.primitive(node), graph.arguments(node)[0], graph.arguments(node)[1], node});
    }
  }
  ~Raw() {
    Arithmetic::release(scratch_);
    for (Number& value : values_) Arithmetic::release(value);
    for (Number& value : adjoints_) Arithmetic::release(value);
  }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;

  void forward() {
    for (const Step& step : steps_) {
      const Number &a = values_[step.a], &b = values_[step.b];
      Number& y = values_[step.y];
      if (step.primitive == Primitive::sum) Arithmetic::sum(y, a, b);
      if (step.primitive == Primitive::subtract) Arithmetic::difference(y, a, b);
      if (step.primitive == Primitive::product) Arithmetic::product(y, a, b);
    }
  }
  void reverse() {
    for (Number& adjoint : adjoints_) Arithmetic::clear(adjoint);
    Arithmetic::one(adjoints_.back());
    for (std::size_t k = steps_.size(); k-- > 0;) {
      const Step& step = steps_[k];
      const Number& adjoint = adjoints_[step.y];
      Number &a = adjoints_[step.a], &b = adjoints_[step.b];
      if (step.primitive == Primitive::product) {
        Arithmetic::add_product(a, adjoint, values_[step.b], scratch_);
        Arithmetic::add_product(b, adjoint, values_[step.a], scratch_);
      } else {
        Arithmetic::sum(a, a, adjoint);
        if (step.primitive == Primitive::sum)
          Arithmetic::sum(b, b, adjoint);
        else
          Arithmetic::difference(b, b, adjoint);
      }
    }
  }
  [[nodiscard]] const std::vector<Number>& values() const { return values_; }
  [[nodiscard]] const std::vector<Number>& adjoints() const { return adjoints_; }

 private:
  struct Step {
    Primitive primitive;
    GraphNodeId a, b, y;
  };
  std::size_t count_;
  std::vector<Number> values_, adjoints_;
  std::vector<Step> steps_;
  Number scratch_;
};

template <class Arithmetic, class S>
void require_same(const std::vector<S>& ours, const std::vector<typename Arithmetic::Number>& theirs) {
  for (std::size_t k = 0; k < ours.size(); ++k)
    if (!Arithmetic::same(ours[k], theirs[k])) throw std::logic_error("the loops disagree");
}

void per_node(benchmark::State& state, std::size_t nodes) {
  state.counters["ns/node"] = benchmark::Counter(
      static_cast<double>(nodes) * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

template <class Arithmetic, long bits>
void library(benchmark::State& state) {
  using S = typename Arithmetic::Scalar;
  const klprop::PrecisionScope precision(bits);
  const ComputationGraph graph = random_graph(static_cast<std::size_t>(state.range(0)));
  const std::vector<S> inputs = klprop::default_inputs<S>(graph);
  std::vector<S> values(graph.node_count()), adjoints(graph.node_count());
  const klprop::AdjointSeed<S> seed{graph.outputs()[0].node, S(1)};
  for ([[maybe_unused]] auto _ : state) {
    klprop::forward_values<S>(graph, inputs, values);
    klprop::reverse_sweep<S>(graph, values, std::span(&seed, 1), adjoints);
    benchmark::ClobberMemory();
  }
  per_node(state, graph.node_count());
  Raw<Arithmetic> raw(graph);
  raw.forward();
  raw.reverse();
  require_same<Arithmetic>(values, raw.values());
  require_same<Arithmetic>(adjoints, raw.adjoints());
}

template <class Arithmetic, long bits>
void raw_loop(benchmark::State& state) {
  const klprop::PrecisionScope precision(bits);
  const ComputationGraph graph = random_graph(static_cast<std::size_t>(state.range(0)));
  Raw<Arithmetic> raw(graph);
  for ([[maybe_unused]] auto _ : state) {
    raw.forward();
    raw.reverse();
    benchmark::ClobberMemory();
  }
  per_node(state, graph.node_count());
}

/// Value and gradient, correctly rounded to doubles, with their texts.
template <bool differences>
void certified(benchmark::State& state) {
  const ComputationGraph graph = random_graph(static_cast<std::size_t>(state.range(0)), differences);
  const auto point = klprop::default_inputs<Rational>(graph);
  const klprop::AdjointSeed<Rational> seed{graph.outputs().front().node, Rational(1)};
  const klprop::NumberTexts texts = {
      [](const Rational& value) { return klprop::binary64_hex(value).value_or("overflow"); },
      [](const Ball& ball) { return klprop::hexadecimal(ball, klprop::binary64); }, klprop::binary64.precision, false};
  for ([[maybe_unused]] auto _ : state) {
    const auto found = klprop::certified_gradient({&graph, point, std::span(&seed, 1)}, texts);
    if (!found.open.empty()) throw std::runtime_error("a number is open: " + found.open);
    benchmark::DoNotOptimize(found.derivatives.data());
  }
  per_node(state, graph.node_count());
}

/// ADOL-C: a tape is recorded once; each run is a forward and a reverse sweep over it.
void adolc(benchmark::State& state) {
  const ComputationGraph graph = random_graph(static_cast<std::size_t>(state.range(0)));
  std::vector<double> x = klprop::default_inputs<double>(graph), gradient(x.size());
  double z = 0;
  trace_on(1);
  {
    std::vector<adouble> value(graph.node_count());
    for (GraphNodeId node = 0; node < graph.node_count(); ++node) {
      if (graph.primitive(node) == Primitive::input) {
        value[node] <<= x[graph.input_index(node)];
        continue;
      }
      const adouble &a = value[graph.arguments(node)[0]], &b = value[graph.arguments(node)[1]];
      if (graph.primitive(node) == Primitive::sum) value[node] = a + b;
      if (graph.primitive(node) == Primitive::subtract) value[node] = a - b;
      if (graph.primitive(node) == Primitive::product) value[node] = a * b;
    }
    value.back() >>= z;
  }
  trace_off();
  for ([[maybe_unused]] auto _ : state) {
    ::gradient(1, static_cast<int>(x.size()), x.data(), gradient.data());
    benchmark::DoNotOptimize(gradient.data());
  }
  per_node(state, graph.node_count());
}

constexpr std::int64_t nodes = 100'000;
BENCHMARK_TEMPLATE2(library, DoubleArithmetic, 53)->Arg(nodes);
BENCHMARK_TEMPLATE2(raw_loop, DoubleArithmetic, 53)->Arg(nodes);
BENCHMARK(adolc)->Arg(nodes);
BENCHMARK_TEMPLATE(certified, false)->Arg(nodes);
BENCHMARK_TEMPLATE(certified, true)->Arg(nodes);
BENCHMARK_TEMPLATE2(library, MpfrArithmetic, 128)->Arg(nodes);
BENCHMARK_TEMPLATE2(raw_loop, MpfrArithmetic, 128)->Arg(nodes);
BENCHMARK_TEMPLATE2(library, MpfrArithmetic, 256)->Arg(nodes);
BENCHMARK_TEMPLATE2(raw_loop, MpfrArithmetic, 256)->Arg(nodes);
BENCHMARK_TEMPLATE2(library, MpfrArithmetic, 1024)->Arg(nodes);
BENCHMARK_TEMPLATE2(raw_loop, MpfrArithmetic, 1024)->Arg(nodes);
BENCHMARK_TEMPLATE2(library, ArbArithmetic, 128)->Arg(nodes);
BENCHMARK_TEMPLATE2(raw_loop, ArbArithmetic, 128)->Arg(nodes);
BENCHMARK_TEMPLATE2(library, ArbArithmetic, 256)->Arg(nodes);
BENCHMARK_TEMPLATE2(raw_loop, ArbArithmetic, 256)->Arg(nodes);
BENCHMARK_TEMPLATE2(library, ArbArithmetic, 1024)->Arg(nodes);
BENCHMARK_TEMPLATE2(raw_loop, ArbArithmetic, 1024)->Arg(nodes);

}  // namespace
}  // namespace bench
