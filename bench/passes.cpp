/// Both sweeps in every scalar, each beside a raw loop that does the same operations in place: README.md.

#include "circuits.hpp"
#include "raw_arrays.hpp"
#include "raw_operations.hpp"

#include <klprop/random/evidence.hpp>
#include <klprop/scalar/binary64.hpp>
#include <klprop/scalar/prime_field.hpp>
#include <klprop/scalar/real.hpp>
#include <klprop/spn/passes.hpp>

#include <benchmark/benchmark.h>
#include <malloc.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace bench {
namespace {

using klprop::Circuit;
using klprop::Evidence;
using klprop::PrimeField;
using klprop::Rational;
using klprop::Real;

/// The library's sweeps in scalar S.
template <class S>
class Library {
 public:
  Library(const Circuit& circuit, const Evidence& evidence)
      : circuit_(circuit),
        at_(klprop::valuation<S>(circuit, evidence)),
        upward_(circuit.node_count()),
        downward_(circuit.node_count()),
        prefixes_(circuit.largest_product()) {}

  void sweep_up() { klprop::upward_pass<S>(circuit_, at_, upward_); }
  void sweep_down() { klprop::downward_pass<S>(circuit_, at_, upward_, downward_, prefixes_); }

  [[nodiscard]] const klprop::Valuation<S>& at() const { return at_; }
  [[nodiscard]] std::span<const S> upward() const { return upward_; }
  [[nodiscard]] std::span<const S> downward() const { return downward_; }

 private:
  const Circuit& circuit_;
  klprop::Valuation<S> at_;
  std::vector<S> upward_, downward_, prefixes_;
};

// Same operations, same order: equal to the last bit.
bool same(double a, double b) {
  return std::isfinite(a) && a == b;
}
bool same(PrimeField a, std::uint64_t b) {
  return a.residue() == b;
}
bool same(const Real& a, const __mpfr_struct& b) {
  return a.is_finite() && mpfr_equal_p(a.raw(), &b) != 0;
}
bool same(const Rational& a, const __mpq_struct& b) {
  return mpq_equal(a.backend().data(), &b) != 0;
}

template <class S, class Numbers>
bool agree(std::span<const S> ours, Numbers theirs) {
  for (std::size_t k = 0; k < ours.size(); ++k)
    if (!same(ours[k], theirs[k])) return false;
  return true;
}

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

/// Runs both in turn, so that whatever else the machine does hits both alike, and counts the medians.
template <class Ours, class Theirs>
void measure(benchmark::State& state, const Circuit& circuit, Ours&& ours, Theirs&& theirs) {
  std::vector<double> library, raw;
  for (auto unused : state) {
    const bool library_first = library.size() % 2 == 0;
    if (library_first) library.push_back(timed(ours));
    raw.push_back(timed(theirs));
    if (!library_first) library.push_back(timed(ours));
    state.SetIterationTime(library.back());
  }
  const double edges = circuit.edge_count();
  const double library_time = median(library), raw_time = median(raw);
  state.counters["edges"] = edges;
  state.counters["ns_per_edge"] = library_time * 1e9 / edges;
  state.counters["raw_ns_per_edge"] = raw_time * 1e9 / edges;
  state.counters["ratio"] = library_time / raw_time;
}

enum class Pass { up, down };

template <class S, class Raw>
void measure_pass(benchmark::State& state, Pass pass, const Circuit& circuit, Library<S>& library, Raw& raw) {
  library.sweep_up();
  library.sweep_down();
  raw.sweep_up();
  raw.sweep_down();
  if constexpr (std::is_same_v<S, Rational>)
    state.counters["root_bits"] = static_cast<double>(klprop::bit_size(library.upward().back()));
  if (!agree(library.upward(), raw.upward()) || !agree(library.downward(), raw.downward()))
    return state.SkipWithError("the raw loop computes something else");
  if (pass == Pass::up)
    measure(
        state, circuit, [&] { library.sweep_up(); }, [&] { raw.sweep_up(); });
  else
    measure(
        state, circuit, [&] { library.sweep_down(); }, [&] { raw.sweep_down(); });
}

template <class S>
[[nodiscard]] auto word(S value) {
  if constexpr (std::is_same_v<S, PrimeField>)
    return value.residue();
  else
    return value;
}

template <class S>
[[nodiscard]] auto words(const std::vector<S>& values) {
  std::vector<decltype(word(S{}))> result;
  for (const S value : values) result.push_back(word(value));
  return result;
}

/// What is measured: a pass over a circuit in some scalar. Each is one Google Benchmark.
struct Case {
  Pass pass;
  std::string shape;
  std::size_t size;

  [[nodiscard]] Evidence evidence(const Circuit& circuit) const {
    klprop::Random random(size);
    return klprop::random_evidence(random, circuit.variables(), klprop::EvidenceMode::positive);
  }
};

/// Machine words, beside loops over plain arrays.
template <class S, class Arithmetic>
void run_words(benchmark::State& state, const Case& of) {
  const Circuit& model = circuit(of.shape, of.size);
  Library<S> library(model, of.evidence(model));
  RawArrays<Arithmetic> raw(model, words(library.at().parameters), words(library.at().lambda));
  measure_pass(state, of.pass, model, library, raw);
}

/// Numbers that own memory, beside loops over GMP's or MPFR's own. Both sets are allocated from a tidy heap.
template <class S, class Arithmetic>
void run_numbers(benchmark::State& state, const Case& of, Arithmetic arithmetic) {
  const Circuit& model = circuit(of.shape, of.size);
  const Evidence evidence = of.evidence(model);
  malloc_trim(0);
  Library<S> library(model, evidence);
  RawOperations<Arithmetic> raw(model, evidence.lambda(), arithmetic);
  measure_pass(state, of.pass, model, library, raw);
}

void run_real(benchmark::State& state, const Case& of, mpfr_prec_t bits) {
  const klprop::PrecisionScope precision(bits);
  run_numbers<Real>(state, of, MpfrArithmetic{bits});
}

template <class Run>
void add(const std::string& scalar, const Case& of, Run run) {
  const std::string name = (of.pass == Pass::up ? "upward/" : "downward/") + scalar + "/" + of.shape + "/";
  // One call with a fixed number of pairs: nothing is set up twice, and medians have something to choose from.
  const std::size_t fewest = scalar == "rational" ? 3 : 11;
  const std::size_t pairs = std::clamp<std::size_t>(3'000'000 / of.size, fewest, 101);
  benchmark::RegisterBenchmark((name + std::to_string(of.size)).c_str(), run, of)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond)
      ->Iterations(static_cast<benchmark::IterationCount>(pairs));
}

void add_scalars(const Case& of) {
  add("double", of, run_words<double, DoubleArithmetic>);
  add("prime_field", of, run_words<PrimeField, ResidueArithmetic>);
  for (const mpfr_prec_t bits : {128, 256, 1024})
    add("real_" + std::to_string(bits), of,
        [bits](benchmark::State& state, const Case& c) { run_real(state, c, bits); });
  add("rational", of, [](benchmark::State& state, const Case& c) { run_numbers<Rational>(state, c, MpqArithmetic{}); });
}

[[maybe_unused]] const bool registered = [] {
  for (const char* shape : {"layered", "dag"})
    for (const std::size_t edges : {10'000U, 100'000U, 1'000'000U})
      for (const Pass pass : {Pass::up, Pass::down}) add_scalars({pass, shape, edges});
  for (const char* shape : {"deep", "wide"})
    for (const Pass pass : {Pass::up, Pass::down}) add_scalars({pass, shape, 1'000'000});
  return true;
}();

}  // namespace
}  // namespace bench
