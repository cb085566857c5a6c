#pragma once

// Out-of-line parts of spn.hpp.

#include <klprop/random/detail/dag.hpp>
#include <klprop/random/detail/deep.hpp>
#include <klprop/random/detail/domain.hpp>
#include <klprop/random/detail/draft.hpp>
#include <klprop/random/detail/layered.hpp>
#include <klprop/random/detail/tree.hpp>
#include <klprop/random/detail/weights.hpp>
#include <klprop/random/detail/wide.hpp>
#include <klprop/random/spn.hpp>

#include <algorithm>

namespace klprop {

inline SpnShape draw_shape(Random& random, const ShapeWeights& weights) {
  return static_cast<SpnShape>(random.weighted_index(weights));
}

inline SpnOptions large_spn(SpnShape shape, std::size_t edges) {
  SpnOptions options;
  options.shape = shape;
  options.edges = edges;
  options.max_joint_states = SpnOptions::unlimited;
  return options;
}

/// Sizes are heavy-tailed: an enumeration costs states × edges, and most cases should be cheap.
inline SpnOptions enumerable_spn(Random& random, SpnShape shape) {
  SpnOptions options;
  options.shape = shape;
  options.edges = static_cast<std::size_t>(heavy_tailed(random, 8, 400, 1, 2));
  options.max_joint_states = heavy_tailed(random, 8, 4096, 1, 2);
  options.max_unfolding = 20'000;
  if (shape == SpnShape::deep || shape == SpnShape::wide) options.max_joint_states = log_uniform(random, 2, 16);
  if (shape == SpnShape::deep) options.max_unfolding = 4'000;
  options.max_parses = std::max<std::uint64_t>(options.max_joint_states, shape == SpnShape::deep ? 64 : 2'000);
  return options;
}

namespace detail {

/// At most two leaves are added per violated hypothesis. Each adds at most as many copies to the unfolding as its parent
/// has, and below a sum at most doubles the parses.
inline SpnOptions with_room_for_violations(SpnOptions options) {
  if (options.drop_completeness || options.drop_decomposability)
    options.max_unfolding = part_of_bound(options.max_unfolding, 8);
  if (options.drop_completeness) options.max_parses = part_of_bound(options.max_parses, 4);
  return options;
}

inline SpnOptions for_shape(Random& random, SpnOptions options) {
  if (options.shape != SpnShape::tiny) return options;
  options.max_variables = std::max<VariableId>(options.min_variables, std::min<VariableId>(2, options.max_variables));
  options.max_states = std::min<StateId>(3, options.max_states);
  options.edges = random.between<std::size_t>(3, 10);
  return options;
}

/// One variable with one state that has a leaf, and more only if states may be missing; or no variable at all.
inline SpnDomain draw_single_domain(Random& random, const SpnOptions& options) {
  SpnDomain domain;
  const bool constant = options.min_variables == 0 && options.constants && !options.missing_states &&
                        !options.drop_completeness && !options.drop_decomposability;
  if (constant && random.chance(1, 2)) return domain;
  const auto most = static_cast<StateId>(std::min<std::uint64_t>(options.max_states, options.max_joint_states));
  const StateId states = options.missing_states ? random.between(StateId{2}, most) : 1;
  domain.variables = VariableTable({states});
  domain.present = {{random.between(StateId{0}, states - 1)}};
  return domain;
}

inline NodeId draft_shape(Random& random, const SpnOptions& options, const SpnDomain& domain, SpnDraft& draft) {
  switch (options.shape) {
    case SpnShape::single:
      return domain.size() == 0 ? draft.constant() : draft.indicator(0, domain.present.front().front());
    case SpnShape::tree:
      return TreeBuilder(random, options, domain, draft).build();
    case SpnShape::deep:
      return DeepBuilder(random, options, domain, draft).build();
    case SpnShape::wide:
      return WideBuilder(random, options, domain, draft).build();
    case SpnShape::layered:
      return LayeredBuilder(random, options, domain, draft).build();
    case SpnShape::repeated_leaves:
      return DagBuilder(random, options, domain, {true, false}, draft).build();
    case SpnShape::single_child:
      return DagBuilder(random, options, domain, {false, true}, draft).build();
    case SpnShape::tiny:
    case SpnShape::dag:
      break;
  }
  return DagBuilder(random, options, domain, {false, false}, draft).build();
}

}  // namespace detail

inline Circuit random_spn(Random& random, const SpnOptions& wanted) {
  const SpnOptions options = detail::for_shape(random, detail::with_room_for_violations(wanted));
  detail::require_consistent(options);
  const detail::SpnDomain domain = options.shape == SpnShape::single ? detail::draw_single_domain(random, options)
                                                                     : detail::draw_domain(random, options);
  detail::SpnDraft draft;
  const NodeId root = detail::draft_shape(random, options, domain, draft);
  return detail::SpnWeigher(random, options, domain, draft, root).circuit();
}

}  // namespace klprop
