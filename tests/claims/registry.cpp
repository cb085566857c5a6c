// What every claim must bring along.

#include <klprop/claims/registry.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace klprop::claims {
namespace {

bool is_legal(const std::string& id) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return !id.empty() && lower(id[0]) &&
         std::all_of(id.begin(), id.end(), [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

/// One line, not blank.
bool says_something(const std::string& text) {
  return text.find_first_not_of(' ') != std::string::npos && text.find('\n') == std::string::npos;
}

/// Case ids name parts; a name that stands twice would hide a part, and a colon would break the id.
template <class Range, class Name>
bool names_are_usable(const Range& parts, Name name) {
  std::set<std::string> seen;
  for (const auto& part : parts)
    if (!says_something(name(part)) || !seen.insert(name(part)).second) return false;
  return true;
}

BOOST_AUTO_TEST_SUITE(claims_registry)

BOOST_AUTO_TEST_CASE(ids_are_legal_and_unique) {
  std::set<std::string> ids;
  for (const Claim& claim : registry()) {
    BOOST_TEST(is_legal(claim.id), claim.id);
    BOOST_TEST(ids.insert(claim.id).second, claim.id);
    BOOST_TEST(find(claim.id) == &claim);
  }
  BOOST_TEST(ids.size() >= 15U);  // Sections 1.2 and 4
  BOOST_TEST(find("thm_4_1") == nullptr);
  BOOST_TEST(find("") == nullptr);
  BOOST_TEST(!is_legal("Thm"));
  BOOST_TEST(!is_legal("4_1"));
  BOOST_TEST(!is_legal("a b"));
}

BOOST_AUTO_TEST_CASE(the_text_file_has_the_same_order) {
  const char* const source = std::getenv("KLPROP_SOURCE_DIR");
  if (source == nullptr) {
    BOOST_TEST_MESSAGE("KLPROP_SOURCE_DIR is not set: run by ctest");
    return;
  }
  std::ifstream file(std::string(source) + "/include/klprop/claims/registry.txt");
  std::vector<std::string> listed, registered;
  for (std::string line; std::getline(file, line);)
    if (!line.empty() && line[0] != '#') listed.push_back(line);
  for (const Claim& claim : registry()) registered.push_back(claim.id);
  BOOST_TEST(listed == registered, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_claim_says_what_where_and_why) {
  for (const Claim& claim : registry()) {
    BOOST_TEST(says_something(claim.statement), claim.id);
    BOOST_TEST(says_something(claim.source), claim.id);
    BOOST_TEST(says_something(claim.reason), claim.id);
    for (const std::string& hypothesis : claim.hypotheses) BOOST_TEST(says_something(hypothesis), claim.id);
    BOOST_TEST((claim.expected == Verdict::holds || claim.expected == Verdict::refuted), claim.id);
  }
}

/// A claim that holds must be able to fail: by a mutant, or without a hypothesis. One that is refuted must be able to
/// pass: with a hypothesis more.
BOOST_AUTO_TEST_CASE(every_claim_has_something_that_decides_the_other_way) {
  for (const Claim& claim : registry()) {
    const bool needed =
        std::any_of(claim.controls.begin(), claim.controls.end(), [](const Control& c) { return c.needed; });
    if (claim.expected == Verdict::holds)
      BOOST_TEST((needed || !claim.mutants.empty()), claim.id);
    else
      BOOST_TEST(!claim.restrictions.empty(), claim.id);
  }
}

BOOST_AUTO_TEST_CASE(rungs) {
  for (const Claim& claim : registry()) {
    std::set<RungKind> kinds;
    for (const Rung& rung : claim.rungs) {
      BOOST_TEST(kinds.insert(rung.kind).second, claim.id);
      BOOST_TEST((rung.run != nullptr), claim.id);
      BOOST_TEST((rung.size != nullptr) == (rung.kind == RungKind::exhaustive), claim.id);
      BOOST_TEST((rung.default_cases > 0) == (rung.kind != RungKind::exhaustive), claim.id);
      // Of literal tables over joint states, or over copies of variables, fewer are affordable than of sweeps.
      const bool about_sweeps = claim.id.starts_with("thm_4_1") || claim.id.starts_with("lem_4_3") ||
                                claim.id.starts_with("lem_4_4") || claim.id.starts_with("lem_4_5");
      if (rung.kind == RungKind::exact) BOOST_TEST(rung.default_cases >= (about_sweeps ? 1000U : 50U), claim.id);
    }
    // Statements with logarithms are enclosed.
    BOOST_TEST((kinds.contains(RungKind::exact) || kinds.contains(RungKind::ball)), claim.id);
    BOOST_TEST((claim.on_model != nullptr), claim.id);
    if (claim.expected == Verdict::refuted) BOOST_TEST((claim.minimal_counterexample != nullptr), claim.id);
  }
}

BOOST_AUTO_TEST_CASE(parts_have_names_of_their_own) {
  for (const Claim& claim : registry()) {
    BOOST_TEST(names_are_usable(claim.controls, [](const Control& c) { return c.dropped; }), claim.id);
    BOOST_TEST(names_are_usable(claim.mutants, [](const Mutant& m) { return m.name; }), claim.id);
    BOOST_TEST(names_are_usable(claim.restrictions, [](const Restriction& r) { return r.added; }), claim.id);
  }
  const std::vector<std::string> twice = {"a", "b", "a"};
  BOOST_TEST(!names_are_usable(twice, [](const std::string& s) { return s; }));
}

BOOST_AUTO_TEST_CASE(names) {
  BOOST_TEST(name(Verdict::holds) == "holds");
  BOOST_TEST(name(Verdict::refuted) == "refuted");
  BOOST_TEST(name(Verdict::inconclusive) == "inconclusive");
  BOOST_TEST(name(Verdict::vacuous) == "vacuous");
  BOOST_TEST(name(RungKind::scaling) == "scaling");
  BOOST_TEST(name(RungKind::exact) == "exact");
  BOOST_TEST(name(RungKind::field) == "field");
  BOOST_TEST(name(RungKind::exhaustive) == "exhaustive");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::claims
