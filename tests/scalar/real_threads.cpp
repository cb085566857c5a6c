// Threads at different precisions do not disturb each other.

#include <klprop/scalar/real.hpp>

#include "scalar/nearest.hpp"

#include <boost/test/unit_test.hpp>

#include <barrier>
#include <string>
#include <thread>
#include <vector>

namespace klprop {
namespace {

Rational exactly(const Real& value) {
  Rational result;
  mpfr_get_q(result.backend().data(), value.raw());
  return result;
}

/// What one thread found wrong: Boost.Test's macros are not for many threads at once.
struct Findings {
  std::vector<std::string> wrong;
  void expect(bool holds, const char* what) {
    if (!holds) wrong.emplace_back(what);
  }
};

/// Each thread opens its scope, waits until all have, and then computes: a precision or exponent range shared between
/// threads would be that of whichever thread came last.
template <class Barrier>
void work(Findings& findings, Barrier& all, mpfr_prec_t bits) {
  const mpfr_prec_t before = working_precision();
  const mpfr_exp_t emin = -5000 - bits, emax = 5000 + bits;
  mpfr_set_emin(emin);
  mpfr_set_emax(emax);
  const Rational third = testing::nearest(Rational(1, 3), bits);
  for (int round = 0; round < 50; ++round) {
    {
      const PrecisionScope scope(bits);
      all.arrive_and_wait();
      findings.expect(working_precision() == bits, "the precision is this thread's");
      findings.expect(exactly(Real(1) / Real(3)) == third, "a quotient has this thread's precision");
      {
        const PrecisionScope inner(2 * bits);
        all.arrive_and_wait();
        findings.expect(Real().precision() == 2 * bits, "a nested scope is this thread's");
      }
      all.arrive_and_wait();
      Real power(Rational(1, 3));
      for (int k = 0; k < 20; ++k) power *= power;  // 3^(−2^20): far outside the range set above
      findings.expect(power.is_finite() && power > Real(0), "the range is open inside the scope");
      findings.expect(power.precision() == bits, "an outer scope is this thread's again");
    }
    all.arrive_and_wait();
    findings.expect(working_precision() == before, "the precision is restored");
    findings.expect(mpfr_get_emin() == emin && mpfr_get_emax() == emax, "the range is restored");
  }
}

BOOST_AUTO_TEST_SUITE(real_threads)

BOOST_AUTO_TEST_CASE(precisions_are_independent) {
  const std::vector<mpfr_prec_t> precisions = {2, 24, 53, 64, 65, 100, 128, 200, 256, 500, 512, 1024};
  std::vector<Findings> findings(precisions.size());
  std::barrier all(static_cast<std::ptrdiff_t>(precisions.size()));
  const mpfr_prec_t before = working_precision();
  const mpfr_exp_t emin = mpfr_get_emin();
  {
    std::vector<std::jthread> threads;
    for (std::size_t k = 0; k < precisions.size(); ++k)
      threads.emplace_back([&, k] { work(findings[k], all, precisions[k]); });
  }
  for (std::size_t k = 0; k < precisions.size(); ++k)
    for (const std::string& what : findings[k].wrong) BOOST_TEST_ERROR(precisions[k] << " bits: " << what);
  BOOST_TEST(working_precision() == before);
  BOOST_TEST(mpfr_get_emin() == emin);
}

/// What the test above looks at does tell precisions apart.
BOOST_AUTO_TEST_CASE(thirds_differ_between_precisions) {
  BOOST_TEST(testing::nearest(Rational(1, 3), 64) != testing::nearest(Rational(1, 3), 65));
}

/// Numbers may pass from one thread to another and keep their value.
BOOST_AUTO_TEST_CASE(numbers_travel) {
  std::vector<Real> made;
  std::jthread([&] {
    const PrecisionScope scope(300);
    made.push_back(Real(Rational(1, 7)));
  }).join();
  BOOST_TEST(made[0].precision() == 300);
  BOOST_TEST(exactly(made[0]) == testing::nearest(Rational(1, 7), 300));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
