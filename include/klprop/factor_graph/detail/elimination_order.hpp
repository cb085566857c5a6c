#pragma once

// Out-of-line parts of elimination_order.hpp.

#include <klprop/factor_graph/elimination_order.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <queue>
#include <string>
#include <tuple>
#include <utility>

namespace klprop {

/// The elimination game on an interaction graph: a variable's neighbours are joined pairwise, then it is removed.
///
/// With d(v) the degree and T(v) the number of edges between neighbours of v, elimination of v adds d(d−1)/2 − T edges.
/// Both are kept up to date edge by edge, so that a hub is not looked at anew whenever one of its leaves goes.
class EliminationGame {
 public:
  explicit EliminationGame(const Scopes& scopes);

  [[nodiscard]] std::size_t size() const { return adjacent_.size(); }
  [[nodiscard]] bool gone(VariableId v) const { return gone_[v]; }
  /// Number of edges that the elimination of v would add.
  [[nodiscard]] std::uint64_t fill(VariableId v) const { return degree_[v] * (degree_[v] - 1) / 2 - triangles_[v]; }
  /// log2 of the clique's table in units of 2^-20, an integer so that ties do not depend on rounding.
  [[nodiscard]] std::uint64_t weight(VariableId v) const { return clique_weight_[v]; }

  /// @return the variables whose fill or weight has changed
  std::span<const VariableId> eliminate(VariableId v);
  [[nodiscard]] EliminationOrder finish() && { return std::move(result_); }

 private:
  static constexpr double unit = 1 << 20;

  void join(std::span<const VariableId> scope);
  void count_triangles();
  void compact(VariableId v);
  void mark_neighbours(VariableId v);
  void add_edge(VariableId a, VariableId b);
  void connect(std::span<const VariableId> neighbours);
  void touch(VariableId v);
  void record(VariableId v);

  std::vector<std::vector<VariableId>> adjacent_;  // with variables that are gone, until compacted
  std::vector<std::uint64_t> degree_, triangles_, own_weight_, clique_weight_;
  std::vector<double> log2_arity_;
  std::vector<bool> gone_;
  std::vector<std::uint32_t> mark_, touched_;  // time stamps
  std::uint32_t mark_time_ = 0, touch_time_ = 0;
  std::vector<VariableId> changed_;
  EliminationOrder result_;
};

inline EliminationGame::EliminationGame(const Scopes& scopes)
    : adjacent_(scopes.arity.size()),
      degree_(size()),
      triangles_(size()),
      gone_(size()),
      mark_(size()),
      touched_(size()) {
  for (std::size_t k = 0; k < scopes.count(); ++k) join(scopes[k]);
  for (const StateId arity : scopes.arity) {
    log2_arity_.push_back(std::log2(static_cast<double>(arity)));
    own_weight_.push_back(static_cast<std::uint64_t>(std::llround(unit * log2_arity_.back())));
  }
  clique_weight_ = own_weight_;
  for (VariableId v = 0; v < size(); ++v) {
    std::vector<VariableId>& list = adjacent_[v];
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    degree_[v] = list.size();
    for (const VariableId u : list) clique_weight_[v] += own_weight_[u];
  }
  count_triangles();
}

inline void EliminationGame::join(std::span<const VariableId> scope) {
  for (const VariableId a : scope)
    for (const VariableId b : scope)
      if (a != b) adjacent_[a].push_back(b);
}

/// Each triangle is found once, from its two corners of least degree: lists of later corners have O(√m) members.
inline void EliminationGame::count_triangles() {
  const auto before = [this](VariableId a, VariableId b) {
    return std::pair(degree_[a], a) < std::pair(degree_[b], b);
  };
  std::vector<std::vector<VariableId>> later(size());
  for (VariableId v = 0; v < size(); ++v)
    for (const VariableId u : adjacent_[v])
      if (before(v, u)) later[v].push_back(u);
  for (VariableId v = 0; v < size(); ++v) {
    ++mark_time_;
    for (const VariableId u : later[v]) mark_[u] = mark_time_;
    for (const VariableId u : later[v])
      for (const VariableId w : later[u])
        if (mark_[w] == mark_time_)
          for (const VariableId corner : {v, u, w}) ++triangles_[corner];
  }
}

inline void EliminationGame::compact(VariableId v) {
  std::vector<VariableId>& list = adjacent_[v];
  if (list.size() <= 2 * degree_[v] + 8) return;
  std::erase_if(list, [this](VariableId u) { return gone_[u]; });
}

inline void EliminationGame::mark_neighbours(VariableId v) {
  ++mark_time_;
  for (const VariableId u : adjacent_[v]) mark_[u] = mark_time_;
}

inline void EliminationGame::touch(VariableId v) {
  if (touched_[v] != touch_time_) changed_.push_back(v);
  touched_[v] = touch_time_;
}

/// @pre  a's neighbours are marked, b is none of them
inline void EliminationGame::add_edge(VariableId a, VariableId b) {
  std::uint64_t common = 0;
  for (const VariableId c : adjacent_[b]) {
    if (gone_[c] || mark_[c] != mark_time_) continue;
    ++common;
    ++triangles_[c];
    touch(c);
  }
  for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
    adjacent_[from].push_back(to);
    ++degree_[from];
    triangles_[from] += common;
    clique_weight_[from] += own_weight_[to];
  }
  mark_[b] = mark_time_;
}

inline void EliminationGame::connect(std::span<const VariableId> neighbours) {
  for (std::size_t i = 0; i < neighbours.size(); ++i) {
    mark_neighbours(neighbours[i]);
    for (std::size_t j = i + 1; j < neighbours.size(); ++j)
      if (mark_[neighbours[j]] != mark_time_) add_edge(neighbours[i], neighbours[j]);
  }
}

inline void EliminationGame::record(VariableId v) {
  double log2_entries = log2_arity_[v];
  for (const VariableId u : adjacent_[v]) {
    if (gone_[u]) continue;
    result_.neighbours_.push_back(u);
    log2_entries += log2_arity_[u];
  }
  result_.order_.push_back(v);
  result_.first_.push_back(result_.neighbours_.size());
  result_.log2_entries_.push_back(log2_entries);
}

inline std::span<const VariableId> EliminationGame::eliminate(VariableId v) {
  changed_.clear();
  ++touch_time_;
  record(v);
  const auto neighbours = std::span<const VariableId>(result_.neighbours_).last(degree_[v]);
  if (fill(v) > 0) connect(neighbours);
  gone_[v] = true;
  for (const VariableId u : neighbours) {
    triangles_[u] -= neighbours.size() - 1;  // now that the neighbours of v are all joined
    --degree_[u];
    clique_weight_[u] -= own_weight_[v];
    touch(u);
    compact(u);
  }
  adjacent_[v] = {};
  std::erase_if(changed_, [this](VariableId u) { return gone_[u]; });
  return changed_;
}

namespace detail {

/// Eliminates a variable of least key until none is left. Keys only of changed variables are looked at again: the queue
/// holds stale ones as well.
template <class KeyOf>
[[nodiscard]] EliminationOrder greedy_order(const Scopes& scopes, KeyOf&& key_of) {
  EliminationGame game(scopes);
  using Entry = decltype(key_of(game, VariableId{0}));
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  for (VariableId v = 0; v < game.size(); ++v) queue.push(key_of(game, v));
  while (!queue.empty()) {
    const Entry least = queue.top();
    queue.pop();
    const VariableId v = std::get<VariableId>(least);
    if (game.gone(v) || least != key_of(game, v)) continue;
    for (const VariableId u : game.eliminate(v)) queue.push(key_of(game, u));
  }
  return std::move(game).finish();
}

}  // namespace detail

inline EliminationOrder min_fill_order(const Scopes& scopes) {
  return detail::greedy_order(
      scopes, [](const EliminationGame& game, VariableId v) { return std::tuple(game.fill(v), game.weight(v), v); });
}

inline EliminationOrder min_weight_order(const Scopes& scopes) {
  return detail::greedy_order(scopes,
                              [](const EliminationGame& game, VariableId v) { return std::tuple(game.weight(v), v); });
}

namespace detail {

/// SplitMix64's scrambling of 64 bits.
[[nodiscard]] constexpr std::uint64_t scrambled(std::uint64_t z) {
  z += 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

/// Min-fill with ties broken by random numbers; the odd variants blur the fill by up to three edges as well.
[[nodiscard]] inline EliminationOrder min_fill_variant(const Scopes& scopes, std::uint64_t variant) {
  return greedy_order(scopes, [variant](const EliminationGame& game, VariableId v) {
    const std::uint64_t random = scrambled(scrambled(variant) + v);
    const std::uint64_t blur = variant % 2 == 0 ? 0 : random >> 62;
    return std::tuple(game.fill(v) + blur, game.weight(v), random, v);
  });
}

/// How many more orders may be tried: each looks at about as many edges as there are pairs in the cliques.
[[nodiscard]] inline std::uint64_t worthwhile_variants(const EliminationOrder& order) {
  constexpr double log2_small = 10, most = 64, budget = 1e8;
  if (order.log2_largest() < log2_small) return 0;
  double looks = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const auto neighbours = static_cast<double>(order.later_neighbours(k).size());
    looks += 1 + neighbours * neighbours;
  }
  return static_cast<std::uint64_t>(std::min(most, budget / looks));
}

}  // namespace detail

inline EliminationOrder good_order(const Scopes& scopes) {
  EliminationOrder best = min_fill_order(scopes);
  const auto consider = [&best](EliminationOrder order) {
    if (order.total_entries() < best.total_entries()) best = std::move(order);
  };
  consider(min_weight_order(scopes));
  const std::uint64_t variants = detail::worthwhile_variants(best);
  for (std::uint64_t variant = 0; variant < variants; ++variant) consider(detail::min_fill_variant(scopes, variant));
  return best;
}

inline EliminationOrder given_order(const Scopes& scopes, std::span<const VariableId> order) {
  std::vector<bool> seen(scopes.arity.size());
  for (const VariableId v : order) {
    if (v >= seen.size() || seen[v])
      throw ModelError("elimination order: variable " + std::to_string(v) + (v < seen.size() ? " twice" : "") +
                       "; expected each variable once");
    seen[v] = true;
  }
  if (order.size() != seen.size())
    throw ModelError("elimination order: " + std::to_string(order.size()) + " variables; expected " +
                     std::to_string(seen.size()));
  EliminationGame game(scopes);
  for (const VariableId v : order) game.eliminate(v);
  return std::move(game).finish();
}

inline double EliminationOrder::log2_largest() const {
  return log2_entries_.empty() ? 0 : *std::max_element(log2_entries_.begin(), log2_entries_.end());
}

inline std::size_t EliminationOrder::width() const {
  std::size_t width = 0;
  for (std::size_t k = 0; k < size(); ++k) width = std::max(width, first_[k + 1] - first_[k]);
  return width;
}

inline double EliminationOrder::total_entries() const {
  double total = 0;
  for (const double log2_entries : log2_entries_) total += std::exp2(log2_entries);
  return total;
}

}  // namespace klprop
