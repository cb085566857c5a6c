#pragma once

/// What a random computation graph is to be like.

#include <array>
#include <cstddef>
#include <cstdint>

namespace klprop {

enum class ComputationGraphShape : std::uint8_t {
  single,    ///< one operation; sometimes none, the output being the input
  tree,      ///< no node is used twice
  dag,       ///< arguments drawn from all nodes
  parallel,  ///< the same, and every operation of two arguments or more is likely to hold one twice
  chain,     ///< each operation applied to the one before it
  wide,      ///< one operation of many arguments
};
inline constexpr std::size_t computation_graph_shape_count = 6;

[[nodiscard]] constexpr const char* name(ComputationGraphShape shape) {
  constexpr std::array<const char*, computation_graph_shape_count> names = {"single",   "tree",  "dag",
                                                                            "parallel", "chain", "wide"};
  return names.at(static_cast<std::size_t>(shape));
}

/// Which primitives occur.
enum class PrimitiveSet : std::uint8_t {
  rational,    ///< + − × ÷, negation, integer powers, dot products and affine maps
  polynomial,  ///< the same without ÷ and negative powers
  monomial,    ///< × ÷, negation and integer powers
  all,         ///< every primitive
};

struct ComputationGraphOptions {
  ComputationGraphShape shape = ComputationGraphShape::dag;
  PrimitiveSet primitives = PrimitiveSet::rational;
  unsigned max_inputs = 3;
  unsigned max_operations = 8;      ///< of all shapes but `chain`
  unsigned max_depth = 1000;        ///< of a chain
  unsigned max_arguments = 40;      ///< of the operation that makes a graph wide
  std::uint64_t max_paths = 64;     ///< from a node, unless constant, to the output, through each of parallel edges
  unsigned max_bits = 48;           ///< of numerator and denominator of any value
  double max_degree = 4096;         ///< of numerator and denominator as polynomials in the inputs
  double max_sensitivity = 0x1p14;  ///< of any value to what it is computed from, to first order
  bool extreme = false;             ///< leaves from 10^-300 to 10^300, values of up to 2^15 bits; not with `all`
  bool kink = false;  ///< the output depends on an operation at its kink; `rational` and `polynomial` only
};

}  // namespace klprop
