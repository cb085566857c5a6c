#pragma once

/// Value and gradient as text and as JSON.

#include "differentiable_model.hpp"
#include "number_format.hpp"

#include <klprop/certify/certified_gradient.hpp>

#include <string>

namespace klprop::cli {

/// Exact numbers that were asked for may take some minutes.
[[nodiscard]] GradientLimits gradient_limits(const NumberFormat& format, long max_bits, double max_memory);

/// The model, the gradient and the format outlive it.
struct GradientReport {
  std::string path;
  const DifferentiableModel* model = nullptr;
  std::string quantity;
  const CertifiedGradient* gradient = nullptr;
  const NumberFormat* format = nullptr;
  double seconds = 0;

  [[nodiscard]] Written value() const;
  [[nodiscard]] Written derivative(std::size_t input) const;
};

/// One line per number.
[[nodiscard]] std::string gradient_text(const GradientReport& report);

/// `klprop.gradient/1`
[[nodiscard]] std::string gradient_json(const GradientReport& report);

/// What keeps a gradient from being complete, in a few words each; the exit code speaks for the worst of them.
struct Incomplete {
  std::string undefined;    ///< no value, or a kink at the point
  std::string uncertified;  ///< not within the limits
  std::string overflow;     ///< too large for the format
};
[[nodiscard]] Incomplete incomplete(const GradientReport& report);

}  // namespace klprop::cli
