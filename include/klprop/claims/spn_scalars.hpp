#pragma once

/// The computations that every claim about circuits uses, compiled once into klprop::claims for each scalar of the
/// ladder instead of once for each claim.

#include <klprop/scalar/dual.hpp>
#include <klprop/scalar/prime_field.hpp>
#include <klprop/scalar/real.hpp>
#include <klprop/spn/activity_lift.hpp>
#include <klprop/spn/by_definition.hpp>
#include <klprop/spn/enumeration.hpp>
#include <klprop/spn/marginals.hpp>
#include <klprop/spn/passes.hpp>

namespace klprop {

extern template void upward_pass<Rational>(const Circuit&, const Valuation<Rational>&, std::span<Rational>);
extern template void downward_pass<Rational>(const Circuit&, const Valuation<Rational>&, std::span<const Rational>,
                                             std::span<Rational>);
extern template void upward_pass<PrimeField>(const Circuit&, const Valuation<PrimeField>&, std::span<PrimeField>);
extern template void downward_pass<PrimeField>(const Circuit&, const Valuation<PrimeField>&,
                                               std::span<const PrimeField>, std::span<PrimeField>);
extern template void upward_pass<Real>(const Circuit&, const Valuation<Real>&, std::span<Real>);
extern template void downward_pass<Real>(const Circuit&, const Valuation<Real>&, std::span<const Real>,
                                         std::span<Real>);
extern template void upward_pass<Dual<Rational>>(const Circuit&, const Valuation<Dual<Rational>>&,
                                                 std::span<Dual<Rational>>);
extern template void downward_pass<Dual<Rational>>(const Circuit&, const Valuation<Dual<Rational>>&,
                                                   std::span<const Dual<Rational>>, std::span<Dual<Rational>>);
extern template void upward_pass<Dual<PrimeField>>(const Circuit&, const Valuation<Dual<PrimeField>>&,
                                                   std::span<Dual<PrimeField>>);
extern template void downward_pass<Dual<PrimeField>>(const Circuit&, const Valuation<Dual<PrimeField>>&,
                                                     std::span<const Dual<PrimeField>>, std::span<Dual<PrimeField>>);
extern template void upward_pass<Dual<Real>>(const Circuit&, const Valuation<Dual<Real>>&, std::span<Dual<Real>>);
extern template void downward_pass<Dual<Real>>(const Circuit&, const Valuation<Dual<Real>>&,
                                               std::span<const Dual<Real>>, std::span<Dual<Real>>);

extern template std::vector<Rational> second_derivatives<Rational>(const Circuit&, const Valuation<Rational>&,
                                                                   IndicatorId);
extern template EnumeratedPosterior<Rational> enumerate_posterior<Rational>(const Circuit&, const Valuation<Rational>&);
extern template std::vector<Rational> enumerate_pairs<Rational>(const Circuit&, const Valuation<Rational>&);
extern template Rational value_by_definition<Rational, GivenSymbols<Rational>>(const Circuit&,
                                                                               const GivenSymbols<Rational>&,
                                                                               std::vector<Rational>&);
extern template Rational value_by_definition<Rational, Clamped<Rational>>(const Circuit&, const Clamped<Rational>&,
                                                                          std::vector<Rational>&);
extern template Dual<Rational> value_by_definition<Dual<Rational>, PerturbedSymbols<Rational>>(
    const Circuit&, const PerturbedSymbols<Rational>&, std::vector<Dual<Rational>>&);
extern template GateBelief<Rational> gate_belief<Rational>(const Circuit&, const Valuation<Rational>&,
                                                           const Sweeps<Rational>&, NodeId);
extern template std::vector<PrimeField> second_derivatives<PrimeField>(const Circuit&, const Valuation<PrimeField>&,
                                                                       IndicatorId);
extern template EnumeratedPosterior<PrimeField> enumerate_posterior<PrimeField>(const Circuit&,
                                                                                const Valuation<PrimeField>&);
extern template std::vector<PrimeField> enumerate_pairs<PrimeField>(const Circuit&, const Valuation<PrimeField>&);
extern template PrimeField value_by_definition<PrimeField, GivenSymbols<PrimeField>>(const Circuit&,
                                                                                     const GivenSymbols<PrimeField>&,
                                                                                     std::vector<PrimeField>&);
extern template PrimeField value_by_definition<PrimeField, Clamped<PrimeField>>(const Circuit&,
                                                                                const Clamped<PrimeField>&,
                                                                                std::vector<PrimeField>&);
extern template Dual<PrimeField> value_by_definition<Dual<PrimeField>, PerturbedSymbols<PrimeField>>(
    const Circuit&, const PerturbedSymbols<PrimeField>&, std::vector<Dual<PrimeField>>&);
extern template GateBelief<PrimeField> gate_belief<PrimeField>(const Circuit&, const Valuation<PrimeField>&,
                                                               const Sweeps<PrimeField>&, NodeId);
extern template std::vector<Real> second_derivatives<Real>(const Circuit&, const Valuation<Real>&, IndicatorId);
extern template EnumeratedPosterior<Real> enumerate_posterior<Real>(const Circuit&, const Valuation<Real>&);
extern template std::vector<Real> enumerate_pairs<Real>(const Circuit&, const Valuation<Real>&);
extern template Real value_by_definition<Real, GivenSymbols<Real>>(const Circuit&, const GivenSymbols<Real>&,
                                                                   std::vector<Real>&);
extern template Real value_by_definition<Real, Clamped<Real>>(const Circuit&, const Clamped<Real>&, std::vector<Real>&);
extern template Dual<Real> value_by_definition<Dual<Real>, PerturbedSymbols<Real>>(const Circuit&,
                                                                                   const PerturbedSymbols<Real>&,
                                                                                   std::vector<Dual<Real>>&);
extern template GateBelief<Real> gate_belief<Real>(const Circuit&, const Valuation<Real>&, const Sweeps<Real>&, NodeId);

extern template FactoredTable<Rational> activity_projection<Rational>(const ActivityLift&, std::span<const Rational>);
extern template FactoredTable<PrimeField> activity_projection<PrimeField>(const ActivityLift&,
                                                                          std::span<const PrimeField>);
extern template FactoredTable<Real> activity_projection<Real>(const ActivityLift&, std::span<const Real>);

}  // namespace klprop
