#include <klprop/certify/increasing_precision.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace klprop {
namespace {

/// A third, known to 2^(lost − working precision).
Enclosure third(unsigned lost = 0) {
  Integer size = 1, factor = 1;
  size <<= static_cast<unsigned>(working_precision());
  factor <<= lost;
  const Rational width(factor, size);
  return {Rational(1, 3) - width, Rational(1, 3) + width};
}

/// Whether an enclosure is as narrow as 2^−bits.
auto narrower_than(int bits) {
  return [bits](const Enclosure& value) -> std::optional<int> {
    Integer size = 1;
    size <<= static_cast<unsigned>(bits);
    if ((value.high - value.low) * size > 1) return std::nullopt;
    return bits;
  };
}

BOOST_AUTO_TEST_SUITE(certify_increasing_precision)

BOOST_AUTO_TEST_CASE(precision_doubles_until_it_suffices) {
  std::vector<mpfr_prec_t> tried;
  const auto compute = [&tried] {
    tried.push_back(working_precision());
    return std::array{third()};
  };
  const mpfr_prec_t before = working_precision();
  const auto certain = round_by_increasing_precision(compute, narrower_than(300), 50, 10'000);
  BOOST_TEST(working_precision() == before);
  BOOST_TEST(certain.value().bits == 400);
  BOOST_TEST(certain->values == std::vector<int>{300}, boost::test_tools::per_element());
  BOOST_TEST(tried == (std::vector<mpfr_prec_t>{50, 100, 200, 400}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_limit_is_tried_and_then_refuses) {
  std::vector<mpfr_prec_t> tried;
  const auto compute = [&tried] {
    tried.push_back(working_precision());
    return std::array{third()};
  };
  BOOST_TEST(round_by_increasing_precision(compute, narrower_than(100), 50, 101)->bits == 101);
  BOOST_TEST(tried == (std::vector<mpfr_prec_t>{50, 100, 101}), boost::test_tools::per_element());
  tried.clear();
  BOOST_TEST(!round_by_increasing_precision(compute, narrower_than(100), 50, 99));
  BOOST_TEST(tried == (std::vector<mpfr_prec_t>{50, 99}), boost::test_tools::per_element());
  tried.clear();
  BOOST_TEST(!round_by_increasing_precision(compute, narrower_than(100), 50, 0));
  BOOST_TEST(tried.empty());
  // A first precision beyond the limit is cut down, one below 1 is raised.
  BOOST_TEST(round_by_increasing_precision(compute, narrower_than(10), 1000, 30)->bits == 30);
  BOOST_TEST(round_by_increasing_precision(compute, narrower_than(0), 0, 30)->bits == 1);
}

BOOST_AUTO_TEST_CASE(all_values_must_be_certain) {
  const auto compute = [] { return std::vector{third(), Enclosure{1, 1}, third(500), third()}; };
  const auto certain = round_by_increasing_precision(compute, narrower_than(5), 64, 4096);
  BOOST_TEST(certain.value().bits == 512);
  BOOST_TEST(certain->values == std::vector<int>(4, 5), boost::test_tools::per_element());
  BOOST_TEST(!round_by_increasing_precision(compute, narrower_than(5), 64, 256));
}

BOOST_AUTO_TEST_CASE(no_values_are_certain_at_once) {
  const auto certain =
      round_by_increasing_precision([] { return std::vector<Enclosure>(); }, narrower_than(5), 64, 4096);
  BOOST_TEST(certain.value().bits == 64);
  BOOST_TEST(certain->values.empty());
}

/// Two precisions that give the same digits prove nothing.
BOOST_AUTO_TEST_CASE(values_that_stand_still_are_not_certain) {
  int calls = 0;
  const auto compute = [&calls] {
    ++calls;
    return std::array{Enclosure{Rational(333, 1000), Rational(334, 1000)}};
  };
  BOOST_TEST(!round_by_increasing_precision(compute, narrower_than(20), 64, 1024));
  BOOST_TEST(calls == 5);
}

BOOST_AUTO_TEST_CASE(exceptions_pass_and_restore_the_precision) {
  const mpfr_prec_t before = working_precision();
  const auto compute = [] {
    if (working_precision() > 100) throw std::runtime_error("enough");
    return std::array{third()};
  };
  BOOST_CHECK_THROW(static_cast<void>(round_by_increasing_precision(compute, narrower_than(500), 64, 1024)),
                    std::runtime_error);
  BOOST_TEST(working_precision() == before);
}

BOOST_AUTO_TEST_CASE(both_ends_must_round_alike) {
  const auto whole = [](const Rational& x) { return Integer(numerator(x) / denominator(x)).str(); };
  BOOST_TEST(round_both_ends({Rational(5, 4), Rational(7, 4)}, whole).value() == "1");
  BOOST_TEST(!round_both_ends({Rational(5, 4), Rational(9, 4)}, whole));
  BOOST_TEST(round_both_ends({3, 3}, whole).value() == "3");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
