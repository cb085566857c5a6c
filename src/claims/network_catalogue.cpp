#include <klprop/claims/network_catalogue.hpp>

#include <klprop/random/exhaustive_spn.hpp>

namespace klprop::claims {

namespace {

/// No node has two parents, or two edges from one.
[[nodiscard]] bool is_tree(const SmallNetwork& network) {
  unsigned edges = 0;
  for (unsigned parent = 0; parent < network.node_count(); ++parent)
    for (unsigned child = 0; child < parent; ++child) edges += network.multiplicity(parent, child);
  return edges + 1 == network.node_count();
}

}  // namespace

NetworkCatalogue& NetworkCatalogue::of(const SpnDomain& domain) {
  static NetworkCatalogue all[2][2][2] = {
      {{NetworkCatalogue{false, false, false}, NetworkCatalogue{false, false, true}},
       {NetworkCatalogue{false, true, false}, NetworkCatalogue{false, true, true}}},
      {{NetworkCatalogue{true, false, false}, NetworkCatalogue{true, false, true}},
       {NetworkCatalogue{true, true, false}, NetworkCatalogue{true, true, true}}}};
  return all[domain.complete ? 1 : 0][domain.decomposable ? 1 : 0][domain.tree ? 1 : 0];
}

std::uint64_t NetworkCatalogue::count(unsigned max_nodes) {
  const std::lock_guard lock(mutex_);
  list(max_nodes);
  return up_to_[max_nodes];
}

Circuit NetworkCatalogue::circuit(std::uint64_t index, Random& random) {
  SmallNetwork network;
  {
    const std::lock_guard lock(mutex_);
    while (index >= networks_.size()) list(static_cast<unsigned>(up_to_.size()));
    network = networks_[index];
  }
  return to_circuit(network, random);
}

void NetworkCatalogue::list(unsigned max_nodes) {
  const auto listed = static_cast<unsigned>(up_to_.size() - 1);
  if (max_nodes <= listed) return;
  ExhaustiveOptions options;
  options.nodes = max_nodes;
  options.complete = complete_;
  options.decomposable = decomposable_;
  up_to_.resize(max_nodes + 1, 0);
  for_each_network(options, [&](const SmallNetwork& network, const NetworkIndex&) {
    if (network.node_count() <= listed || (tree_ && !is_tree(network))) return true;
    networks_.push_back(network);
    up_to_[network.node_count()] = networks_.size();
    return true;
  });
}

}  // namespace klprop::claims
