// Dual numbers differentiate: against derivatives of polynomials taken on their coefficients.

#include <klprop/scalar/dual.hpp>
#include <klprop/scalar/prime_field.hpp>

#include "scalar/archetype.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <vector>

namespace klprop {
namespace {

static_assert(Ring<Dual<Rational>> && Field<Dual<Rational>> && Ring<Dual<Dual<PrimeField>>>);
static_assert(Ring<Dual<archetype::RingOnly>> && !Field<Dual<archetype::RingOnly>>, "dual numbers over any ring");
static_assert(Field<Dual<archetype::FieldOnly>>);
static_assert(!Comparable<Dual<Rational>> && !Ordered<Dual<Rational>>);

/// Coefficients, lowest first.
using Polynomial = std::vector<Rational>;

Polynomial derivative(const Polynomial& f) {
  Polynomial result;
  for (std::size_t k = 1; k < f.size(); ++k) result.push_back(f[k] * static_cast<int>(k));
  return result;
}

template <class S>
S value(const Polynomial& f, const S& x) {
  S result(0);
  for (std::size_t k = f.size(); k-- > 0;) result = result * x + from_rational<S>(f[k]);
  return result;
}

Rational any_rational() {
  return Rational(*rc::gen::inRange(-50, 50)) / *rc::gen::inRange(1, 20);
}

Polynomial any_polynomial() {
  Polynomial f;
  for (int k = *rc::gen::inRange(0, 8); k > 0; --k) f.push_back(any_rational());
  return f;
}

BOOST_AUTO_TEST_SUITE(dual)

BOOST_AUTO_TEST_CASE(parts) {
  const Dual<Rational> zero, five(5), third(Rational(1, 3)), both(Rational(2), Rational(7));
  BOOST_TEST(zero.value == 0);
  BOOST_TEST(zero.tangent == 0);
  BOOST_TEST(five.value == 5);
  BOOST_TEST(five.tangent == 0);
  BOOST_TEST(third.tangent == 0);
  BOOST_TEST(both.tangent == 7);
  const auto converted = from_rational<Dual<Rational>>(Rational(2, 3));
  BOOST_TEST(converted.value == Rational(2, 3));
  BOOST_TEST(converted.tangent == 0);
}

BOOST_AUTO_TEST_CASE(epsilon_squared_is_zero) {
  const Dual<Rational> epsilon(Rational(0), Rational(1));
  const Dual<Rational> square = epsilon * epsilon;
  BOOST_TEST(square.value == 0);
  BOOST_TEST(square.tangent == 0);
}

BOOST_AUTO_TEST_CASE(operands_may_be_the_target) {
  Dual<Rational> x(Rational(3), Rational(1));
  const Dual<Rational>& same = x;
  x *= same;  // x²: 9 and 2·3
  BOOST_TEST(x.value == 9);
  BOOST_TEST(x.tangent == 6);
  x /= same;
  BOOST_TEST(x.value == 1);
  BOOST_TEST(x.tangent == 0);
  x = Dual<Rational>(Rational(3), Rational(1));
  x += same;
  BOOST_TEST(x.tangent == 2);
  x -= same;
  BOOST_TEST(x.value == 0);
  BOOST_TEST(x.tangent == 0);
}

RC_BOOST_PROP(polynomials, ()) {
  const Polynomial f = any_polynomial();
  const Rational x = any_rational();
  const Dual<Rational> at = value(f, Dual<Rational>(x, Rational(1)));
  RC_ASSERT(at.value == value(f, x));
  RC_ASSERT(at.tangent == value(derivative(f), x));
}

RC_BOOST_PROP(polynomials_modulo_p, ()) {
  const Polynomial f = any_polynomial();
  const auto x = from_rational<PrimeField>(any_rational());
  const Dual<PrimeField> at = value(f, Dual<PrimeField>(x, PrimeField(1)));
  RC_ASSERT(at.value == value(f, x));
  RC_ASSERT(at.tangent == value(derivative(f), x));
}

RC_BOOST_PROP(sums_products_and_quotients, ()) {
  const Polynomial f = any_polynomial(), g = any_polynomial();
  const Rational x = any_rational();
  const Rational a = value(f, x), b = value(g, x), da = value(derivative(f), x), db = value(derivative(g), x);
  const Dual<Rational> u(a, da), v(b, db);
  RC_ASSERT((u + v).tangent == da + db);
  RC_ASSERT((u - v).value == a - b);
  RC_ASSERT((u - v).tangent == da - db);
  RC_ASSERT((u * v).tangent == da * b + a * db);
  if (b != 0) {
    RC_ASSERT((u / v).value == a / b);
    RC_ASSERT((u / v).tangent == (da * b - a * db) / (b * b));
  }
}

RC_BOOST_PROP(duals_of_duals_give_second_derivatives, ()) {
  using Twice = Dual<Dual<Rational>>;
  const Polynomial f = any_polynomial();
  const Rational x = any_rational();
  const Twice at = value(f, Twice(Dual<Rational>(x, Rational(1)), Dual<Rational>(1)));
  RC_ASSERT(at.tangent.value == value(derivative(f), x));
  RC_ASSERT(at.value.tangent == value(derivative(f), x));
  RC_ASSERT(at.tangent.tangent == value(derivative(derivative(f)), x));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
