#include "belief_run.hpp"
#include "exit_code.hpp"
#include "numbers.hpp"

#include <klprop/scalar/detail/printable.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace klprop::cli {

BeliefScalar::BeliefScalar(const std::string& text, long max_bits) : name(text) {
  constexpr std::string_view real = "real:";
  if (text == "double") return;
  if (text == "rational") {
    kind = Kind::rational;
    bits = 0;
  } else if (text.starts_with(real)) {
    kind = Kind::real;
    constexpr long least = 2;
    bits = static_cast<long>(parse_natural("--scalar real:BITS (at most --max-bits)",
                                           std::string_view(text).substr(real.size()), least,
                                           static_cast<std::uint64_t>(std::max(least, max_bits))));
  } else {
    throw UsageError("--scalar: expected double, real:BITS or rational, got " + detail::quoted(text));
  }
}

std::string BeliefScalar::natural_format() const {
  if (kind == Kind::binary64) return "digits:17";
  if (kind == Kind::rational) return "rational";
  return "digits:" + std::to_string(std::min(1'000'000L, bits * 30103 / 100000 + 1));
}

}  // namespace klprop::cli
