#pragma once

/// The word with which a .uai file begins.

#include <algorithm>
#include <string_view>

namespace klprop::formats {

/// Whether a word is MARKOV or BAYES, in any letter case.
[[nodiscard]] inline bool is_uai_preamble(std::string_view word) {
  const auto same = [](char written, char upper_case) {
    return written == upper_case || (written >= 'a' && written <= 'z' && written - 'a' + 'A' == upper_case);
  };
  const auto is = [&](std::string_view known) {
    return std::equal(word.begin(), word.end(), known.begin(), known.end(), same);
  };
  return is("MARKOV") || is("BAYES");
}

}  // namespace klprop::formats
