/// Exact marginals by elimination in every scalar, each beside a raw loop that does the same operations: README.md.

#include "raw_operations.hpp"

#include <klprop/certify/enclosed_marginals.hpp>
#include <klprop/certify/rational_marginals.hpp>
#include <klprop/factor_graph/elimination.hpp>
#include <klprop/random/random.hpp>
#include <klprop/scalar/ball.hpp>
#include <klprop/scalar/binary64.hpp>
#include <klprop/scalar/real.hpp>
#include <klprop/scalar/wide_float.hpp>
#include <klprop/simplex/evidence.hpp>

#include <benchmark/benchmark.h>
#include <malloc.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bench {
namespace {

using klprop::Ball;
using klprop::Evidence;
using klprop::FactorGraph;
using klprop::JunctionTree;
using klprop::Rational;
using klprop::Real;
using klprop::VariableId;

// ---- models -----------------------------------------------------------------------------------------------------------

/// A square of binary variables, a factor on each and on each pair of neighbours, entries of three decimals.
FactorGraph grid(VariableId side) {
  klprop::Random random(side);
  klprop::FactorGraphBuilder builder{klprop::VariableTable(std::vector<klprop::StateId>(side * side, 2))};
  const auto add = [&](const std::vector<VariableId>& scope) {
    std::vector<Rational> values(std::size_t{1} << scope.size());
    for (Rational& value : values) value = klprop::fraction(random.between(1U, 3000U), 1000);
    builder.factor(scope, std::move(values));
  };
  for (VariableId v = 0; v < side * side; ++v) {
    add({v});
    if (v % side + 1 < side) add({v, v + 1});
    if (v + side < side * side) add({v, v + side});
  }
  return std::move(builder).build();
}

struct Model {
  explicit Model(VariableId side)
      : graph(grid(side)), evidence(graph.variables()), tree(graph, klprop::PossibleStates(graph.variables())) {}

  FactorGraph graph;
  Evidence evidence;
  JunctionTree tree;

  template <class S>
  [[nodiscard]] std::vector<S> values() const {
    return klprop::factor_values<S>(graph);
  }
  template <class S>
  [[nodiscard]] std::vector<S> lambda() const {
    return std::vector<S>(evidence.lambda().size(), S(1));
  }
};

const Model& model(VariableId side) {
  static std::map<VariableId, std::unique_ptr<Model>> models;
  auto& made = models[side];
  if (!made) made = std::make_unique<Model>(side);
  return *made;
}

// ---- the raw loops ----------------------------------------------------------------------------------------------------

struct Tape {
  std::vector<Operation> operations;
  std::vector<std::uint32_t> free_places;
  std::uint32_t places = 0;

  void list(Step step, std::uint32_t x, std::uint32_t a = 0, std::uint32_t b = 0) {
    operations.push_back({step, x, a, b});
  }
};

/// A number that writes down what is done to it. Each object has a place in an array; places are used again.
class Recorded {
 public:
  static inline Tape tape;

  Recorded() : place_(take()) {}
  explicit Recorded(int value) : place_(take()) { tape.list(value == 0 ? Step::clear : Step::copy, place_, 0); }
  Recorded(const Recorded& other) : place_(take()) { tape.list(Step::copy, place_, other.place_); }
  Recorded(Recorded&& other) noexcept : place_(std::exchange(other.place_, none)) {}
  Recorded& operator=(const Recorded& other) {
    tape.list(Step::copy, place_, other.place_);
    return *this;
  }
  Recorded& operator=(Recorded&& other) noexcept {
    std::swap(place_, other.place_);
    return *this;
  }
  ~Recorded() {
    if (place_ != none) tape.free_places.push_back(place_);
  }

  [[nodiscard]] std::uint32_t place() const { return place_; }
  void set_product(const Recorded& a, const Recorded& b) { tape.list(Step::multiply, place_, a.place_, b.place_); }
  void add_product(const Recorded& a, const Recorded& b) { tape.list(Step::multiply_add, place_, a.place_, b.place_); }
  Recorded& operator+=(const Recorded& a) {
    tape.list(Step::add, place_, a.place_);
    return *this;
  }
  Recorded& operator-=(const Recorded& a) { return *this += a; }  // elimination never asks for it
  Recorded& operator*=(const Recorded& a) {
    set_product(*this, a);
    return *this;
  }
  [[maybe_unused]] friend Recorded operator+(Recorded a, const Recorded& b) { return a += b; }
  [[maybe_unused]] friend Recorded operator-(Recorded a, const Recorded& b) { return a -= b; }
  [[maybe_unused]] friend Recorded operator*(Recorded a, const Recorded& b) { return a *= b; }

 private:
  static constexpr std::uint32_t none = JunctionTree::none;
  /// Place 0 holds one.
  static std::uint32_t take() {
    if (tape.free_places.empty()) return ++tape.places;
    const std::uint32_t place = tape.free_places.back();
    tape.free_places.pop_back();
    return place;
  }
  std::uint32_t place_;
};

}  // namespace
}  // namespace bench

template <>
struct klprop::InPlace<bench::Recorded> {
  using Number = bench::Recorded;
  static void set(Number& target, const Number& a) { target = a; }
  static void set_zero(Number& target) { target = Number(0); }
  static void set_product(Number& target, const Number& a, const Number& b) { target.set_product(a, b); }
  static void add(Number& target, const Number& a) { target += a; }
  static void add_product(Number& target, const Number& a, const Number& b, Number&) { target.add_product(a, b); }
};

namespace bench {
namespace {

/// The operations of `masses` on one model. The factors' entries stand in the first places after the one, then λ.
struct Recording {
  explicit Recording(const Model& of) {
    Recorded::tape = Tape();
    const std::vector<Recorded> values(of.graph.value_count()), lambda(of.evidence.lambda().size());
    const auto result = klprop::masses<Recorded>(of.tree, values, lambda);
    total = result.total.place();
    operations = std::move(Recorded::tape.operations);
    places = Recorded::tape.places + 2;
  }
  std::vector<Operation> operations;
  std::uint32_t total, places;
};

struct DoubleNumbers {
  using Number = double;
  static void make(double&) {}
  static void release(double&) {}
  static void assign(double& x, const Rational& value) { x = klprop::from_rational<double>(value); }
  static void clear(double& x) { x = 0; }
  static void copy(double& x, double a) { x = a; }
  static void add(double& x, double a) { x += a; }
  static void multiply(double& x, double a, double b) { x = a * b; }
  static void multiply_add(double& x, double a, double b, double&) { x += a * b; }
};

struct ArbNumbers {
  using Number = arb_struct;
  slong bits;

  static void make(arb_struct& x) { arb_init(&x); }
  static void release(arb_struct& x) { arb_clear(&x); }
  void assign(arb_struct& x, const Rational& value) const {
    const klprop::PrecisionScope precision(bits);
    arb_set(&x, Ball(value).raw());
  }
  static void clear(arb_struct& x) { arb_zero(&x); }
  static void copy(arb_struct& x, const arb_struct& a) { arb_set(&x, &a); }
  void add(arb_struct& x, const arb_struct& a) const { arb_add(&x, &x, &a, bits); }
  void multiply(arb_struct& x, const arb_struct& a, const arb_struct& b) const { arb_mul(&x, &a, &b, bits); }
  void multiply_add(arb_struct& x, const arb_struct& a, const arb_struct& b, arb_struct&) const {
    arb_addmul(&x, &a, &b, bits);
  }
};

template <class Arithmetic>
struct WithScratch : Arithmetic {
  using Number = typename Arithmetic::Number;
  void multiply_add(Number& x, const Number& a, const Number& b, Number& scratch) const {
    Arithmetic::multiply(scratch, a, b);
    Arithmetic::add(x, scratch);
  }
};

template <class Numbers>
class RawLoop {
 public:
  RawLoop(const Model& of, const Recording& recording, Numbers numbers)
      : recording_(recording), numbers_(numbers), place_(recording.places) {
    for (auto& x : place_) numbers_.make(x);
    numbers_.assign(place_[0], 1);
    std::size_t next = 1;
    for (const Rational& value : of.graph.values()) numbers_.assign(place_[next++], value);
    for (const Rational& factor : of.evidence.lambda()) numbers_.assign(place_[next++], factor);
  }
  ~RawLoop() {
    for (auto& x : place_) numbers_.release(x);
  }
  RawLoop(const RawLoop&) = delete;
  RawLoop& operator=(const RawLoop&) = delete;

  void run() {
    auto& scratch = place_.back();
    for (const Operation& operation : recording_.operations) {
      auto& x = place_[operation.x];
      switch (operation.step) {
        case Step::clear:
          numbers_.clear(x);
          break;
        case Step::copy:
          numbers_.copy(x, place_[operation.a]);
          break;
        case Step::add:
          numbers_.add(x, place_[operation.a]);
          break;
        case Step::multiply:
          numbers_.multiply(x, place_[operation.a], place_[operation.b]);
          break;
        case Step::multiply_add:
          numbers_.multiply_add(x, place_[operation.a], place_[operation.b], scratch);
          break;
      }
    }
  }
  [[nodiscard]] const typename Numbers::Number& total() const { return place_[recording_.total]; }

 private:
  const Recording& recording_;
  Numbers numbers_;
  std::vector<typename Numbers::Number> place_;
};

// ---- measuring --------------------------------------------------------------------------------------------------------

/// Time on the processor: on a shared machine the rest says nothing about the loops.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Call>
double timed(Call&& call) {
  const double start = thread_seconds();
  call();
  benchmark::ClobberMemory();
  return thread_seconds() - start;
}

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double megabytes(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (double kilobytes = 0; word == field && status >> kilobytes) return kilobytes / 1024;
  return 0;
}

/// Memory that a call adds at its peak, in MB.
template <class Call>
double added_megabytes(Call&& call) {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << 5;
  const double before = megabytes("VmRSS:");
  call();
  return megabytes("VmHWM:") - before;
}

void describe(benchmark::State& state, const Model& of, std::vector<double>& seconds, double added) {
  const klprop::EliminationCost cost = klprop::elimination_cost(of.tree);
  state.counters["width"] = static_cast<double>(of.tree.order().width());
  state.counters["products"] = cost.multiplications;
  state.counters["peak_entries"] = static_cast<double>(cost.peak_entries);
  state.counters["ms"] = median(seconds) * 1e3;
  state.counters["ns_per_product"] = median(seconds) * 1e9 / cost.multiplications;
  state.counters["added_MB"] = added;
}

bool same(double a, double b) {
  return a == b || std::abs(a - b) <= 1e-9 * std::abs(a);  // a compiler may fuse products and sums
}
bool same(const Rational& a, const __mpq_struct& b) {
  return mpq_equal(a.backend().data(), &b) != 0;
}
bool same(const Real& a, const __mpfr_struct& b) {
  return mpfr_equal_p(a.raw(), &b) != 0;
}
bool same(const Ball& a, const arb_struct& b) {
  return arb_equal(a.raw(), &b) != 0;
}
/// One rounds down, the other to nearest.
template <std::size_t words>
bool same(const klprop::WideFloat<words>& a, const __mpfr_struct& b) {
  const klprop::PrecisionScope precision(klprop::WideFloat<words>::precision);
  Real difference(a.to_rational());
  mpfr_sub(difference.raw(), difference.raw(), &b, MPFR_RNDN);
  mpfr_div(difference.raw(), difference.raw(), &b, MPFR_RNDN);
  return mpfr_zero_p(difference.raw()) != 0 ||
         mpfr_get_exp(difference.raw()) < 20 - klprop::WideFloat<words>::precision;
}

/// Both in turn, so that whatever else the machine does hits both alike.
template <class S, class Numbers>
void beside_raw_loop(benchmark::State& state, VariableId side, Numbers numbers) {
  const Model& of = model(side);
  const auto values = of.values<S>(), lambda = of.lambda<S>();
  std::optional<klprop::Masses<S>> result;
  const auto ours = [&] { result = klprop::masses<S>(of.tree, values, lambda); };
  const double added = added_megabytes(ours);
  const Recording recording(of);
  RawLoop<Numbers> raw(of, recording, numbers);
  raw.run();
  if (!same(result->total, raw.total())) return state.SkipWithError("the raw loop computes something else");
  std::vector<double> library, loop;
  for (auto unused : state) {
    const bool library_first = library.size() % 2 == 0;
    if (library_first) library.push_back(timed(ours));
    loop.push_back(timed([&] { raw.run(); }));
    if (!library_first) library.push_back(timed(ours));
    state.SetIterationTime(library.back());
  }
  state.counters["raw_ms"] = median(loop) * 1e3;
  state.counters["ratio"] = median(library) / median(loop);
  describe(state, of, library, added);
}

/// Whole answers, from rationals to rationals or enclosures.
template <class Call>
void whole(benchmark::State& state, VariableId side, Call&& call) {
  const Model& of = model(side);
  const double added = added_megabytes([&] { call(of); });
  std::vector<double> seconds;
  for (auto unused : state) {
    seconds.push_back(timed([&] { call(of); }));
    state.SetIterationTime(seconds.back());
  }
  describe(state, of, seconds, added);
}

template <class Run>
void add(const std::string& name, VariableId side, int repetitions, Run run) {
  benchmark::RegisterBenchmark((name + "/grid/" + std::to_string(side)).c_str(), run)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond)
      ->Iterations(repetitions);
}

template <class S, class Numbers>
void add_beside_raw(const std::string& name, VariableId side, int repetitions, Numbers numbers, mpfr_prec_t bits = 53) {
  add(name, side, repetitions, [side, numbers, bits](benchmark::State& state) {
    const klprop::PrecisionScope precision(bits);
    beside_raw_loop<S>(state, side, numbers);
  });
}

constexpr double plenty = 1e11;

[[maybe_unused]] const bool registered = [] {
  for (const VariableId side : {8U, 11U, 14U}) {
    const int repetitions = side > 12 ? 3 : 15;
    add_beside_raw<double>("double", side, repetitions, DoubleNumbers{});
    add_beside_raw<Real>("real_192", side, repetitions, WithScratch<MpfrArithmetic>{{192}}, 192);
    add_beside_raw<klprop::WideFloat<2>>("wide_128", side, repetitions, WithScratch<MpfrArithmetic>{{128}});
    add_beside_raw<klprop::WideFloat<3>>("wide_192", side, repetitions, WithScratch<MpfrArithmetic>{{192}});
    add_beside_raw<klprop::WideFloat<6>>("wide_384", side, repetitions, WithScratch<MpfrArithmetic>{{384}});
    for (const mpfr_prec_t bits : {128, 192, 384})
      add_beside_raw<Ball>("ball_" + std::to_string(bits), side, repetitions, ArbNumbers{bits}, bits);
    add("enclosed_192", side, repetitions, [side](benchmark::State& state) {
      whole(state, side, [](const Model& of) {
        benchmark::DoNotOptimize(klprop::enclosed_marginals(of.tree, of.evidence.lambda(), 192, plenty));
      });
    });
    add("exact", side, side > 12 ? 1 : 5, [side](benchmark::State& state) {
      whole(state, side, [](const Model& of) {
        benchmark::DoNotOptimize(klprop::RationalElimination(of.tree, of.evidence.lambda()).run());
      });
    });
    if (side < 12) add_beside_raw<Rational>("rational", side, 1, WithScratch<MpqArithmetic>{});
  }
  for (const VariableId side : {16U, 18U})
    add("enclosed_192", side, 1, [side](benchmark::State& state) {
      whole(state, side, [](const Model& of) {
        benchmark::DoNotOptimize(klprop::enclosed_marginals(of.tree, of.evidence.lambda(), 192, plenty));
      });
    });
  return true;
}();

}  // namespace
}  // namespace bench
