#pragma once

/// Wrong versions of the right projection onto the product constraints.

#include <klprop/claims/spn_computation.hpp>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace klprop::claims {

namespace detail {

/// The projection with a choice of which tables count for a factor, and of how they are joined: `counts(node, factor)`,
/// `join(sum, part)`, and `end(sum, number of terms)`.
template <Field S, class Counts, class Join, class End>
[[nodiscard]] RegionTables<S> plain_right_projection(const Regions& regions, const RegionTables<S>& q, Counts&& counts,
                                                     Join&& join, End&& end) {
  RegionTables<S> tables = q;
  for (NodeId c = 0; c < regions.count(); ++c) {
    int terms = 0;
    for (NodeId node = 0; node < regions.count(); ++node) {
      const auto factors = regions.factors(node);
      if (std::find(factors.begin(), factors.end(), c) == factors.end() || !counts(node, c)) continue;
      const Table<S> part = marginal<S>(q[node], regions.coordinates(c, node));
      if (terms++ == 0)
        tables[c] = part;
      else
        for (std::size_t x = 0; x < part.values.size(); ++x) join(tables[c].values[x], part.values[x]);
    }
    end(tables[c], terms);
  }
  return with_product_tables(regions, std::move(tables));
}

template <Field S, class Counts>
[[nodiscard]] RegionTables<S> mean_projection(const Regions& regions, const RegionTables<S>& q, Counts&& counts) {
  return plain_right_projection(
      regions, q, counts, [](S& sum, const S& part) { sum += part; },
      [](Table<S>& sum, int terms) {
        for (S& value : sum.values) value /= S(std::max(terms, 1));
      });
}

/// A computation with another right projection.
template <Field S, class Projection>
[[nodiscard]] SpnComputation<S> with_right_projection(Projection&& projection) {
  SpnComputation<S> wrong;
  wrong.right_projection = std::forward<Projection>(projection);
  return wrong;
}

}  // namespace detail

struct IgnoresTablesOfProducts {
  static constexpr std::string_view name = "leaves the tables of products out of the mean";
  template <Field S>
  [[nodiscard]] static SpnComputation<S> computation() {
    return detail::with_right_projection<S>([](const Regions& regions, const RegionTables<S>& q) {
      return detail::mean_projection(regions, q, [](NodeId node, NodeId factor) { return node == factor; });
    });
  }
};

struct IgnoresOwnTable {
  static constexpr std::string_view name = "leaves a node's own table out of the mean";
  template <Field S>
  [[nodiscard]] static SpnComputation<S> computation() {
    return detail::with_right_projection<S>([](const Regions& regions, const RegionTables<S>& q) {
      return detail::mean_projection(regions, q, [](NodeId node, NodeId factor) { return node != factor; });
    });
  }
};

struct StopsAtInnerProducts {
  static constexpr std::string_view name = "expands products by one level only";
  template <Field S>
  [[nodiscard]] static SpnComputation<S> computation() {
    return detail::with_right_projection<S>([](const Regions& regions, const RegionTables<S>& q) {
      return detail::mean_projection(regions, q, [&](NodeId node, NodeId factor) {
        const auto children = regions.circuit().children(node);
        return node == factor || std::find(children.begin(), children.end(), factor) != children.end();
      });
    });
  }
};

/// As consensus would: a product of tables, renormalised.
struct MultipliesForMean {
  static constexpr std::string_view name = "multiplies tables instead of taking their mean";
  template <Field S>
  [[nodiscard]] static SpnComputation<S> computation() {
    return detail::with_right_projection<S>([](const Regions& regions, const RegionTables<S>& q) {
      return detail::plain_right_projection(
          regions, q, [](NodeId, NodeId) { return true; }, [](S& product, const S& part) { product *= part; },
          [](Table<S>& product, int) { product = normalised(std::move(product)); });
    });
  }
};

/// Tables of a mass other than one.
struct AddsForMean {
  static constexpr std::string_view name = "adds tables without dividing by their number";
  template <Field S>
  [[nodiscard]] static SpnComputation<S> computation() {
    return detail::with_right_projection<S>([](const Regions& regions, const RegionTables<S>& q) {
      return detail::plain_right_projection(
          regions, q, [](NodeId, NodeId) { return true; }, [](S& sum, const S& part) { sum += part; },
          [](Table<S>&, int) {});
    });
  }
};

}  // namespace klprop::claims
