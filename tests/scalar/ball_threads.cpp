// Threads compute with balls at different precisions, share them for reading and hand them over.

#include <klprop/scalar/ball.hpp>

#include "scalar/nearest.hpp"

#include <boost/test/unit_test.hpp>

#include <barrier>
#include <string>
#include <thread>
#include <vector>

namespace klprop {
namespace {

using testing::power_of_two;

/// What one thread found wrong: Boost.Test's macros are not for many threads at once.
struct Findings {
  std::vector<std::string> wrong;
  void expect(bool holds, const char* what) {
    if (!holds) wrong.emplace_back(what);
  }
};

/// Constants such as ln 2 are kept for each thread and recomputed when more bits are asked for: threads that ask for
/// different numbers of bits at once would overwrite a shared copy.
template <class Barrier>
void work(Findings& findings, Barrier& all, mpfr_prec_t bits, const Ball& shared, const Ball& reference) {
  const Rational width = power_of_two(3 - bits);
  for (int round = 0; round < 20; ++round) {
    const PrecisionScope scope(bits);
    all.arrive_and_wait();
    const Ball third = Ball(1) / Ball(3);
    findings.expect(contains(third, Rational(1, 3)), "a quotient encloses");
    findings.expect(radius(third) <= width && radius(third) > width / 64, "a quotient has this thread's precision");
    const Ball logarithm = log(shared);
    findings.expect(overlaps(logarithm, reference), "a logarithm is the one computed alone");
    findings.expect(radius(logarithm) <= width, "a logarithm has this thread's precision");
    {
      const PrecisionScope inner(2 * bits);
      all.arrive_and_wait();
      findings.expect(radius(exp(Ball(1))) <= 4 * power_of_two(3 - 2 * bits), "a nested scope is this thread's");
    }
    Ball sum(0), scratch;
    for (int k = 0; k < 1000; ++k) InPlace<Ball>::add_product(sum, shared, third, scratch);
    findings.expect(contains(sum, 1000), "many products enclose");
  }
}

BOOST_AUTO_TEST_SUITE(ball_threads)

BOOST_AUTO_TEST_CASE(precisions_are_independent) {
  const std::vector<mpfr_prec_t> precisions = {24, 53, 64, 65, 100, 128, 200, 256, 500, 512, 1024, 3000};
  std::vector<Findings> findings(precisions.size());
  std::barrier all(static_cast<std::ptrdiff_t>(precisions.size()));
  const Ball shared(3);
  const PrecisionScope fine(4000);
  const Ball reference = log(shared);
  {
    std::vector<std::jthread> threads;
    for (std::size_t k = 0; k < precisions.size(); ++k)
      threads.emplace_back([&, k] { work(findings[k], all, precisions[k], shared, reference); });
  }
  for (std::size_t k = 0; k < precisions.size(); ++k)
    for (const std::string& what : findings[k].wrong) BOOST_TEST_ERROR(precisions[k] << " bits: " << what);
}

/// A ball keeps its value when the thread that made it has ended and freed its memory, even one with an exponent that
/// has memory of its own; threads that make and threads that free may differ.
BOOST_AUTO_TEST_CASE(balls_travel) {
  std::vector<Ball> made;
  std::jthread([&] {
    const PrecisionScope scope(3000);
    for (int k = 0; k < 1000; ++k) made.push_back(log(Ball(k + 2)) * pow(pow(Ball(2), 1L << 62), 5));
    for (int k = 0; k < 1000; ++k) made.push_back(Ball(Rational(1, k + 2)));
  }).join();
  for (int k = 0; k < 1000; ++k) BOOST_TEST(contains(made[static_cast<std::size_t>(1000 + k)], Rational(1, k + 2)));
  const PrecisionScope scope(3000);
  const Ball ratio = made[62] / made[6];  // ln 64 / ln 8
  BOOST_TEST(contains(ratio, 2));
  BOOST_TEST(radius(ratio) < power_of_two(-2900));
  std::jthread([balls = std::move(made)]() mutable { balls.clear(); }).join();
  BOOST_TEST(contains(ratio, 2));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
