#include <klprop/claims/simplex_instance.hpp>

#include <algorithm>
#include <array>

namespace klprop::claims {

namespace {

/// No table has more entries, so that checks that compare all pairs of outcomes stay cheap.
constexpr std::uint64_t most_outcomes = 64;

/// Entries of small tables run from 1, or 0, to this.
constexpr std::uint64_t largest_entry = 3;

[[nodiscard]] const char* shape_name(const ProductSpace& space) {
  constexpr std::array<const char*, 5> names = {"no coordinate", "1 coordinate", "2 coordinates", "3 coordinates",
                                                "4 coordinates or more"};
  return names[std::min(space.dimension(), names.size() - 1)];
}

[[nodiscard]] ProductSpace draw_space(Random& random, const SimplexDomain& domain) {
  for (;;) {
    std::vector<StateId> arities(random.between(domain.min_coordinates, domain.max_coordinates));
    const StateId shared = random.between(domain.min_states, domain.max_states);
    for (StateId& arity : arities)
      arity = domain.equal_arities ? shared : random.between(domain.min_states, domain.max_states);
    ProductSpace space(std::move(arities));
    if (space.size() <= most_outcomes) return space;
  }
}

template <Ring S, class DrawEntry>
[[nodiscard]] Table<S> draw_table(const ProductSpace& space, const SimplexDomain& domain, DrawEntry&& draw_entry) {
  for (;;) {
    Table<S> table{space, {}};
    while (table.values.size() < space.size()) table.values.push_back(draw_entry());
    if (total(table) == S{}) continue;
    return domain.normalised ? normalised(std::move(table)) : table;
  }
}

}  // namespace

DrawnTables<Rational> draw_tables(Random& random, const SimplexDomain& domain) {
  const ProductSpace space = draw_space(random, domain);
  // One instance in eight has entries of very different sizes.
  const bool wide = random.chance(1, 8) && domain.wide;
  DrawnTables<Rational> drawn{{}, shape_name(space)};
  while (drawn.tables.size() < domain.tables)
    drawn.tables.push_back(draw_table<Rational>(space, domain, [&] {
      if (!domain.positive && random.chance(1, 4)) return Rational(0);
      return wide && random.chance(1, 4) ? wide_rational(random) : small_rational(random);
    }));
  return drawn;
}

DrawnTables<PrimeField> draw_residue_tables(Random& random, const SimplexDomain& domain) {
  const ProductSpace space = draw_space(random, domain);
  DrawnTables<PrimeField> drawn{{}, shape_name(space)};
  while (drawn.tables.size() < domain.tables)
    drawn.tables.push_back(draw_table<PrimeField>(space, domain, [&] {
      return !domain.positive && random.chance(1, 4) ? PrimeField{} : nonzero_residue(random);
    }));
  return drawn;
}

SmallTables::SmallTables(const SimplexDomain& domain) : domain_(domain) {
  constexpr std::uint64_t largest_small_space = 4;
  const auto add = [&](std::vector<StateId> arities) {
    const auto in_range = [&](StateId arity) { return arity >= domain.min_states && arity <= domain.max_states; };
    const bool fits = arities.size() >= domain.min_coordinates && arities.size() <= domain.max_coordinates &&
                      std::all_of(arities.begin(), arities.end(), in_range);
    if (fits) spaces_.emplace_back(std::move(arities));
  };
  for (StateId size = 1; size <= largest_small_space; ++size) add({size});
  add({2, 2});
  add({2, 2, 2});
}

std::optional<DrawnTables<Rational>> SmallTables::next() {
  const std::uint64_t least = domain_.positive ? 1 : 0;
  const std::uint64_t base = largest_entry - least + 1;
  constexpr std::uint64_t most_codes = 200'000;
  for (; space_ < spaces_.size(); ++space_, code_ = 0) {
    const ProductSpace& space = spaces_[space_];
    for (; code_ < most_codes; ++code_) {
      std::uint64_t rest = code_;
      DrawnTables<Rational> drawn{{}, shape_name(space)};
      bool has_mass = true;
      while (drawn.tables.size() < domain_.tables) {
        Table<Rational> table{space, {}};
        for (std::uint64_t k = 0; k < space.size(); ++k, rest /= base) table.values.emplace_back(least + rest % base);
        has_mass = has_mass && total(table) != 0;
        if (has_mass && domain_.normalised) table = normalised(std::move(table));
        drawn.tables.push_back(std::move(table));
      }
      if (rest > 0) break;  // all codes of this space have been
      if (!has_mass) continue;
      ++code_;
      return drawn;
    }
  }
  return std::nullopt;
}

TablesCase as_tables_case(std::vector<Table<Rational>> tables) {
  constexpr std::array<const char*, 5> names = {"p", "q", "r", "s", "t"};
  TablesCase result;
  for (std::size_t k = 0; k < tables.size(); ++k)
    result.tables.emplace_back(k < names.size() ? names[k] : "table " + std::to_string(k), std::move(tables[k]));
  return result;
}

}  // namespace klprop::claims
