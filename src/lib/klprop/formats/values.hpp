#pragma once

/// Values of a model's inputs in files: JSON `klprop.values/1` and ONNX tensors. (docs/formats.md)

#include <klprop/computation_graph/computation_graph.hpp>
#include <klprop/formats/error.hpp>
#include <klprop/formats/tensor.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace klprop::formats {

/// Reads values in either format, which is recognised by the first character that is not blank: one tensor from ONNX,
/// any number from JSON.
///
/// @param  name  the file's name, for messages
/// @throws FormatError  when it is malformed
[[nodiscard]] std::vector<Tensor> parse_values(std::string_view bytes, const std::string& name);

/// Names of the entries of a tensor as inputs and outputs of a graph, the last index running fastest: "w[0,3]", or the
/// tensor's own name when it has no dimensions.
[[nodiscard]] std::vector<std::string> entry_names(const std::string& name, const std::vector<std::int64_t>& shape);

/// The point at which a graph is asked for: each input's value from the tensors, by the names of their entries, else
/// the one it has by itself.
///
/// @return one value per input, in the order of declaration
/// @throws FormatError  for an entry that is no input or is given twice, and for an input without a value
[[nodiscard]] std::vector<Rational> values_at(const ComputationGraph& graph, std::span<const Tensor> given,
                                              const std::string& name);

}  // namespace klprop::formats
