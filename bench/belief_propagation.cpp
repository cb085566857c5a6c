/// A flooding iteration per edge, in double and Real, beside a raw loop that does the same operations in place.
///
/// Graphs: grids of variables with k states, a factor of one variable at each and of two variables between neighbours; the
/// tables are p/q, p and q in 1 … 9. Both sides start from the same messages, and after five iterations must agree to the
/// last bit. The raw loop knows that no factor has more than two variables, and does not ask whether a sum is zero.

#include <klprop/factor_graph/schedules.hpp>
#include <klprop/random/random.hpp>
#include <klprop/scalar/binary64.hpp>
#include <klprop/scalar/real.hpp>

#include <benchmark/benchmark.h>
#include <malloc.h>
#include <mpfr.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace bench {
namespace {

using klprop::FactorGraph;
using klprop::FactorId;
using klprop::Rational;
using klprop::Real;
using klprop::ScopeEdge;
using klprop::VariableId;

FactorGraph grid(VariableId side, klprop::StateId states) {
  klprop::Random random(side);
  klprop::FactorGraphBuilder builder{
      klprop::VariableTable(std::vector<klprop::StateId>(std::size_t{side} * side, states))};
  const auto add = [&](const std::vector<VariableId>& scope) {
    std::vector<Rational> values(scope.size() == 1 ? states : std::size_t{states} * states);
    for (Rational& value : values) value = klprop::small_rational(random);
    builder.factor(scope, std::move(values));
  };
  for (VariableId row = 0; row < side; ++row)
    for (VariableId column = 0; column < side; ++column) {
      const VariableId v = row * side + column;
      add({v});
      if (column + 1 < side) add({v, v + 1});
      if (row + 1 < side) add({v, v + side});
    }
  return std::move(builder).build();
}

struct DoubleArithmetic {
  using Number = double;
  void make(double& x) const { x = 0; }
  static void release(double&) {}
  static void assign(double& x, const Rational& value) { x = klprop::from_rational<double>(value); }
  static void set(double& x, double a) { x = a; }
  static void multiply(double& x, double a, double b) { x = a * b; }
  static void divide(double& x, double a) { x /= a; }
  /// x ← Σ a[k·stride]·b[k]
  static void scalar_product(double& x, const double* a, std::size_t stride, const double* b, std::size_t n, double&) {
    double sum = a[0] * b[0];
    for (std::size_t k = 1; k < n; ++k) sum += a[k * stride] * b[k];
    x = sum;
  }
  static void sum(double& x, const double* a, std::size_t n) {
    double total = a[0];
    for (std::size_t k = 1; k < n; ++k) total += a[k];
    x = total;
  }
};

struct MpfrArithmetic {
  using Number = __mpfr_struct;
  mpfr_prec_t bits;

  void make(Number& x) const {
    mpfr_init2(&x, bits);
    mpfr_set_zero(&x, 1);
  }
  static void release(Number& x) { mpfr_clear(&x); }
  static void assign(Number& x, const Rational& value) { mpfr_set_q(&x, value.backend().data(), MPFR_RNDN); }
  static void set(Number& x, const Number& a) { mpfr_set(&x, &a, MPFR_RNDN); }
  static void multiply(Number& x, const Number& a, const Number& b) { mpfr_mul(&x, &a, &b, MPFR_RNDN); }
  static void divide(Number& x, const Number& a) { mpfr_div(&x, &x, &a, MPFR_RNDN); }
  static void scalar_product(Number& x, const Number* a, std::size_t stride, const Number* b, std::size_t n,
                             Number& scratch) {
    mpfr_mul(&x, a, b, MPFR_RNDN);
    for (std::size_t k = 1; k < n; ++k) {
      mpfr_mul(&scratch, a + k * stride, b + k, MPFR_RNDN);
      mpfr_add(&x, &x, &scratch, MPFR_RNDN);
    }
  }
  static void sum(Number& x, const Number* a, std::size_t n) {
    mpfr_set(&x, a, MPFR_RNDN);
    for (std::size_t k = 1; k < n; ++k) mpfr_add(&x, &x, a + k, MPFR_RNDN);
  }
};

/// Belief propagation over plain arrays; it calls nothing of the library.
template <class Arithmetic>
class RawFlooding {
 public:
  using Number = typename Arithmetic::Number;

  RawFlooding(const FactorGraph& graph, Arithmetic arithmetic)
      : states_(graph.variables().arity(0)),
        arithmetic_(arithmetic),
        values_(made(graph.value_count())),
        to_variable_(made(graph.edge_count() * states_)),
        to_factor_(made(graph.edge_count() * states_)),
        product_(made(states_)),
        suffix_(made(states_)),
        scratch_(made(3)) {
    for (std::size_t k = 0; k < values_.size(); ++k) Arithmetic::assign(values_[k], graph.values()[k]);
    for (Number& x : to_factor_) Arithmetic::assign(x, Rational(1) / Rational(states_));
    Arithmetic::assign(scratch_[2], 1);
    for (FactorId a = 0; a <= graph.factor_count(); ++a)
      first_edge_.push_back(a < graph.factor_count() ? graph.first_edge(a) : graph.edge_count());
    for (VariableId v = 0; v < graph.variable_count(); ++v) {
      first_of_variable_.push_back(variable_edge_.size());
      variable_edge_.insert(variable_edge_.end(), graph.edges(v).begin(), graph.edges(v).end());
    }
    first_of_variable_.push_back(variable_edge_.size());
  }
  ~RawFlooding() {
    for (auto* all : {&values_, &to_variable_, &to_factor_, &product_, &suffix_, &scratch_})
      for (Number& x : *all) Arithmetic::release(x);
  }
  RawFlooding(const RawFlooding&) = delete;
  RawFlooding& operator=(const RawFlooding&) = delete;

  void iterate() {
    const Number* table = values_.data();
    for (std::size_t a = 0; a + 1 < first_edge_.size(); ++a) {
      const std::size_t begin = first_edge_[a] * states_;
      if (first_edge_[a + 1] - first_edge_[a] == 1)
        unary(table, begin);
      else
        pairwise(table, begin);
      table += first_edge_[a + 1] - first_edge_[a] == 1 ? states_ : states_ * states_;
    }
    for (std::size_t v = 0; v + 1 < first_of_variable_.size(); ++v)
      variable(first_of_variable_[v], first_of_variable_[v + 1]);
  }

  [[nodiscard]] const Number* to_factor() const { return to_factor_.data(); }

 private:
  std::vector<Number> made(std::size_t size) const {
    std::vector<Number> numbers(size);
    for (Number& x : numbers) arithmetic_.make(x);
    return numbers;
  }
  void normalise(Number* message) {
    Arithmetic::sum(scratch_[0], message, states_);
    for (std::size_t x = 0; x < states_; ++x) Arithmetic::divide(message[x], scratch_[0]);
  }
  void unary(const Number* table, std::size_t begin) {
    for (std::size_t x = 0; x < states_; ++x) Arithmetic::set(to_variable_[begin + x], table[x]);
    normalise(&to_variable_[begin]);
  }
  void pairwise(const Number* table, std::size_t begin) {
    const Number* const first = &to_factor_[begin];
    const Number* const second = first + states_;
    Number* const out = &to_variable_[begin];
    for (std::size_t x = 0; x < states_; ++x) {
      Arithmetic::scalar_product(out[x], table + x * states_, 1, second, states_, scratch_[1]);
      Arithmetic::scalar_product(out[states_ + x], table + x, states_, first, states_, scratch_[1]);
    }
    normalise(out);
    normalise(out + states_);
  }
  void variable(std::size_t begin, std::size_t end) {
    for (std::size_t x = 0; x < states_; ++x) Arithmetic::set(product_[x], scratch_[2]);
    for (std::size_t k = begin; k < end; ++k)
      for (std::size_t x = 0; x < states_; ++x) {
        const std::size_t at = variable_edge_[k] * states_ + x;
        Arithmetic::set(to_factor_[at], product_[x]);
        Arithmetic::multiply(product_[x], product_[x], to_variable_[at]);
      }
    for (std::size_t x = 0; x < states_; ++x)
      Arithmetic::set(suffix_[x], to_variable_[variable_edge_[end - 1] * states_ + x]);
    for (std::size_t k = end - 1; k-- > begin;)
      for (std::size_t x = 0; x < states_; ++x) {
        const std::size_t at = variable_edge_[k] * states_ + x;
        Arithmetic::multiply(to_factor_[at], to_factor_[at], suffix_[x]);
        if (k > begin) Arithmetic::multiply(suffix_[x], suffix_[x], to_variable_[at]);
      }
    for (std::size_t k = begin; k < end; ++k) normalise(&to_factor_[variable_edge_[k] * states_]);
  }

  std::size_t states_;
  Arithmetic arithmetic_;
  std::vector<Number> values_, to_variable_, to_factor_, product_, suffix_, scratch_;
  std::vector<std::size_t> first_edge_, first_of_variable_;
  std::vector<ScopeEdge> variable_edge_;
};

bool same(double a, double b) {
  return std::isfinite(a) && a == b;
}
bool same(const Real& a, const __mpfr_struct& b) {
  return a.is_finite() && mpfr_equal_p(a.raw(), &b) != 0;
}

/// Time on the processor: on a shared machine the rest says nothing about the loops.
template <class Call>
double timed(Call&& call) {
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  };
  const double start = now();
  call();
  benchmark::ClobberMemory();
  return now() - start;
}

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

template <class S, class Arithmetic>
void run(benchmark::State& state, VariableId side, klprop::StateId states, Arithmetic arithmetic) {
  malloc_trim(0);
  const FactorGraph graph = grid(side, states);
  // Powers of two that the library scales a table of doubles by change no bit of a normalised message.
  klprop::MessagePassing<S> passing(graph, klprop::factor_values<S>(graph));
  klprop::Messages<S> messages = passing.uniform();
  RawFlooding<Arithmetic> raw(graph, arithmetic);
  const auto ours = [&] {
    if (klprop::flooding_step(passing, messages)) state.SkipWithError("a message broke down");
  };
  const auto theirs = [&] { raw.iterate(); };
  for (int n = 0; n < 5; ++n) {
    ours();
    theirs();
  }
  for (std::size_t k = 0; k < messages.to_factor.size(); ++k)
    if (!same(messages.to_factor[k], raw.to_factor()[k]))
      return state.SkipWithError("the raw loop computes something else");

  // In turn, so that whatever else the machine does hits both alike.
  std::vector<double> library_times, raw_times;
  for (auto unused : state) {
    const bool library_first = library_times.size() % 2 == 0;
    if (library_first) library_times.push_back(timed(ours));
    raw_times.push_back(timed(theirs));
    if (!library_first) library_times.push_back(timed(ours));
    state.SetIterationTime(library_times.back());
  }
  const double edges = graph.edge_count();
  const double library = median(library_times), reference = median(raw_times);
  state.counters["edges"] = edges;
  state.counters["ns_per_edge"] = library * 1e9 / edges;
  state.counters["raw_ns_per_edge"] = reference * 1e9 / edges;
  state.counters["ratio"] = library / reference;
}

template <class Run>
void add(const std::string& scalar, VariableId side, klprop::StateId states, Run run_case) {
  const std::string name = "flooding/" + scalar + "/grid_" + std::to_string(side) + "/states_" + std::to_string(states);
  benchmark::RegisterBenchmark(name.c_str(), run_case)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond)
      ->Iterations(side < 100 ? 201 : 31);
}

[[maybe_unused]] const bool registered = [] {
  for (const VariableId side : {30U, 200U})
    for (const klprop::StateId states : {2U, 5U}) {
      add("double", side, states,
          [=](benchmark::State& state) { run<double>(state, side, states, DoubleArithmetic{}); });
      for (const mpfr_prec_t bits : {128, 256})
        add("real_" + std::to_string(bits), side, states, [=](benchmark::State& state) {
          const klprop::PrecisionScope precision(bits);
          run<Real>(state, side, states, MpfrArithmetic{bits});
        });
    }
  return true;
}();

}  // namespace
}  // namespace bench
