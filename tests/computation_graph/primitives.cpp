// Every primitive: its value against other formulas for it, its derivatives against dual numbers and difference
// quotients.

#include <klprop/computation_graph/forward_mode.hpp>
#include <klprop/computation_graph/local_derivatives.hpp>

#include "computation_graph/support.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

namespace klprop {
namespace {

using Functions = ElementaryFunctions<Ball>;

/// A primitive at a point of its domain.
struct Point {
  ComputationGraph graph;
  std::vector<Rational> x;
};

bool needs_positive(Primitive primitive) {
  return primitive == Primitive::real_power || primitive == Primitive::pow || primitive == Primitive::log ||
         primitive == Primitive::sqrt;
}

/// Away from kinks and poles: no argument is zero, and all are distinct.
Point draw_point(Primitive primitive) {
  const PrimitiveInfo& info = primitive_info(primitive);
  std::size_t arity = info.min_arity;
  if (info.max_arity == any_arity) arity += 2 * static_cast<std::size_t>(*rc::gen::inRange(0, 3));
  Rational parameter(*rc::gen::inRange(-4, 5));
  if (info.parameter == PrimitiveParameter::rational) parameter /= 3;
  const auto component = static_cast<std::size_t>(*rc::gen::inRange<int>(0, static_cast<int>(arity)));
  std::vector<Rational> x;
  for (std::size_t j = 0; j < arity; ++j) {
    Rational entry(*rc::gen::inRange(1, 400), 100);
    if (!needs_positive(primitive) && *rc::gen::arbitrary<bool>()) entry = -entry;
    x.push_back(entry + Rational(static_cast<int>(j), 100'000));
  }
  return {testing::one_node(primitive, arity, parameter, component), std::move(x)};
}

Point draw_any() {
  return draw_point(
      static_cast<Primitive>(*rc::gen::inRange(static_cast<int>(Primitive::sum), static_cast<int>(primitive_count))));
}

GraphNodeId last(const ComputationGraph& graph) {
  return graph.node_count() - 1;
}

std::string shown(const Point& point) {
  std::string text(name(point.graph.primitive(last(point.graph))));
  for (const Rational& x : point.x) text += " " + x.str();
  return text;
}

Ball value_at(const ComputationGraph& graph, const std::vector<Rational>& x) {
  return forward_values<Ball>(graph, testing::in_scalar<Ball>(x)).back();
}

/// The ball is tight, and both contain the same number.
bool agree(const Ball& a, const Ball& b) {
  const Rational scale = abs(midpoint(a)) + Rational(1, 1'000'000'000);
  return overlaps(a, b) && radius(a) < scale / (Integer(1) << 200) && radius(b) < scale / (Integer(1) << 200);
}

/// The value of a primitive of one argument by another formula.
Ball by_definition(Primitive primitive, const Ball& x) {
  using E = Functions;
  const Ball one(1), two(2), e = E::exp(x), root_two = E::sqrt(two);
  switch (primitive) {
    case Primitive::exp:
      return one / E::exp(-x);
    case Primitive::sin:
      return two * E::sin(x / two) * E::cos(x / two);
    case Primitive::cos:
      return one - two * E::sin(x / two) * E::sin(x / two);
    case Primitive::tan:
      return E::sin(x) / E::cos(x);
    case Primitive::tanh:
      return (e - one / e) / (e + one / e);
    case Primitive::logistic:
      return e / (one + e);
    case Primitive::softplus:
      return E::log(one + e);
    case Primitive::erf:
      return -E::erf(-x);
    case Primitive::gelu:
      return x / two * (one + E::erf(x / root_two));
    case Primitive::gelu_tanh: {
      const Ball cubic = from_rational<Ball>(Rational(44715, 1'000'000)) * x * x * x;
      return x / two * (one + E::tanh(E::sqrt(two / E::pi()) * (x + cubic)));
    }
    case Primitive::silu:
      return x * e / (one + e);
    case Primitive::abs:
      return certainly_positive(x) ? x : -x;
    case Primitive::relu:
      return certainly_positive(x) ? x : Ball(0);
    case Primitive::negate:
      return Ball(0) - x;
    default:
      throw std::logic_error("no other formula");
  }
}

BOOST_AUTO_TEST_SUITE(primitives)

RC_BOOST_PROP(values_by_other_formulas, ()) {
  const PrecisionScope scope(256);
  static const std::vector<Primitive> unary = {
      Primitive::exp,      Primitive::sin,      Primitive::cos,  Primitive::tan,   Primitive::tanh,
      Primitive::logistic, Primitive::softplus, Primitive::erf,  Primitive::gelu,  Primitive::gelu_tanh,
      Primitive::silu,     Primitive::abs,      Primitive::relu, Primitive::negate};
  const Point point = draw_point(*rc::gen::elementOf(unary));
  RC_LOG(shown(point));
  const Ball x = from_rational<Ball>(point.x[0]);
  RC_ASSERT(agree(value_at(point.graph, point.x), by_definition(point.graph.primitive(1), x)));
}

RC_BOOST_PROP(roots_powers_and_logarithms, ()) {
  const PrecisionScope scope(256);
  const Rational x(*rc::gen::inRange(1, 1000), *rc::gen::inRange(1, 1000)), c = testing::small_rational();
  const Ball ball = from_rational<Ball>(x);
  const Ball root = value_at(testing::one_node(Primitive::sqrt, 1), {x});
  RC_ASSERT(overlaps(root * root, ball));
  const Ball log = value_at(testing::one_node(Primitive::log, 1), {x});
  RC_ASSERT(overlaps(Functions::exp(log), ball));
  const Ball power = value_at(testing::one_node(Primitive::real_power, 1, c), {x});
  RC_ASSERT(overlaps(power, Functions::exp(from_rational<Ball>(c) * Functions::log(ball))));
  RC_ASSERT(overlaps(power, value_at(testing::one_node(Primitive::pow, 2), {x, c})));
}

RC_BOOST_PROP(exponential_sums, ()) {
  const PrecisionScope scope(256);
  const Point point = draw_point(Primitive::softmax);
  Ball total(0);
  for (const Rational& x : point.x) total += Functions::exp(from_rational<Ball>(x));
  const std::uint32_t k = point.graph.component(last(point.graph));
  RC_ASSERT(agree(value_at(point.graph, point.x), Functions::exp(from_rational<Ball>(point.x[k])) / total));
  const ComputationGraph sum = testing::one_node(Primitive::log_sum_exp, point.x.size());
  RC_ASSERT(overlaps(value_at(sum, point.x), Functions::log(total)));
}

RC_BOOST_PROP(extrema_and_slopes, ()) {
  const Point point = draw_point(Primitive::maximum);
  const auto at = [&](Primitive primitive, const std::vector<Rational>& x, const Rational& c) {
    return forward_values<Rational>(testing::one_node(primitive, x.size(), c), x).back();
  };
  RC_ASSERT(at(Primitive::maximum, point.x, 0) == *std::max_element(point.x.begin(), point.x.end()));
  RC_ASSERT(at(Primitive::minimum, point.x, 0) == *std::min_element(point.x.begin(), point.x.end()));
  const Rational c = testing::small_rational(), x = testing::small_rational();
  RC_ASSERT(at(Primitive::leaky_relu, {x}, c) == (x > 0 ? x : c * x));
  RC_ASSERT(at(Primitive::relu, {x}, c) == (x > 0 ? x : Rational(0)));
  RC_ASSERT(at(Primitive::abs, {x}, c) == abs(x));
}

/// Formulas of the reverse sweep against the arithmetic of dual numbers: in balls, two enclosures of one number.
RC_BOOST_PROP(derivatives_by_dual_numbers, ()) {
  const PrecisionScope scope(256);
  const Point point = draw_any();
  RC_LOG(shown(point));
  const std::vector<Ball> x = testing::in_scalar<Ball>(point.x), values = forward_values<Ball>(point.graph, x);
  const std::vector<Ball> slopes = local_derivatives<Ball>(point.graph, last(point.graph), values);
  RC_ASSERT(slopes.size() == x.size());
  for (std::size_t j = 0; j < x.size(); ++j) {
    std::vector<Ball> direction(x.size());
    direction[j] = Ball(1);
    const Dual<Ball> dual = forward_dual_values<Ball>(point.graph, x, direction).back();
    RC_ASSERT(overlaps(dual.value, values.back()));
    RC_ASSERT(agree(dual.tangent, slopes[j]));
  }
}

/// … and against central difference quotients with h = 2^-100, whose error is far below 2^-150.
RC_BOOST_PROP(derivatives_by_difference_quotients, ()) {
  const PrecisionScope scope(512);
  const Point point = draw_any();
  RC_LOG(shown(point));
  const std::vector<Ball> x = testing::in_scalar<Ball>(point.x);
  const std::vector<Ball> slopes = gradient<Ball>(point.graph, x, last(point.graph));
  const Rational h(1, Integer(1) << 100);
  for (std::size_t j = 0; j < x.size(); ++j) {
    std::vector<Rational> above = point.x, below = point.x;
    above[j] += h;
    below[j] -= h;
    const Ball quotient = (value_at(point.graph, above) - value_at(point.graph, below)) / from_rational<Ball>(2 * h);
    const Rational scale = abs(midpoint(slopes[j])) + 1;
    RC_ASSERT(abs(midpoint(quotient) - midpoint(slopes[j])) < scale / (Integer(1) << 150));
  }
}

/// Second derivatives, forward over reverse, against nested dual numbers.
RC_BOOST_PROP(second_derivatives_by_dual_numbers, ()) {
  const PrecisionScope scope(256);
  const Point point = draw_any();
  RC_LOG(shown(point));
  using Nested = Dual<Dual<Ball>>;
  const std::vector<Ball> x = testing::in_scalar<Ball>(point.x);
  const std::vector<Ball> second = hessian<Ball>(point.graph, x, last(point.graph));
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < x.size(); ++j) {
      std::vector<Nested> at;
      for (std::size_t k = 0; k < x.size(); ++k)
        at.emplace_back(Dual<Ball>(x[k], Ball(k == i ? 1 : 0)), Dual<Ball>(Ball(k == j ? 1 : 0)));
      const Ball expected = forward_values<Nested>(point.graph, at).back().tangent.tangent;
      RC_ASSERT(overlaps(second[i * x.size() + j], expected));
      RC_ASSERT(radius(expected) < Rational(1, Integer(1) << 100));
    }
}

/// Real and double come close to the balls.
RC_BOOST_PROP(floating_point_is_close, ()) {
  const PrecisionScope scope(256);
  const Point point = draw_any();
  RC_LOG(shown(point));
  const GraphNodeId y = last(point.graph);
  const std::vector<Ball> exact = gradient<Ball>(point.graph, testing::in_scalar<Ball>(point.x), y);
  const std::vector<Real> real = gradient<Real>(point.graph, testing::in_scalar<Real>(point.x), y);
  const std::vector<double> fast = gradient<double>(point.graph, testing::in_scalar<double>(point.x), y);
  for (std::size_t j = 0; j < exact.size(); ++j) {
    const Rational truth = midpoint(exact[j]), scale = abs(truth) + Rational(1, 1'000'000);
    Rational rounded;
    mpfr_get_q(rounded.backend().data(), real[j].raw());
    RC_ASSERT(abs(rounded - truth) < scale / (Integer(1) << 230));
    RC_ASSERT(abs(Rational(fast[j]) - truth) < scale / (Integer(1) << 30));
  }
}

BOOST_AUTO_TEST_CASE(no_overflow_on_the_way) {
  const auto at = [](Primitive primitive, std::vector<double> x, std::size_t k = 0) {
    const ComputationGraph g = testing::one_node(primitive, x.size(), 2, k);
    const std::vector<double> values = forward_values<double>(g, x);
    std::vector<double> result = reverse_sweep<double>(g, values, last(g));
    result.back() = values.back();
    const std::vector<double> unit(x.size(), 1.0);
    const double tangent = forward_dual_values<double>(g, x, unit).back().tangent;
    BOOST_TEST(std::isfinite(tangent));
    return result;
  };
  using Numbers = std::vector<double>;
  BOOST_TEST((at(Primitive::log_sum_exp, {1e5, 1e5 - 5000}) == Numbers{1, 0, 1e5}));
  BOOST_TEST((at(Primitive::log_sum_exp, {-1e5}) == Numbers{1, -1e5}));
  BOOST_TEST((at(Primitive::softmax, {1e5, -1e5}, 1) == Numbers{0, 0, 0}));
  BOOST_TEST((at(Primitive::softplus, {1e5}) == Numbers{1, 1e5}));
  BOOST_TEST((at(Primitive::softplus, {-1e5}) == Numbers{0, 0}));
  BOOST_TEST((at(Primitive::logistic, {1e5}) == Numbers{0, 1}));
  BOOST_TEST((at(Primitive::logistic, {-1e5}) == Numbers{0, 0}));
  BOOST_TEST((at(Primitive::tanh, {-1e5}) == Numbers{0, -1}));
  BOOST_TEST((at(Primitive::silu, {-1e5}) == Numbers{0, 0}));
  BOOST_TEST((at(Primitive::gelu, {-1e5}) == Numbers{0, 0}));
  BOOST_TEST((at(Primitive::gelu_tanh, {-1e5}) == Numbers{0, 0}));
  BOOST_TEST((at(Primitive::gelu, {1e5}) == Numbers{1, 1e5}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
