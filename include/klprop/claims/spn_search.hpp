#pragma once

/// The search for the smallest counterexample, among all small networks in the order of their size.

#include <klprop/claims/claim.hpp>
#include <klprop/claims/network_catalogue.hpp>
#include <klprop/claims/report.hpp>
#include <klprop/claims/spn_computation.hpp>
#include <klprop/claims/spn_instance.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace klprop::claims {

namespace detail {

template <class Check>
[[nodiscard]] std::optional<Difference> difference_at(const Circuit& circuit, const SpnDomain& domain,
                                                      const SmallPoint& point) {
  const Valuation<Rational> at{point.parameters, point.lambda};
  SpnInstance<Rational> instance{circuit, at, domain, Random(1), Budget{}};
  Report<Rational> report;
  Check{}(instance, SpnComputation<Rational>{}, report);
  return report.discarded() ? std::nullopt : report.difference();
}

/// Sets every number to the first of 1, 2, 3 that keeps the two sides apart.
template <class Check>
void simplify(const Circuit& circuit, const SpnDomain& domain, SmallPoint& point) {
  const auto simplify_all = [&](std::vector<Rational>& numbers) {
    for (Rational& number : numbers) {
      const Rational before = number;
      for (int simpler = 1; simpler < before; ++simpler) {
        number = simpler;
        if (difference_at<Check>(circuit, domain, point)) break;
        number = before;
      }
    }
  };
  simplify_all(point.parameters);
  simplify_all(point.lambda);
}

}  // namespace detail

/// A counterexample on one network, at a random point of small integers if that keeps the two sides apart; then with every
/// number as small as it can be.
template <class Check>
[[nodiscard]] std::optional<Counterexample> counterexample_on(const std::string& id, const SpnDomain& domain,
                                                              const Circuit& circuit, Random& random) {
  SmallPoint point = draw_small_point(random, circuit, domain);
  if (!detail::difference_at<Check>(circuit, domain, point)) return std::nullopt;
  detail::simplify<Check>(circuit, domain, point);
  const std::optional<Difference> difference = detail::difference_at<Check>(circuit, domain, point);
  return Counterexample{
      id + ":minimal",
      SpnCase{std::make_shared<const Circuit>(circuit.with_parameters(point.parameters)), point.lambda},
      difference->left, difference->right, difference->words};
}

/// The counterexample with the fewest nodes: the first network, in order of size, on which one of a few dozen points of
/// small integers keeps the two sides apart, simplified.
///
/// @return  empty when no network of at most five nodes has one
template <class Check>
[[nodiscard]] std::optional<Counterexample> smallest(const std::string& id, const SpnDomain& domain) {
  constexpr unsigned most_nodes = 5, points = 24;
  NetworkCatalogue& catalogue = NetworkCatalogue::of(domain);
  std::uint64_t index = 0;
  for (unsigned nodes = 1; nodes <= most_nodes; ++nodes) {
    for (; index < catalogue.count(nodes); ++index) {
      for (unsigned attempt = 0; attempt < points; ++attempt) {
        Random random(0, index, attempt);
        const Circuit circuit = catalogue.circuit(index, random);
        if (auto found = counterexample_on<Check>(id, domain, circuit, random)) return found;
      }
    }
  }
  return std::nullopt;
}

}  // namespace klprop::claims
