#pragma once

/// Scopes of all nodes, with equal scopes shared.

#include <klprop/spn/circuit.hpp>

#include <cstddef>
#include <cstdint>
#include <unordered_map>
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

  /// The variables of a scope, ascending.
  [[nodiscard]] std::vector<VariableId> variables(Id scope) const;
  [[nodiscard]] bool contains(Id scope, VariableId variable) const;

 private:
  // A key is the 64-bit block of a leaf, or the pair of children of an inner node; the levels keep them apart.
  using Interner = std::unordered_map<std::uint64_t, Id>;

  Id intern(Interner& known, std::uint64_t key);
  Id block(std::uint64_t bits) { return bits == 0 ? empty : intern(blocks_, bits); }
  Id pair(Id low, Id high) {
    return low == empty && high == empty ? empty : intern(pairs_, std::uint64_t{high} << 32 | low);
  }
  [[nodiscard]] Id low(Id id) const { return static_cast<Id>(key_[id]); }
  [[nodiscard]] Id high(Id id) const { return static_cast<Id>(key_[id] >> 32); }

  // The depth of these recursions is the trie's height: log₂(variables/64).
  Union unite(Id a, Id b, unsigned level);
  Id intersect(Id a, Id b, unsigned level);
  Id subtract(Id a, Id b, unsigned level);

  unsigned height_ = 0;
  std::vector<std::uint64_t> key_ = {0};
  Interner blocks_, pairs_;
};

inline ScopeTable::ScopeTable(std::size_t variables) {
  while ((std::size_t{64} << height_) < variables) ++height_;
}

inline ScopeTable::Id ScopeTable::intern(Interner& known, std::uint64_t key) {
  const auto [place, is_new] = known.try_emplace(key, static_cast<Id>(key_.size()));
  if (is_new) key_.push_back(key);
  return place->second;
}

inline ScopeTable::Id ScopeTable::singleton(VariableId variable) {
  Id id = block(std::uint64_t{1} << (variable % 64));
  for (unsigned level = 0; level < height_; ++level) {
    const bool upper = (variable / 64 >> level & 1) != 0;
    id = upper ? pair(empty, id) : pair(id, empty);
  }
  return id;
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
