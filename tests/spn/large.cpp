// Circuits of a million levels and of a million children: no recursion, no quadratic cost, no lost digit.

#include <klprop/scalar/binary64.hpp>
#include <klprop/scalar/prime_field.hpp>
#include <klprop/scalar/real.hpp>
#include <klprop/spn/hypotheses.hpp>
#include <klprop/spn/marginals.hpp>
#include <klprop/spn/unfolding.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace klprop {
namespace {

constexpr NodeId million = 1'000'000;

// Anything of quadratic cost would take hours; the limit is no measurement.
const auto limit = boost::unit_test::timeout(300);

using Nodes = std::vector<NodeId>;

/// A chain over one indicator: four kinds of levels in turn, each as likely to be mistaken for the others. Values along
/// it: λ → (·2) 2λ → (3/4, 1/4 by parallel edges) 2λ → (·1/2) λ → (one child) λ → …
struct Chain {
  Circuit circuit;
  Nodes level;  ///< the chain's nodes, from the leaf to the root
};

Chain chain(NodeId levels) {
  CircuitBuilder builder(VariableTable({1}));
  const ParameterId two = builder.parameter(2), half = builder.parameter(Rational(1, 2)),
                    more = builder.parameter(Rational(3, 4)), less = builder.parameter(Rational(1, 4));
  const NodeId double_it = builder.constant(two), halve_it = builder.constant(half);
  Nodes level = {builder.indicator(0, 0)};
  for (NodeId k = 0; k < levels; ++k) {
    const NodeId below = level.back();
    switch (k % 4) {
      case 0:
        level.push_back(builder.product(Nodes{double_it, below}));
        break;
      case 1:
        level.push_back(builder.sum(Nodes{below, below}, Nodes{more, less}));
        break;
      case 2:
        level.push_back(builder.product(Nodes{below, halve_it}));
        break;
      default:
        level.push_back(builder.sum(Nodes{below}));
    }
  }
  const NodeId root = level.back();
  return {std::move(builder).build(root), std::move(level)};
}

template <class S>
Valuation<S> at_three(const Circuit& circuit) {
  return {parameters<S>(circuit), std::vector<S>(circuit.variables().indicator_count(), S(3))};
}

/// All numbers are small multiples of powers of two, so every scalar must hit them exactly.
template <class S>
void check_chain(const Chain& chain) {
  const auto sweeps = sweep(chain.circuit, at_three<S>(chain.circuit));
  const S half = from_rational<S>(Rational(1, 2));
  NodeId wrong = 0;
  for (NodeId k = 0; k < chain.level.size(); ++k) {
    const bool doubled = k % 4 == 1 || k % 4 == 2;
    const NodeId node = chain.level[k];
    wrong +=
        sweeps.upward[node] == (doubled ? S(6) : S(3)) && sweeps.downward[node] == (doubled ? half : S(1)) ? 0U : 1U;
  }
  BOOST_TEST(wrong == 0U);
  // The constants meet one product in four levels each, where the chain below is worth 3, or 6, and the rest above it
  // halves, or leaves it.
  const S products = S(static_cast<int>(chain.level.size() / 4));
  BOOST_CHECK(sweeps.downward[0] == products * S(3) * half);
  BOOST_CHECK(sweeps.downward[1] == products * S(6));
}

/// Peak resident memory so far, in bytes.
std::uint64_t peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "VmHWM:") {
      std::uint64_t kilobytes = 0;
      status >> kilobytes;
      return 1024 * kilobytes;
    }
  return 0;
}

/// Sanitizers keep memory of their own. What the build says of itself is in the tests' environment.
bool under_sanitizer() {
  const char* const sanitizers = std::getenv("KLPROP_SANITIZE");
  return sanitizers != nullptr && *sanitizers != '\0';
}

BOOST_AUTO_TEST_SUITE(large)

BOOST_AUTO_TEST_CASE(a_million_levels, *limit) {
  const Chain deep = chain(million);
  BOOST_TEST(deep.circuit.node_count() == million + 3);
  check_chain<double>(deep);
  check_chain<PrimeField>(deep);
  {
    const PrecisionScope scope(64);
    check_chain<Real>(deep);
  }
  const SumProductNetwork network(deep.circuit);
  BOOST_TEST(network.absent_variables().empty());
  const Hypotheses found(deep.circuit);
  BOOST_TEST(found.complete());
  BOOST_TEST(found.decomposable());
}

/// The same chain is short enough for rationals when it has a thousand levels: the formula is right for other scalars.
BOOST_AUTO_TEST_CASE(a_thousand_levels_in_rationals) {
  check_chain<Rational>(chain(1000));
}

/// A million children worth 2 and 1/2 in turn, beside the indicator in the middle.
BOOST_AUTO_TEST_CASE(a_product_of_a_million, *limit) {
  CircuitBuilder builder(VariableTable({1}));
  const ParameterId two = builder.parameter(2), half = builder.parameter(Rational(1, 2));
  Nodes children;
  for (NodeId k = 0; k < million; ++k) {
    if (k == million / 2) children.push_back(builder.indicator(0, 0));
    children.push_back(builder.constant(k % 2 == 0 ? two : half));
  }
  const NodeId leaf = million / 2, root = builder.product(children);
  const Circuit circuit = std::move(builder).build(root);
  const auto check = [&]<class S>(S) {
    const auto sweeps = sweep(circuit, at_three<S>(circuit));
    BOOST_CHECK(sweeps.value() == S(3));
    BOOST_CHECK(sweeps.downward[leaf] == S(1));
    NodeId wrong = 0;
    for (const NodeId child : children) wrong += sweeps.downward[child] * sweeps.upward[child] == S(3) ? 0U : 1U;
    BOOST_TEST(wrong == 0U);
    // With the indicator at zero only its own derivative is left; with a constant at zero too, none.
    auto zero = at_three<S>(circuit);
    zero.lambda[0] = S(0);
    const auto one_zero = sweep(circuit, zero);
    BOOST_CHECK(one_zero.value() == S(0));
    BOOST_CHECK(one_zero.downward[leaf] == S(1));
    BOOST_CHECK(one_zero.downward[0] == S(0));
    BOOST_CHECK(one_zero.downward[million] == S(0));
    zero.parameters[two] = S(0);
    BOOST_CHECK(sweep(circuit, zero).downward[leaf] == S(0));
  };
  check(double{});
  check(PrimeField{});
  const PrecisionScope scope(64);
  check(Real{});
  BOOST_TEST(Hypotheses(circuit).decomposable());
}

/// A million parallel edges of weight 1/4 and a million of weight one.
BOOST_AUTO_TEST_CASE(a_sum_of_two_million, *limit) {
  CircuitBuilder builder(VariableTable({1}));
  const ParameterId quarter = builder.parameter(Rational(1, 4));
  builder.indicator(0, 0);
  const Nodes children(2 * million, 0);
  Nodes weights(million, quarter);
  weights.resize(2 * million, CircuitBuilder::unit);
  const NodeId root = builder.sum(children, weights);
  const Circuit circuit = std::move(builder).build(root);
  const auto check = [&]<class S>(S) {
    const auto sweeps = sweep(circuit, at_three<S>(circuit));
    BOOST_CHECK(sweeps.value() == S(3'750'000));
    BOOST_CHECK(sweeps.downward[0] == S(1'250'000));
  };
  check(double{});
  check(PrimeField{});
  const PrecisionScope scope(64);
  check(Real{});
  const SumProductNetwork network(circuit);
  BOOST_TEST(network.circuit().edge_count() == 2 * million);
}

/// A million products, each of which adds one variable; `order` says which.
Circuit growing(const std::vector<VariableId>& order) {
  CircuitBuilder builder(VariableTable(std::vector<StateId>(order.size(), 1)));
  NodeId top = builder.indicator(order[0], 0);
  for (std::size_t k = 1; k < order.size(); ++k) {
    const NodeId leaf = builder.indicator(order[k], 0);
    top = builder.product(Nodes{top, leaf});
  }
  return std::move(builder).build(top);
}

std::vector<VariableId> in_order(VariableId count) {
  std::vector<VariableId> order;
  for (VariableId v = 0; v < count; ++v) order.push_back(v);
  return order;
}

/// Bit sets would take 10^12 bits. The issue asks for well under 2 GB.
BOOST_AUTO_TEST_CASE(scopes_that_grow_a_million_times, *limit) {
  const Circuit circuit = growing(in_order(million));
  const std::uint64_t before = peak_memory();
  const Hypotheses found(circuit);
  BOOST_TEST(found.decomposable());
  BOOST_TEST(found.absent_variables().empty());
  BOOST_TEST(found.table().variables(found.scope(circuit.root())).size() == million);
  BOOST_TEST(found.table().contains(found.scope(circuit.root()), million - 1));
  BOOST_TEST(!found.table().contains(found.scope(circuit.root() - 2), million - 1));
  if (!under_sanitizer()) BOOST_TEST(peak_memory() - before < std::uint64_t{1} << 30);
}

/// In an order that shares as little as can be: bit-reversed, so that neighbours are far apart.
BOOST_AUTO_TEST_CASE(scopes_that_grow_in_a_scattered_order, *limit) {
  constexpr unsigned bits = 17;
  std::vector<VariableId> order;
  for (VariableId k = 0; k < VariableId{1} << bits; ++k) {
    VariableId reversed = 0;
    for (unsigned b = 0; b < bits; ++b) reversed |= (k >> b & 1) << (bits - 1 - b);
    order.push_back(reversed);
  }
  const Hypotheses found(growing(order));
  BOOST_TEST(found.decomposable());
  // And one variable twice is found at the very end.
  order.back() = order.front();
  const Circuit overlap = growing(order);
  const Hypotheses violated(overlap);
  BOOST_REQUIRE(violated.overlapping().size() == 1U);
  BOOST_TEST(violated.overlapping()[0].product == overlap.root());
}

/// 10^6 edges over 10^4 variables: products of all variables, a hundred times, each in another order.
BOOST_AUTO_TEST_CASE(a_hundred_products_of_ten_thousand_variables, *limit) {
  constexpr VariableId variables = 10'000;
  CircuitBuilder builder(VariableTable(std::vector<StateId>(variables, 1)));
  Nodes leaves, products;
  for (VariableId v = 0; v < variables; ++v) leaves.push_back(builder.indicator(v, 0));
  for (int k = 0; k < 100; ++k) {
    products.push_back(builder.product(leaves));
    for (std::size_t j = 0; j < leaves.size(); ++j) std::swap(leaves[j], leaves[(j * 7919 + 13) % leaves.size()]);
  }
  const NodeId root = builder.sum(products);
  const SumProductNetwork network(std::move(builder).build(root));
  BOOST_TEST(network.absent_variables().empty());
  BOOST_TEST(network.circuit().edge_count() == million + 100);
}

/// A chain of parallel edges has 2^5000 paths: it is counted, and refused.
BOOST_AUTO_TEST_CASE(an_unfolding_of_astronomical_size, *limit) {
  const Chain deep = chain(20'000);
  BOOST_TEST(unfolding_sizes(deep.circuit).back() == ~std::uint64_t{0});
  BOOST_CHECK_THROW(static_cast<void>(unfold(deep.circuit, ~std::uint64_t{0} - 1)), UnfoldingTooLarge);
  BOOST_TEST(copy_counts(deep.circuit)[deep.level[0]] == Integer(1) << 5000);  // one doubling in four levels
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
