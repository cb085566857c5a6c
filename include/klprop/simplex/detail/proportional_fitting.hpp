#pragma once

// Out-of-line parts of proportional_fitting.hpp.

#include <klprop/simplex/detail/linear_repair.hpp>
#include <klprop/simplex/proportional_fitting.hpp>

namespace klprop {

namespace detail {

/// q·Π_m w_m
[[nodiscard]] inline Table<Rational> tilted(const LinearFamily& family, Table<Rational> q,
                                            std::span<const Rational> weights) {
  for (std::uint64_t outcome = 0; outcome < q.values.size(); ++outcome)
    for (const std::size_t equation : family.equations_of(outcome)) q.values[outcome] *= weights[equation];
  return q;
}

/// Σ (x − r)²/r over the support of r, when x vanishes with r and is positive elsewhere; else empty.
[[nodiscard]] inline std::optional<Rational> chi_square(const Table<Rational>& x, const Table<Rational>& r) {
  Rational sum;
  for (std::size_t k = 0; k < r.values.size(); ++k) {
    if (r.values[k].is_zero() && x.values[k].is_zero()) continue;
    if (r.values[k] <= 0 || x.values[k] <= 0) return std::nullopt;
    if (x.values[k] == r.values[k]) continue;
    const Rational step = x.values[k] - r.values[k];
    sum += step * step / r.values[k];
  }
  return sum;
}

/// There is one weight per equation, and they have logarithms, but where the margin is zero and they do not matter.
[[nodiscard]] inline bool positive_where_needed(const LinearFamily& family, std::span<const Rational> weights) {
  if (weights.size() != family.equations()) return false;
  for (std::size_t e = 0; e < weights.size(); ++e)
    if (weights[e] <= 0 && !family.right_sides()[e].is_zero()) return false;
  return true;
}

template <Ring S>
[[nodiscard]] std::optional<std::vector<Rational>> as_rationals(const std::vector<S>& numbers) {
  std::vector<Rational> result;
  for (const S& number : numbers) {
    auto exact = as_rational(number);
    if (!exact) return std::nullopt;
    result.push_back(*std::move(exact));
  }
  return result;
}

inline void check_reference(const LinearFamily& family, const Table<Rational>& q) {
  if (!(q.space == family.space()) || q.values.size() != q.space.size())
    throw ModelError("the table to project is not over the space of the linear family");
  for (std::uint64_t outcome = 0; outcome < q.values.size(); ++outcome)
    if (q.values[outcome] < 0)
      throw ModelError("the table to project is negative at outcome " + outcome_name(q.space, outcome));
}

/// Some cell of the support is given no mass.
[[nodiscard]] inline bool margins_force_zeros(const LinearFamily& family, std::span<const std::uint64_t> support) {
  for (const std::uint64_t outcome : support)
    for (const std::size_t equation : family.equations_of(outcome))
      if (family.right_sides()[equation].is_zero()) return true;
  return false;
}

[[nodiscard]] inline LinearFamilyProjection refusal(FamilyVerdict verdict, std::size_t cycles) {
  const bool smaller = verdict.status == FamilyStatus::smaller_support;
  std::string reason = verdict.reason;
  return {smaller ? ProjectionStatus::smaller_support : ProjectionStatus::empty_family, std::move(reason),
          std::move(verdict), std::nullopt, cycles};
}

}  // namespace detail

inline std::optional<ProjectionCertificate> certify_tilt(const LinearFamily& family, const Table<Rational>& q,
                                                         std::vector<Rational> weights) {
  constexpr mpfr_prec_t bound_bits = 64;
  if (!detail::positive_where_needed(family, weights)) return std::nullopt;
  ProjectionCertificate result;
  result.tilt = detail::tilted(family, q, weights);
  if (support(result.tilt) != support(q)) return std::nullopt;
  result.tilt = normalised(std::move(result.tilt));
  result.weights = std::move(weights);
  auto member = detail::with_margins(family, result.tilt);
  if (!member) return std::nullopt;
  result.member = *std::move(member);
  const std::optional<Rational> distance = detail::chi_square(result.member, result.tilt);
  if (!distance) return std::nullopt;
  result.bound = detail::rounded_up(*distance, bound_bits);
  return result;
}

inline bool certifies(const LinearFamily& family, const Table<Rational>& q, const ProjectionCertificate& certificate) {
  if (!detail::positive_where_needed(family, certificate.weights)) return false;
  if (certificate.tilt.values.size() != q.values.size() || !is_member(family, certificate.member)) return false;
  const Table<Rational> tilt = detail::tilted(family, q, certificate.weights);
  const Rational sum = total(tilt);
  for (std::size_t k = 0; k < q.values.size(); ++k) {
    if (certificate.tilt.values[k] * sum != tilt.values[k]) return false;
    const bool both = q.values[k] > 0 && tilt.values[k] > 0 && certificate.member.values[k] > 0;
    if (!both && !(q.values[k].is_zero() && certificate.member.values[k].is_zero())) return false;
  }
  const std::optional<Rational> distance = detail::chi_square(certificate.member, certificate.tilt);
  return distance && *distance <= certificate.bound;
}

template <Transcendental S>
S dual_value(const LinearFamily& family, const Table<Rational>& q, std::span<const Rational> weights) {
  S sum{};
  for (std::size_t e = 0; e < family.equations(); ++e)
    if (!family.right_sides()[e].is_zero())
      sum += from_rational<S>(family.right_sides()[e]) * log(from_rational<S>(weights[e]));
  return sum - log(from_rational<S>(total(detail::tilted(family, q, weights))));
}

template <Field S>
LinearFamilyProjection information_projection_onto_linear_family(const Table<Rational>& q, const LinearFamily& family,
                                                                 const Rational& tolerance, std::size_t most_cycles) {
  // Certificates are found this early unless the family, or all but a corner of it, is missing.
  constexpr std::size_t cycles_on_trust = 16;
  detail::check_reference(family, q);
  const std::vector<std::uint64_t> outcomes = support(q);
  if (auto refused = refused_by_margins(family, outcomes)) return detail::refusal(*std::move(refused), 0);
  LinearFamilyProjection result{ProjectionStatus::cycle_limit_reached, "", {}, std::nullopt, 0};
  bool decided = false;
  const auto decide_now = [&] {
    result.verdict = decide(family, outcomes);
    decided = true;
    return result.verdict.status == FamilyStatus::full_support;
  };
  if (detail::margins_force_zeros(family, outcomes) && !decide_now())
    return detail::refusal(std::move(result.verdict), 0);

  ProportionalFitting<S> fitting(family, q);
  for (std::size_t next = 1; result.cycles < most_cycles; next *= 2) {
    while (result.cycles < std::min(next, most_cycles)) {
      fitting.cycle();
      ++result.cycles;
    }
    std::optional<ProjectionCertificate> found;
    if (auto weights = detail::as_rationals(fitting.current().weights))
      found = certify_tilt(family, q, *std::move(weights));
    if (found && (!result.certificate || found->bound <= result.certificate->bound)) {
      result.certificate = std::move(found);
      if (result.certificate->bound <= tolerance) break;
    }
    if (!result.certificate && !decided && result.cycles >= cycles_on_trust && !decide_now())
      return detail::refusal(std::move(result.verdict), result.cycles);
  }
  if (result.certificate)
    result.verdict = {FamilyStatus::full_support, "", result.certificate->member, {}, {}};
  else if (!decided && !decide_now())
    return detail::refusal(std::move(result.verdict), result.cycles);
  if (result.certificate && result.certificate->bound <= tolerance)
    result.status = ProjectionStatus::certified;
  else
    result.reason = "no certificate within the tolerance after " + std::to_string(result.cycles) + " cycles";
  return result;
}

}  // namespace klprop
