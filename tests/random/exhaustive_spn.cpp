// The enumeration of small networks against counts that are made without it.
//
// A class of isomorphic networks with N nodes contains N!/|Aut| networks on N labelled nodes. So the sum of these numbers
// over the classes that the enumeration visits must be the number of all labelled networks, which is counted here by
// trying everything.

#include <klprop/random/exhaustive_spn.hpp>

#include "random/naive.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <numeric>
#include <set>
#include <vector>

using namespace klprop;

namespace {

std::uint64_t factorial(unsigned n) {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/// A labelled node: label 0 constant, 1 … 6 indicators, 7 product, 8 sum; and the number of edges to each other node.
struct Choice {
  int label;
  std::vector<int> edges;
  unsigned children = 0;  // those with at least one edge, one bit each
};

/// Everything that node `self` of `others` nodes could be, when it may only point to the nodes in `allowed`.
std::vector<Choice> choices(unsigned nodes, unsigned allowed) {
  std::vector<Choice> found;
  for (int label = 0; label < 7; ++label) found.push_back({label, std::vector<int>(nodes, 0), 0});
  std::vector<int> edges(nodes, 0);
  for (;;) {
    unsigned digit = 0;
    for (; digit < nodes; ++digit) {
      if ((allowed >> digit & 1U) == 0) continue;
      if (++edges[digit] <= 2) break;
      edges[digit] = 0;
    }
    if (digit == nodes) return found;
    unsigned children = 0;
    for (unsigned node = 0; node < nodes; ++node)
      if (edges[node] != 0) children |= 1U << node;
    for (const int label : {7, 8}) found.push_back({label, edges, children});
  }
}

/// Whether the hypotheses hold at every node; -1 marks a cycle.
bool legal(const std::vector<const Choice*>& network, bool complete, bool decomposable) {
  const auto nodes = static_cast<unsigned>(network.size());
  std::vector<int> scope(nodes, -1);
  for (unsigned done = 0, before = nodes + 1; done != nodes;) {
    if (before == done) return false;
    before = done;
    for (unsigned node = 0; node < nodes; ++node) {
      if (scope[node] >= 0) continue;
      const Choice& choice = *network[node];
      int joint = choice.label >= 1 && choice.label <= 6 ? 1 << ((choice.label - 1) / 2) : 0;
      bool known = true, first = true;
      for (unsigned child = 0; child < nodes && known; ++child) {
        for (int edge = 0; edge < choice.edges[child]; ++edge) {
          if (scope[child] < 0) {
            known = false;
            break;
          }
          if (choice.label == 8 && complete && !first && joint != scope[child]) return false;
          if (choice.label == 7 && decomposable && (joint & scope[child]) != 0) return false;
          joint |= scope[child];
          first = false;
        }
      }
      if (!known) continue;
      scope[node] = joint;
      ++done;
    }
  }
  return true;
}

/// Networks on N labelled nodes: every assignment of choices is tried.
std::uint64_t count_labelled(unsigned nodes, bool complete, bool decomposable) {
  const unsigned all = (1U << nodes) - 1;
  std::vector<std::vector<Choice>> options;
  for (unsigned node = 0; node < nodes; ++node) options.push_back(choices(nodes, all & ~(1U << node)));
  std::vector<const Choice*> network(nodes);
  std::uint64_t count = 0;
  const auto assign = [&](const auto& self, unsigned node, unsigned covered, int constants) -> void {
    if (node == nodes) {
      // A network with a single node that is nobody's child, and no cycle, has all its nodes below that one.
      const unsigned roots = all & ~covered;
      if (roots != 0 && (roots & (roots - 1)) == 0 && legal(network, complete, decomposable)) ++count;
      return;
    }
    for (const Choice& choice : options[node]) {
      const int more = constants + (choice.label == 0 ? 1 : 0);
      if (more > 1) continue;
      network[node] = &choice;
      self(self, node + 1, covered | choice.children, more);
    }
  };
  assign(assign, 0, 0, 0);
  return count;
}

/// Ways to number the nodes so that children come before parents.
std::uint64_t linear_extensions(const std::vector<const Choice*>& network) {
  std::vector<std::uint64_t> ways(std::size_t{1} << network.size(), 0);
  ways[0] = 1;
  for (unsigned placed = 0; placed + 1 < ways.size(); ++placed)
    for (unsigned node = 0; node < network.size(); ++node)
      if ((placed >> node & 1U) == 0 && (network[node]->children & ~placed) == 0)
        ways[placed | 1U << node] += ways[placed];
  return ways.back();
}

/// The same number for larger N. Of a class, e/|Aut| networks are numbered with children before parents, where e is the
/// number of such numberings of one of them; so each found network stands for N!/e labelled ones.
std::uint64_t count_by_extensions(unsigned nodes, bool complete, bool decomposable) {
  std::vector<std::vector<Choice>> options;
  for (unsigned node = 0; node < nodes; ++node) options.push_back(choices(nodes, (1U << node) - 1));
  std::vector<const Choice*> network;
  std::map<std::uint64_t, std::uint64_t> found;  // by number of extensions
  const auto assign = [&](const auto& self, unsigned covered, int constants) -> void {
    const auto node = static_cast<unsigned>(network.size());
    if (node == nodes) {
      ++found[linear_extensions(network)];
      return;
    }
    for (const Choice& choice : options[node]) {
      const unsigned now = covered | choice.children;
      const int more = constants + (choice.label == 0 ? 1 : 0);
      if (more > 1 || (node + 1 == nodes && now + 1 != 1U << node)) continue;
      network.push_back(&choice);
      std::vector<const Choice*> part = network;
      if (legal(part, complete, decomposable)) self(self, now, more);
      network.pop_back();
    }
  };
  assign(assign, 0, 0);
  std::uint64_t total = 0;
  for (const auto& [extensions, count] : found) {
    BOOST_TEST(factorial(nodes) * count % extensions == 0U);
    total += factorial(nodes) * count / extensions;
  }
  return total;
}

using Plain = std::vector<std::array<int, 9>>;  // label, then edges to each node

Plain plain(const SmallNetwork& network, const std::vector<unsigned>& position) {
  Plain result(network.node_count());
  for (unsigned node = 0; node < network.node_count(); ++node) {
    auto& row = result[position[node]];
    row.fill(0);
    row[0] = network.label(node);
    for (unsigned child = 0; child < node; ++child)
      row[1 + position[child]] = static_cast<int>(network.multiplicity(node, child));
  }
  return result;
}

/// Calls visit(permutation) for every permutation of the network's nodes.
template <class Visit>
void for_each_permutation(unsigned nodes, const Visit& visit) {
  std::vector<unsigned> position(nodes);
  std::iota(position.begin(), position.end(), 0U);
  do visit(position);
  while (std::next_permutation(position.begin(), position.end()));
}

/// Automorphisms that send the first nodes to `image`: every image of the next node is tried.
std::uint64_t count_automorphisms(const SmallNetwork& network, std::vector<unsigned>& image) {
  const auto node = static_cast<unsigned>(image.size());
  if (node == network.node_count()) return 1;
  std::uint64_t count = 0;
  for (unsigned target = 0; target < network.node_count(); ++target) {
    bool fits = network.label(node) == network.label(target) && std::count(image.begin(), image.end(), target) == 0;
    for (unsigned child = 0; child < node && fits; ++child)
      fits = network.multiplicity(node, child) == network.multiplicity(target, image[child]) &&
             network.multiplicity(child, node) == network.multiplicity(image[child], target);
    if (!fits) continue;
    image.push_back(target);
    count += count_automorphisms(network, image);
    image.pop_back();
  }
  return count;
}

std::vector<std::uint64_t> count_from_classes(const ExhaustiveOptions& options) {
  std::vector<std::uint64_t> labelled(options.nodes + 1, 0);
  std::vector<unsigned> image;
  for_each_network(options, [&](const SmallNetwork& network, const NetworkIndex&) {
    labelled[network.node_count()] += factorial(network.node_count()) / count_automorphisms(network, image);
    return true;
  });
  return labelled;
}

ExhaustiveOptions with(unsigned nodes, bool complete = true, bool decomposable = true) {
  ExhaustiveOptions options;
  options.nodes = nodes;
  options.complete = complete;
  options.decomposable = decomposable;
  return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exhaustive_networks)

BOOST_AUTO_TEST_CASE(classes_account_for_all_labelled_networks) {
  for (const bool complete : {true, false})
    for (const bool decomposable : {true, false}) {
      const auto counted = count_from_classes(with(4, complete, decomposable));
      for (unsigned nodes = 1; nodes <= 4; ++nodes)
        BOOST_TEST(counted[nodes] == count_labelled(nodes, complete, decomposable),
                   nodes << " nodes, complete " << complete << ", decomposable " << decomposable);
    }
}

BOOST_AUTO_TEST_CASE(classes_of_five_nodes_account_for_all_labelled_networks) {
  const auto counted = count_from_classes(with(5));
  for (unsigned nodes = 1; nodes <= 5; ++nodes) BOOST_TEST(counted[nodes] == count_by_extensions(nodes, true, true));
}

BOOST_AUTO_TEST_CASE(both_independent_counts_agree) {
  for (unsigned nodes = 1; nodes <= 3; ++nodes)
    BOOST_TEST(count_labelled(nodes, false, true) == count_by_extensions(nodes, false, true));
}

// Worked out by hand: 7 leaves; above an indicator 1 product (two edges would not be decomposable) and 2 sums, above a
// constant 2 products and 2 sums.
BOOST_AUTO_TEST_CASE(smallest_counts) {
  std::map<unsigned, std::size_t> counts;
  for_each_network(with(2), [&](const SmallNetwork& network, const NetworkIndex&) {
    ++counts[network.node_count()];
    return true;
  });
  BOOST_TEST(counts[1] == 7U);
  BOOST_TEST(counts[2] == 6U * 3 + 4);
}

BOOST_AUTO_TEST_CASE(no_two_networks_are_isomorphic) {
  for (const bool dropped : {false, true}) {
    std::set<Plain> seen;
    std::size_t visited = 0;
    for_each_network(with(4, !dropped, true), [&](const SmallNetwork& network, const NetworkIndex&) {
      Plain least;
      for_each_permutation(network.node_count(), [&](const std::vector<unsigned>& position) {
        Plain renamed = plain(network, position);
        if (least.empty() || renamed < least) least = std::move(renamed);
      });
      seen.insert(least);
      ++visited;
      return true;
    });
    BOOST_TEST(seen.size() == visited);
  }
}

BOOST_AUTO_TEST_CASE(parts_and_indices_partition_the_networks) {
  const NetworkEnumeration enumeration(with(4));
  std::map<NetworkIndex, SmallNetwork> whole, joined;
  enumeration.for_each([&](const SmallNetwork& network, const NetworkIndex& index) {
    BOOST_TEST(whole.emplace(index, network).second);
    return true;
  });
  for (std::size_t part = 0; part < 3; ++part)
    enumeration.for_each(
        [&](const SmallNetwork& network, const NetworkIndex& index) {
          BOOST_TEST(joined.emplace(index, network).second);
          return true;
        },
        part, 3);
  BOOST_TEST((whole == joined));
  for (const auto& [index, network] : whole) BOOST_TEST((enumeration.at(index) == network));
  // The same place in an enumeration that goes further.
  const NetworkEnumeration longer(with(5));
  for (const auto& [index, network] : whole) BOOST_TEST((longer.at(index) == network));
  BOOST_CHECK_THROW(static_cast<void>(enumeration.at({4, 0, 100'000})), std::out_of_range);
  BOOST_CHECK_THROW(static_cast<void>(enumeration.at({9, 0, 0})), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(smaller_networks_come_first_and_a_visit_can_stop) {
  unsigned previous = 0;
  std::size_t visited = 0;
  const bool all = for_each_network(with(4), [&](const SmallNetwork& network, const NetworkIndex& index) {
    BOOST_TEST(network.node_count() >= previous);
    BOOST_TEST(network.node_count() == index.nodes);
    previous = network.node_count();
    return ++visited < 300;
  });
  BOOST_TEST(!all);
  BOOST_TEST(visited == 300U);
}

BOOST_AUTO_TEST_CASE(circuits_have_the_promised_properties) {
  for (const bool complete : {true, false})
    for (const bool decomposable : {true, false}) {
      std::size_t incomplete = 0, nondecomposable = 0;
      Random random(1);
      for_each_network(with(4, complete, decomposable), [&](const SmallNetwork& network, const NetworkIndex&) {
        const Circuit circuit = to_circuit(network, random);
        const naive::Facts facts = naive::examine(circuit);
        BOOST_REQUIRE(circuit.node_count() == network.node_count());
        BOOST_REQUIRE(naive::all_reachable(circuit, facts));
        BOOST_REQUIRE(facts.parameters_are_fresh);
        BOOST_REQUIRE(facts.scopes.back().size() == circuit.variables().size());
        BOOST_REQUIRE(facts.constants <= 1);
        incomplete += facts.incomplete;
        nondecomposable += facts.nondecomposable;
        return true;
      });
      BOOST_TEST((incomplete == 0) == complete);
      BOOST_TEST((nondecomposable == 0) == decomposable);
    }
}

BOOST_AUTO_TEST_CASE(options_narrow_the_enumeration) {
  const auto count = [](const ExhaustiveOptions& options) {
    std::size_t found = 0;
    for_each_network(options, [&](const SmallNetwork&, const NetworkIndex&) { return ++found > 0; });
    return found;
  };
  ExhaustiveOptions options = with(2);
  options.constants = 0;
  BOOST_TEST(count(options) == 6U + 6U * 3);
  options.parallel_edges = 1;
  BOOST_TEST(count(options) == 6U + 6U * 2);
  options.variables = 1;
  BOOST_TEST(count(options) == 2U + 2U * 2);
  options.variables = 0;
  BOOST_TEST(count(options) == 0U);
}

BOOST_AUTO_TEST_CASE(options_out_of_range_are_refused) {
  ExhaustiveOptions options;
  options.nodes = 0;
  BOOST_CHECK_THROW(NetworkEnumeration{options}, std::invalid_argument);
  options.nodes = 9;
  BOOST_CHECK_THROW(NetworkEnumeration{options}, std::invalid_argument);
  options = {};
  options.variables = 4;
  BOOST_CHECK_THROW(NetworkEnumeration{options}, std::invalid_argument);
  options = {};
  options.parallel_edges = 0;
  BOOST_CHECK_THROW(NetworkEnumeration{options}, std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
