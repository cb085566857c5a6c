#pragma once

/// Scopes of all nodes, with equal scopes shared.

#include <klprop/spn/circuit.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace klprop {

/// Sets of variables, each stored once: equal sets have equal ids.
///
/// A set is a binary trie over blocks of 64 variables, and equal subtries are shared too. A chain of 10^6 nodes that
/// gains one variable at each step therefore costs a few hundred bytes a step, where bit sets would cost 10^6 bits.
class ScopeTable {
 public:
  using Id = std::uint32_t;
  static constexpr Id empty = 0;

  explicit ScopeTable(std::size_t variables);

  [[nodiscard]] Id singleton(VariableId variable);

  struct Union {
    Id scope;
    bool disjoint;
  };
  /// a ∪ b, and whether they were disjoint. Cost: at most O(variables/64), O(log variables) against a singleton.
  [[nodiscard]] Union unite(Id a, Id b) { return unite(a, b, height_); }
  /// a ∩ b
  [[nodiscard]] Id intersect(Id a, Id b) { return intersect(a, b, height_); }
  /// a ∖ b
  [[nodiscard]] Id subtract(Id a, Id b) { return subtract(a, b, height_); }

  /// The smallest variable of a scope that is not empty.
  [[nodiscard]] VariableId first_variable(Id scope) const;
  void sort_by_first_variable(std::vector<Id>& scopes) const;

  /// The variables of a scope, ascending.
  [[nodiscard]] std::vector<VariableId> variables(Id scope) const;
  [[nodiscard]] bool contains(Id scope, VariableId variable) const;

 private:
  // A key is the 64-bit block of a leaf, or the pair of children of an inner node; each kind has its own index.
  // An index is an open-addressed hash table of ids, 0 standing for a free slot: the keys are in `key_` already.
  using Index = std::vector<Id>;

  Id intern(Index& index, std::size_t& used, std::uint64_t key);
  [[nodiscard]] static std::size_t hash(std::uint64_t key) {
    key = (key ^ (key >> 32)) * 0xD6E8FEB86659FD93U;  // a 64-bit mixer of multiplications and shifts
    return static_cast<std::size_t>((key ^ (key >> 32)) * 0xD6E8FEB86659FD93U >> 16);
  }
  void grow(Index& index) const;
  Id block(std::uint64_t bits) { return bits == 0 ? empty : intern(blocks_, blocks_used_, bits); }
  Id pair(Id low, Id high) {
    return low == empty && high == empty ? empty : intern(pairs_, pairs_used_, std::uint64_t{high} << 32 | low);
  }
  [[nodiscard]] Id low(Id id) const { return static_cast<Id>(key_[id]); }
  [[nodiscard]] Id high(Id id) const { return static_cast<Id>(key_[id] >> 32); }

  // The depth of these recursions is the trie's height: log₂(variables/64).
  Union unite(Id a, Id b, unsigned level);
  Id intersect(Id a, Id b, unsigned level);
  Id subtract(Id a, Id b, unsigned level);

  unsigned height_ = 0;
  std::vector<std::uint64_t> key_ = {0};
  std::vector<Id> singletons_;  // by variable; `empty` where nobody asked yet
  Index blocks_ = Index(64, empty), pairs_ = Index(64, empty);
  std::size_t blocks_used_ = 0, pairs_used_ = 0;
};

inline ScopeTable::ScopeTable(std::size_t variables) : singletons_(variables, empty) {
  while ((std::size_t{64} << height_) < variables) ++height_;
}

inline ScopeTable::Id ScopeTable::intern(Index& index, std::size_t& used, std::uint64_t key) {
  if (2 * used >= index.size()) grow(index);
  std::size_t slot = hash(key) & (index.size() - 1);
  while (index[slot] != empty && key_[index[slot]] != key) slot = (slot + 1) & (index.size() - 1);
  if (index[slot] == empty) {
    index[slot] = static_cast<Id>(key_.size());
    key_.push_back(key);
    ++used;
  }
  return index[slot];
}

inline void ScopeTable::grow(Index& index) const {
  Index larger(2 * index.size(), empty);
  for (const Id id : index) {
    if (id == empty) continue;
    std::size_t slot = hash(key_[id]) & (larger.size() - 1);
    while (larger[slot] != empty) slot = (slot + 1) & (larger.size() - 1);
    larger[slot] = id;
  }
  index = std::move(larger);
}

inline ScopeTable::Id ScopeTable::singleton(VariableId variable) {
  if (singletons_[variable] != empty) return singletons_[variable];
  Id id = block(std::uint64_t{1} << (variable % 64));
  for (unsigned level = 0; level < height_; ++level) {
    const bool upper = (variable / 64 >> level & 1) != 0;
    id = upper ? pair(empty, id) : pair(id, empty);
  }
  return singletons_[variable] = id;
}

inline ScopeTable::Union ScopeTable::unite(Id a, Id b, unsigned level) {
  if (a == empty) return {b, true};
  if (b == empty) return {a, true};
  if (a == b) return {a, false};
  if (level == 0) return {block(key_[a] | key_[b]), (key_[a] & key_[b]) == 0};
  const Union lows = unite(low(a), low(b), level - 1);
  const Union highs = unite(high(a), high(b), level - 1);
  return {pair(lows.scope, highs.scope), lows.disjoint && highs.disjoint};
}

inline ScopeTable::Id ScopeTable::intersect(Id a, Id b, unsigned level) {
  if (a == empty || b == empty) return empty;
  if (a == b) return a;
  if (level == 0) return block(key_[a] & key_[b]);
  const Id lows = intersect(low(a), low(b), level - 1);
  return pair(lows, intersect(high(a), high(b), level - 1));
}

inline ScopeTable::Id ScopeTable::subtract(Id a, Id b, unsigned level) {
  if (a == empty || a == b) return empty;
  if (b == empty) return a;
  if (level == 0) return block(key_[a] & ~key_[b]);
  const Id lows = subtract(low(a), low(b), level - 1);
  return pair(lows, subtract(high(a), high(b), level - 1));
}

inline VariableId ScopeTable::first_variable(Id scope) const {
  VariableId first = 0;
  for (unsigned level = height_; level > 0; --level) {
    if (low(scope) == empty) first += VariableId{64} << (level - 1);
    scope = low(scope) == empty ? high(scope) : low(scope);
  }
  return first + static_cast<VariableId>(std::countr_zero(key_[scope]));
}

inline void ScopeTable::sort_by_first_variable(std::vector<Id>& scopes) const {
  std::vector<std::pair<VariableId, Id>> keyed;
  keyed.reserve(scopes.size());
  for (const Id scope : scopes) keyed.emplace_back(first_variable(scope), scope);
  std::sort(keyed.begin(), keyed.end());
  for (std::size_t k = 0; k < scopes.size(); ++k) scopes[k] = keyed[k].second;
}

inline std::vector<VariableId> ScopeTable::variables(Id scope) const {
  std::vector<VariableId> result;
  struct Part {
    Id id;
    unsigned level;
    VariableId first;
  };
  std::vector<Part> pending = {{scope, height_, 0}};
  while (!pending.empty()) {
    const Part part = pending.back();
    pending.pop_back();
    if (part.id == empty) continue;
    if (part.level > 0) {
      const auto middle = part.first + (VariableId{64} << (part.level - 1));
      pending.push_back({high(part.id), part.level - 1, middle});
      pending.push_back({low(part.id), part.level - 1, part.first});
      continue;
    }
    for (VariableId bit = 0; bit < 64; ++bit)
      if ((key_[part.id] >> bit & 1) != 0) result.push_back(part.first + bit);
  }
  return result;
}

inline bool ScopeTable::contains(Id scope, VariableId variable) const {
  for (unsigned level = height_; level > 0 && scope != empty; --level)
    scope = (variable / 64 >> (level - 1) & 1) != 0 ? high(scope) : low(scope);
  return scope != empty && (key_[scope] >> (variable % 64) & 1) != 0;
}

}  // namespace klprop
