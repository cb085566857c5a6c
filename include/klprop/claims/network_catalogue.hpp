#pragma once

/// All small networks as numbered cases. Compiled into klprop::claims.

#include <klprop/claims/spn_instance.hpp>
#include <klprop/random/small_network.hpp>

#include <cstdint>
#include <mutex>
#include <vector>

namespace klprop::claims {

/// The networks of one class in the order of their size, listed as far as anybody asked. A network's number does not
/// depend on how far that is. Safe for use by several threads.
class NetworkCatalogue {
 public:
  /// The catalogue of the networks that keep the domain's structural hypotheses.
  [[nodiscard]] static NetworkCatalogue& of(const SpnDomain& domain);

  /// Number of networks of at most so many nodes. The first call for a size lists them, which may take seconds.
  [[nodiscard]] std::uint64_t count(unsigned max_nodes);

  /// The network with that number, with random small weights.
  [[nodiscard]] Circuit circuit(std::uint64_t index, Random& random);

 private:
  NetworkCatalogue(bool complete, bool decomposable, bool tree)
      : complete_(complete), decomposable_(decomposable), tree_(tree) {}
  void list(unsigned max_nodes);

  bool complete_, decomposable_, tree_;
  std::mutex mutex_;
  std::vector<SmallNetwork> networks_;
  std::vector<std::uint64_t> up_to_ = {0};  ///< by number of nodes
};

}  // namespace klprop::claims
