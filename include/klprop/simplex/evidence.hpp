#pragma once

/// Evidence on finite variables: one non-negative factor λ per state.

#include <klprop/scalar/rational.hpp>
#include <klprop/simplex/variables.hpp>

#include <span>
#include <string>
#include <vector>

namespace klprop {

/// λ for every state of every variable, exact as written; 1 where nothing was observed. Hard evidence is the special
/// case of one 1 among zeros. Nothing is normalised.
class Evidence {
 public:
  /// No evidence: λ = 1 everywhere.
  explicit Evidence(const VariableTable& variables)
      : variables_(&variables), lambda_(variables.indicator_count(), Rational(1)) {}

  /// @pre   variable and state are in range
  /// @throws ModelError  when the factor is negative
  void set(VariableId variable, StateId state, Rational factor) {
    if (factor < 0) throw ModelError("negative evidence " + factor.str() + "; expected at least 0");
    lambda_[variables_->indicator(variable, state)] = std::move(factor);
  }

  /// Observes one state: λ = 1 there and 0 elsewhere.
  void observe(VariableId variable, StateId state) {
    for (StateId other = 0; other < variables_->arity(variable); ++other)
      set(variable, other, Rational(other == state ? 1 : 0));
  }

  [[nodiscard]] const VariableTable& variables() const { return *variables_; }
  /// All factors, variable after variable, state after state.
  [[nodiscard]] std::span<const Rational> lambda() const { return lambda_; }

 private:
  const VariableTable* variables_;  // outlives the evidence: it belongs to the model
  std::vector<Rational> lambda_;
};

}  // namespace klprop
