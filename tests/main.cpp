// The one entry point of every test program. Written out instead of defining BOOST_TEST_MODULE,
// which would have to come before Boost.Test's header and therefore before the precompiled one.
#include <boost/test/unit_test.hpp>

int main(int argc, char** argv) {
  return boost::unit_test::unit_test_main([] { return true; }, argc, argv);
}
