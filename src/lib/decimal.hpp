#pragma once

/// Exact numbers as other programs read them.

#include <klprop/scalar/rational.hpp>

#include <string>
#include <string_view>

namespace klprop::formats {

/// A number that is not negative in a form that every reader of decimals knows: an integer of machine size, or digits
/// on both sides of a point, with an exponent if need be.
///
/// @param  format  such as ".ac", for the message
/// @throws ModelError  when there is no such form, or none that could be read back. The message goes on where the
///         caller has said which number it is: "has no finite decimal expansion; …"
[[nodiscard]] std::string decimal_text(const Rational& value, std::string_view format);

}  // namespace klprop::formats
