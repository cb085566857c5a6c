// Counterexamples that the search must find, with both sides worked out on paper.

#include <klprop/claims/registry.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace klprop::claims {
namespace {

struct ByHand {
  std::string id, left, right;
};

const std::vector<ByHand> by_hand = {
    // p has marginals (3/5, 2/5) twice, q is uniform: (9/25 + 1/4)/2 there, marginals (3/5 + 1/2)/2 = 11/20 here.
    {"sec_2_convexity_literal", "61/200", "121/400"},
    // (1/2, 1/2)⊗(1/2, 1/2) and (3/5, 2/5)⊗(2/5, 3/5) are both uniform on the diagonal.
    {"sec_3_1_face_convention_literal", "1/4", "6/25"},
    // One factor (2, 1, 1, 1): itself over 5 at the first outcome, and the product of its marginals 3/5.
    {"prop_3_1_replica_reading", "2/5", "9/25"},
    // Joint masses (4, 2, 1, 1): marginals 3/4 and 5/8, and two copies of X0. After one iteration X1 has heard nothing of the
    // second factor: 3/5 in place of 5/8.
    {"prop_3_1_i_one_iteration", "27/80", "45/128"},
    // Belief (2/3, 1/3), squared over two copies; on the diagonal (4 : 1), that is (4/5)² over both copies.
    {"prop_3_1_ii_literal", "4/9", "16/25"},
    // q uniform stays, since there is one copy only; belief propagation says (2/3, 1/3).
    {"prop_3_1_ii_converse", "1/2", "2/3"},
};

BOOST_AUTO_TEST_SUITE(claims_counterexamples_by_hand)

BOOST_AUTO_TEST_CASE(both_sides) {
  for (const auto& [id, left, right] : by_hand) {
    const Claim* const claim = find(id);
    BOOST_REQUIRE(claim != nullptr);
    const auto found = claim->minimal_counterexample();
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->left == left, id);
    BOOST_TEST(found->right == right, id);
  }
}

/// With θ = (1, 1): ∇f*(θ) = (1/2, 1/2), and 1 + ∇f there is 2 − ln 2, not 1 + θ.
BOOST_AUTO_TEST_CASE(dual_coordinates) {
  const auto found = find("sec_2_dual_coordinates_literal")->minimal_counterexample();
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(found->left.starts_with("[1.3068528194400546905"));
  BOOST_TEST(found->right.starts_with("2.0000"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::claims
