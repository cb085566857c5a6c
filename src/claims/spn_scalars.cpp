#include <klprop/claims/spn_scalars.hpp>

namespace klprop {

template void upward_pass<Rational>(const Circuit&, const Valuation<Rational>&, std::span<Rational>);
template void downward_pass<Rational>(const Circuit&, const Valuation<Rational>&, std::span<const Rational>,
                                      std::span<Rational>);
template void upward_pass<PrimeField>(const Circuit&, const Valuation<PrimeField>&, std::span<PrimeField>);
template void downward_pass<PrimeField>(const Circuit&, const Valuation<PrimeField>&, std::span<const PrimeField>,
                                        std::span<PrimeField>);
template void upward_pass<Real>(const Circuit&, const Valuation<Real>&, std::span<Real>);
template void downward_pass<Real>(const Circuit&, const Valuation<Real>&, std::span<const Real>, std::span<Real>);
template void upward_pass<Dual<Rational>>(const Circuit&, const Valuation<Dual<Rational>>&, std::span<Dual<Rational>>);
template void downward_pass<Dual<Rational>>(const Circuit&, const Valuation<Dual<Rational>>&,
                                            std::span<const Dual<Rational>>, std::span<Dual<Rational>>);
template void upward_pass<Dual<PrimeField>>(const Circuit&, const Valuation<Dual<PrimeField>>&,
                                            std::span<Dual<PrimeField>>);
template void downward_pass<Dual<PrimeField>>(const Circuit&, const Valuation<Dual<PrimeField>>&,
                                              std::span<const Dual<PrimeField>>, std::span<Dual<PrimeField>>);
template void upward_pass<Dual<Real>>(const Circuit&, const Valuation<Dual<Real>>&, std::span<Dual<Real>>);
template void downward_pass<Dual<Real>>(const Circuit&, const Valuation<Dual<Real>>&, std::span<const Dual<Real>>,
                                        std::span<Dual<Real>>);

template std::vector<Rational> second_derivatives<Rational>(const Circuit&, const Valuation<Rational>&, IndicatorId);
template EnumeratedPosterior<Rational> enumerate_posterior<Rational>(const Circuit&, const Valuation<Rational>&);
template std::vector<Rational> enumerate_pairs<Rational>(const Circuit&, const Valuation<Rational>&);
template Rational value_by_definition<Rational, GivenSymbols<Rational>>(const Circuit&, const GivenSymbols<Rational>&,
                                                                        std::vector<Rational>&);
template Rational value_by_definition<Rational, Clamped<Rational>>(const Circuit&, const Clamped<Rational>&,
                                                                   std::vector<Rational>&);
template Dual<Rational> value_by_definition<Dual<Rational>, PerturbedSymbols<Rational>>(
    const Circuit&, const PerturbedSymbols<Rational>&, std::vector<Dual<Rational>>&);
template GateBelief<Rational> gate_belief<Rational>(const Circuit&, const Valuation<Rational>&, const Sweeps<Rational>&,
                                                    NodeId);
template std::vector<PrimeField> second_derivatives<PrimeField>(const Circuit&, const Valuation<PrimeField>&,
                                                                IndicatorId);
template EnumeratedPosterior<PrimeField> enumerate_posterior<PrimeField>(const Circuit&, const Valuation<PrimeField>&);
template std::vector<PrimeField> enumerate_pairs<PrimeField>(const Circuit&, const Valuation<PrimeField>&);
template PrimeField value_by_definition<PrimeField, GivenSymbols<PrimeField>>(const Circuit&,
                                                                              const GivenSymbols<PrimeField>&,
                                                                              std::vector<PrimeField>&);
template PrimeField value_by_definition<PrimeField, Clamped<PrimeField>>(const Circuit&, const Clamped<PrimeField>&,
                                                                         std::vector<PrimeField>&);
template Dual<PrimeField> value_by_definition<Dual<PrimeField>, PerturbedSymbols<PrimeField>>(
    const Circuit&, const PerturbedSymbols<PrimeField>&, std::vector<Dual<PrimeField>>&);
template GateBelief<PrimeField> gate_belief<PrimeField>(const Circuit&, const Valuation<PrimeField>&,
                                                        const Sweeps<PrimeField>&, NodeId);
template std::vector<Real> second_derivatives<Real>(const Circuit&, const Valuation<Real>&, IndicatorId);
template EnumeratedPosterior<Real> enumerate_posterior<Real>(const Circuit&, const Valuation<Real>&);
template std::vector<Real> enumerate_pairs<Real>(const Circuit&, const Valuation<Real>&);
template Real value_by_definition<Real, GivenSymbols<Real>>(const Circuit&, const GivenSymbols<Real>&,
                                                            std::vector<Real>&);
template Real value_by_definition<Real, Clamped<Real>>(const Circuit&, const Clamped<Real>&, std::vector<Real>&);
template Dual<Real> value_by_definition<Dual<Real>, PerturbedSymbols<Real>>(const Circuit&,
                                                                            const PerturbedSymbols<Real>&,
                                                                            std::vector<Dual<Real>>&);
template GateBelief<Real> gate_belief<Real>(const Circuit&, const Valuation<Real>&, const Sweeps<Real>&, NodeId);

template FactoredTable<Rational> activity_projection<Rational>(const ActivityLift&, std::span<const Rational>);
template FactoredTable<PrimeField> activity_projection<PrimeField>(const ActivityLift&, std::span<const PrimeField>);
template FactoredTable<Real> activity_projection<Real>(const ActivityLift&, std::span<const Real>);

}  // namespace klprop
