#pragma once

/// Random evidence λ for any table of variables.

#include <klprop/random/random.hpp>
#include <klprop/simplex/evidence.hpp>

#include <cstdint>

namespace klprop {

enum class EvidenceMode : std::uint8_t {
  unit,      ///< λ = 1 everywhere
  positive,  ///< λ = p/q with p, q in 1 … 9
  wide,      ///< λ = m·10^e with e in −300 … 300
  hard,      ///< observed states, impossible states and soft factors mixed: some λ is 0, and S(e) may be 0
};

[[nodiscard]] constexpr const char* name(EvidenceMode mode) {
  switch (mode) {
    case EvidenceMode::unit:
      return "unit";
    case EvidenceMode::positive:
      return "positive";
    case EvidenceMode::wide:
      return "wide";
    case EvidenceMode::hard:
      return "hard";
  }
  return "";
}

namespace detail {

/// One variable observed, half impossible, or soft.
inline void draw_hard_factors(Random& random, Evidence& evidence, VariableId variable) {
  const StateId states = evidence.variables().arity(variable);
  switch (random.below(3)) {
    case 0:
      evidence.observe(variable, random.between(StateId{0}, states - 1));
      return;
    case 1:
      for (StateId state = 0; state < states; ++state)
        evidence.set(variable, state, random.chance(1, 2) ? Rational(0) : small_rational(random));
      return;
    default:
      for (StateId state = 0; state < states; ++state) evidence.set(variable, state, small_rational(random));
  }
}

}  // namespace detail

/// @param variables  must outlive the evidence
[[nodiscard]] inline Evidence random_evidence(Random& random, const VariableTable& variables, EvidenceMode mode) {
  Evidence evidence(variables);
  if (mode == EvidenceMode::unit || variables.size() == 0) return evidence;
  for (VariableId variable = 0; variable < variables.size(); ++variable) {
    if (mode == EvidenceMode::hard) {
      detail::draw_hard_factors(random, evidence, variable);
      continue;
    }
    for (StateId state = 0; state < variables.arity(variable); ++state)
      evidence.set(variable, state, mode == EvidenceMode::wide ? wide_rational(random) : small_rational(random));
  }
  if (mode == EvidenceMode::hard) {
    const IndicatorId zero = random.between(IndicatorId{0}, variables.indicator_count() - 1);
    const auto [variable, state] = variables.owner(zero);
    evidence.set(variable, state, Rational(0));
  }
  return evidence;
}

}  // namespace klprop
