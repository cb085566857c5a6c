#pragma once

/// Value and gradient of a computation graph, each number correctly rounded by proof.
///
/// Both sweeps run in balls at increasing precision. A number is settled once both ends of its ball are rounded alike;
/// that digits stop changing counts for nothing. What is still open at the second precision is computed over
/// `PartlyRational` from then on: ties and zeros of rational functions come out exactly there, kinks at rational points
/// are found, and an exact zero times anything is zero.

#include <klprop/computation_graph/reverse_sweep.hpp>
#include <klprop/scalar/ball.hpp>
#include <klprop/scalar/rational.hpp>

#include <mpfr.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace klprop {

/// How numbers are written. Both functions give one text for one number.
struct NumberTexts {
  std::function<std::string(const Rational&)> exact;
  /// The text of all numbers in a finite ball; empty when they have different ones.
  std::function<std::optional<std::string>(const Ball&)> enclosed;
  mpfr_prec_t significant_bits = 53;  ///< that a text holds
  bool only_exact = false;            ///< `enclosed` is never of use
};

struct GradientLimits {
  mpfr_prec_t max_bits = 65536;          ///< of working precision
  double max_memory = 4.0 * (1U << 30);  ///< bytes, of both sweeps and the results
  double max_exact_work = 2e9;           ///< for exact values at one precision, about nanoseconds
};

/// Where the derivatives are asked for, and of what.
struct GradientQuestion {
  const ComputationGraph* graph = nullptr;
  std::span<const Rational> point;                  ///< one per input, in the order of declaration
  std::span<const AdjointSeed<Rational>> quantity;  ///< Σ value·(node)
};

/// What is known of one number.
struct CertifiedNumber {
  std::optional<std::string> text;  ///< proved; absent when open
  std::optional<Rational> exact;    ///< when it is known
  Ball ball = Ball(1) / Ball();     ///< contains the number; not finite when nothing is known
  std::uint32_t obstacle = 0;  ///< 1 + place in `CertifiedGradient::obstacles`: why there is no derivative; 0 without
};

/// Why derivatives are missing.
struct GradientObstacle {
  bool not_differentiable = false;  ///< a kink lies exactly at the point; else the branch is undecided
  std::string words;                ///< names the node
};

struct CertifiedGradient {
  CertifiedNumber value;
  std::vector<CertifiedNumber> derivatives;  ///< one per input, in the order of declaration
  std::vector<GradientObstacle> obstacles;
  std::optional<std::string> undefined;  ///< why there is no value at this point; nothing else is said then
  std::string open;                      ///< why some number has no text; empty when all have one, or never will
  std::optional<GraphNodeId> inexact;    ///< the first node whose exact value is not known, if one was looked for
  double refused_exact_bits = 0;         ///< how long the first exact value could have been that was not formed
  mpfr_prec_t bits = 0;                  ///< largest working precision
};

/// Inputs that the quantity does not depend on have the exact derivative 0; so have those that only slopes of exactly zero
/// lead to. Only nodes that the quantity depends on are looked at.
///
/// @throws MemoryLimitExceeded  when the first attempt would need more; at higher precisions it is told in `open`
/// @exact  every text is that of the exact number; balls enclose
/// @cost   that of the two sweeps in balls at significant_bits + 64, rounded up to a multiple of 64, in all but exceptional
///         cases
[[nodiscard]] CertifiedGradient certified_gradient(const GradientQuestion& question, const NumberTexts& texts,
                                                   const GradientLimits& limits = {});

}  // namespace klprop

#include <klprop/certify/detail/certified_gradient.hpp>
