#pragma once

/// Factor graphs and comparisons that the tests of their formats share.

#include "circuits.hpp"

#include <klprop/factor_graph/factor_graph.hpp>
#include <klprop/scalar/literal.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace klprop::testing {

/// Whether two graphs have the same factors in the same order, with the same scopes and exact numbers.
inline bool same_factors(const FactorGraph& a, const FactorGraph& b) {
  if (a.factor_count() != b.factor_count()) return false;
  for (FactorId factor = 0; factor < a.factor_count(); ++factor) {
    const auto sa = a.scope(factor), sb = b.scope(factor);
    const auto va = a.values(factor), vb = b.values(factor);
    if (!std::equal(sa.begin(), sa.end(), sb.begin(), sb.end())) return false;
    if (!std::equal(va.begin(), va.end(), vb.begin(), vb.end())) return false;
  }
  return true;
}

inline bool same_graph(const FactorGraph& a, const FactorGraph& b) {
  return a.variables() == b.variables() && same_factors(a, b);
}

/// The same without the names.
inline bool same_but_for_names(const FactorGraph& a, const FactorGraph& b) {
  bool same = a.variable_count() == b.variable_count() && same_factors(a, b);
  for (VariableId v = 0; same && v < a.variable_count(); ++v) same = a.variables().arity(v) == b.variables().arity(v);
  return same;
}

/// Numbers that are not negative; zeros and huge exponents among them.
inline rc::Gen<Rational> entries(Weights weights) {
  return rc::gen::exec([weights] {
    const auto numerator = *rc::gen::inRange(0, 1000);
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        return Rational(0);
      case 1:
        return parse_literal(std::to_string(numerator) + "e" + std::to_string(*rc::gen::inRange(-400, 400)));
      case 2:
        return Rational(1);
      default:
        const int denominator =
            weights == Weights::decimal ? *rc::gen::element(1, 2, 5, 8, 1000, 1 << 20) : *rc::gen::inRange(1, 1000);
        return Rational(numerator, denominator);
    }
  });
}

/// Some variables in any order.
inline rc::Gen<std::vector<VariableId>> scopes(std::size_t variables) {
  return rc::gen::exec([variables] {
    std::vector<VariableId> all(variables);
    std::iota(all.begin(), all.end(), VariableId{0});
    const auto count = *rc::gen::inRange<std::size_t>(0, std::min<std::size_t>(variables, 3) + 1);
    for (std::size_t i = 0; i < count; ++i) std::swap(all[i], all[*rc::gen::inRange(i, variables)]);
    all.resize(count);
    return all;
  });
}

/// Any factor graph: no variables, constant factors, variables in no factor, variables with one state, equal scopes.
inline rc::Gen<FactorGraph> factor_graphs(Weights weights) {
  return rc::gen::exec([weights] {
    const auto arities = *rc::gen::container<std::vector<StateId>>(*rc::gen::inRange<std::size_t>(0, 7),
                                                                   rc::gen::inRange<StateId>(1, 7));
    FactorGraphBuilder builder{VariableTable(arities)};
    for (int i = *rc::gen::inRange(0, 7); i > 0; --i) {
      const auto scope = *scopes(arities.size());
      std::size_t size = 1;
      for (const VariableId v : scope) size *= arities[v];
      builder.factor(scope, *rc::gen::container<std::vector<Rational>>(size, entries(weights)));
    }
    return std::move(builder).build();
  });
}

/// What is thrown for a model that a writer cannot express.
template <typename Call>
std::string model_error_of(Call call) {
  try {
    call();
  } catch (const ModelError& error) {
    return error.what();
  }
  return "accepted";
}

/// A text and the whole message with which it is refused.
struct Refused {
  std::string text;
  std::string message;
};

}  // namespace klprop::testing
