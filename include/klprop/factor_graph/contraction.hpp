#pragma once

/// The one operation of elimination: multiply two tables and sum out variables.

#include <klprop/scalar/in_place.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

namespace klprop {

/// One variable of C[c] = Σ A[a]·B[b]: its number of states, and by how far each of the three tables moves from one state
/// to the next, 0 where the table does not depend on it. A variable that moves A or B but not C is summed out.
struct ContractionAxis {
  std::uint64_t extent, a, b, c;
};

/// Loops for C[c] = Σ A[a]·B[b], prepared once per shape.
///
/// The fastest variables are unrolled into a list of some hundred offsets: runs of terms with the same target, which are
/// added up in a register where numbers are machine words. The other variables are counted in an outer loop. A target is
/// written, not added to, when it is met for the first time, so C need not be zero before.
class Contraction {
 public:
  /// @param  axes  the slowest first; each moves A, B or C
  void prepare(std::span<const ContractionAxis> axes);

  /// C ← Σ A·B
  template <Ring S>
  void multiply(std::span<const S> a, std::span<const S> b, std::span<S> c, S& scratch);
  /// C ← Σ A
  template <Ring S>
  void sum(std::span<const S> a, std::span<S> c);

 private:
  static constexpr std::uint64_t block_entries = 256;

  /// Consecutive terms of one target.
  struct Run {
    std::uint32_t target, first_term, end_term;
    bool first_visit;
  };
  struct Term {
    std::uint32_t a, b, c;
    bool first_visit;  // of c within the block
  };
  struct Counter {
    ContractionAxis axis;
    std::uint64_t state;
  };

  void unroll(std::span<const ContractionAxis> fastest);
  /// To the next block; false after the last.
  bool advance();
  template <Ring S, class AddTerms>
  static void add_run(S& target, bool fresh, AddTerms&& add_terms);
  template <Ring S, class Terms>
  void for_each_block(std::span<S> c, Terms&& terms);

  std::vector<Counter> outer_;  // the fastest last
  std::vector<Run> runs_;
  std::vector<Term> terms_;
  std::uint64_t at_a_ = 0, at_b_ = 0, at_c_ = 0;  // where the block begins
  std::size_t summed_away_from_zero_ = 0;         // outer summed variables that are not in their first state
};

inline void Contraction::prepare(std::span<const ContractionAxis> axes) {
  std::size_t inner = axes.size();
  std::uint64_t entries = 1;
  while (inner > 0 && (entries == 1 || entries * axes[inner - 1].extent <= block_entries))
    entries *= axes[--inner].extent;
  outer_.clear();
  for (const ContractionAxis& axis : axes.first(inner)) outer_.push_back({axis, 0});
  unroll(axes.subspan(inner));
  at_a_ = at_b_ = at_c_ = 0;
  summed_away_from_zero_ = 0;
}

/// Each entry so far is repeated once per state of a faster variable; from the back, so that none is overwritten unread.
inline void Contraction::unroll(std::span<const ContractionAxis> fastest) {
  terms_.assign(1, {0, 0, 0, true});
  for (const ContractionAxis& axis : fastest) {
    const std::size_t before = terms_.size();
    terms_.resize(before * axis.extent);
    for (std::size_t k = before; k-- > 0;) {
      const Term term = terms_[k];
      for (std::uint64_t state = axis.extent; state-- > 0;)
        terms_[k * axis.extent + state] = {
            static_cast<std::uint32_t>(term.a + state * axis.a), static_cast<std::uint32_t>(term.b + state * axis.b),
            static_cast<std::uint32_t>(term.c + state * axis.c), term.first_visit && (axis.c != 0 || state == 0)};
    }
  }
  runs_.clear();
  for (std::uint32_t k = 0; k < terms_.size(); ++k)
    if (k > 0 && terms_[k].c == terms_[k - 1].c)
      runs_.back().end_term = k + 1;
    else
      runs_.push_back({terms_[k].c, k, k + 1, terms_[k].first_visit});
}

inline bool Contraction::advance() {
  for (std::size_t k = outer_.size(); k-- > 0;) {
    auto& [axis, state] = outer_[k];
    const bool summed = axis.c == 0;
    if (++state < axis.extent) {
      at_a_ += axis.a;
      at_b_ += axis.b;
      at_c_ += axis.c;
      if (summed && state == 1) ++summed_away_from_zero_;
      return true;
    }
    state = 0;
    at_a_ -= axis.a * (axis.extent - 1);
    at_b_ -= axis.b * (axis.extent - 1);
    at_c_ -= axis.c * (axis.extent - 1);
    if (summed && axis.extent > 1) --summed_away_from_zero_;
  }
  return false;
}

/// `add_terms(sum, fresh)` adds all terms to the sum; if it is fresh, it writes the first instead.
template <Ring S, class AddTerms>
void Contraction::add_run(S& target, bool fresh, AddTerms&& add_terms) {
  if constexpr (std::is_trivially_copyable_v<S> && sizeof(S) <= sizeof(std::uint64_t)) {
    S sum{};
    add_terms(sum, true);
    if (fresh)
      target = sum;
    else
      InPlace<S>::add(target, sum);
  } else {
    add_terms(target, fresh);
  }
}

template <Ring S, class Terms>
void Contraction::for_each_block(std::span<S> c, Terms&& terms) {
  do {
    const bool fresh_block = summed_away_from_zero_ == 0;
    for (const Run& run : runs_)
      add_run(c[at_c_ + run.target], fresh_block && run.first_visit,
              [&](S& sum, bool fresh) { terms(sum, fresh, run); });
  } while (advance());
}

template <Ring S>
void Contraction::multiply(std::span<const S> a, std::span<const S> b, std::span<S> c, S& scratch) {
  for_each_block(c, [&](S& sum, bool fresh, const Run& run) {
    std::uint32_t k = run.first_term;
    if (fresh) {
      InPlace<S>::set_product(sum, a[at_a_ + terms_[k].a], b[at_b_ + terms_[k].b]);
      ++k;
    }
    for (; k < run.end_term; ++k) InPlace<S>::add_product(sum, a[at_a_ + terms_[k].a], b[at_b_ + terms_[k].b], scratch);
  });
}

template <Ring S>
void Contraction::sum(std::span<const S> a, std::span<S> c) {
  for_each_block(c, [&](S& sum, bool fresh, const Run& run) {
    std::uint32_t k = run.first_term;
    if (fresh) {
      InPlace<S>::set(sum, a[at_a_ + terms_[k].a]);
      ++k;
    }
    for (; k < run.end_term; ++k) InPlace<S>::add(sum, a[at_a_ + terms_[k].a]);
  });
}

}  // namespace klprop
