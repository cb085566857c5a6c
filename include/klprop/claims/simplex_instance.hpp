#pragma once

/// Random tables on which claims of Section 2 are decided. Compiled into klprop::claims.

#include <klprop/claims/claim.hpp>
#include <klprop/random/random.hpp>
#include <klprop/scalar/prime_field.hpp>
#include <klprop/simplex/product_space.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace klprop::claims {

/// Which tables a stream draws. All tables of an instance are over one space.
struct SimplexDomain {
  unsigned tables = 2;
  unsigned min_coordinates = 1, max_coordinates = 3;
  StateId min_states = 1, max_states = 4;  ///< of each coordinate
  bool equal_arities = false;              ///< all coordinates have the same states: they can be replicas
  bool normalised = true;                  ///< each table adds up to one
  bool positive = true;                    ///< else some entries are 0
  bool wide = true;                        ///< one instance in eight has entries of very different sizes
  // What a check makes of the tables.
  bool members = true;              ///< what is compared or combined is in the set that the claim is about
  bool one_marginal_apart = false;  ///< two products share all marginals but one
  bool whole_space = false;         ///< divergences are over all outcomes, not only over those of the face
  bool full_support = true;         ///< the linear family has a table with the support of the one projected
};

/// The domain with one member changed.
template <class Member>
[[nodiscard]] constexpr SimplexDomain changed(Member SimplexDomain::*member, Member to, SimplexDomain domain = {}) {
  domain.*member = to;
  return domain;
}

/// One instance in scalar S, as a check sees it.
template <Ring S>
struct SimplexInstance {
  std::vector<Table<S>> tables;
  const SimplexDomain& domain;
  Random random;  ///< for choices of the check's own: coordinates, groupings
  Budget budget;
  std::span<const Table<Rational>> rational;  ///< the same tables, exactly; none over the prime field

  [[nodiscard]] const ProductSpace& space() const { return tables[0].space; }
};

/// An instance as numbers of one kind.
template <Ring S>
struct DrawnTables {
  std::vector<Table<S>> tables;
  const char* shape;  ///< "2", "2×3", …: one name per number of coordinates
};

[[nodiscard]] DrawnTables<Rational> draw_tables(Random& random, const SimplexDomain& domain);
/// Random residues, normalised if the domain is; an entry is zero with probability 2^-61.
[[nodiscard]] DrawnTables<PrimeField> draw_residue_tables(Random& random, const SimplexDomain& domain);

/// The tables with small integers for entries, before normalisation, over spaces in the order of their size.
class SmallTables {
 public:
  explicit SmallTables(const SimplexDomain& domain);
  /// The next instance; empty at the end.
  [[nodiscard]] std::optional<DrawnTables<Rational>> next();

 private:
  SimplexDomain domain_;
  std::vector<ProductSpace> spaces_;
  std::size_t space_ = 0;
  std::uint64_t code_ = 0;
};

/// "p, q, r" for up to three tables, as the statements call them.
[[nodiscard]] TablesCase as_tables_case(std::vector<Table<Rational>> tables);

}  // namespace klprop::claims
