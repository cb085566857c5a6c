#include <klprop/claims/registry.hpp>
#include <klprop/claims/validation.hpp>

#include <klprop/scalar/real.hpp>

#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>

namespace klprop::claims {

namespace {

[[noreturn]] void refuse(const std::string& case_id, const std::string& why) {
  throw std::invalid_argument("'" + case_id + "' names no case: " + why +
                              "; expected CLAIM:SEED:INDEX or CLAIM:SEED:PART/INDEX");
}

[[nodiscard]] std::uint64_t number(const std::string& case_id, std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    refuse(case_id, "'" + std::string(text) + "' is not a number below 2^64");
  return value;
}

[[nodiscard]] const Stream* find_stream(const Claim& claim, std::string_view part, std::uint64_t index) {
  for (const Rung& rung : claim.rungs) {
    if (name(rung.kind) != part) continue;
    // Beyond the end of a stream that ends there is no case. Larger networks than a run takes by default are not listed
    // for the sake of one case.
    if (rung.size && index >= rung.size(rung.default_max_nodes)) return nullptr;
    return &rung.run;
  }
  for (const Control& control : claim.controls)
    if ("control-" + control.dropped == part) return &control.run;
  for (std::size_t k = 0; k < claim.restrictions.size(); ++k)
    if ("restriction-" + std::to_string(k) == part) return &claim.restrictions[k].run;
  for (const Mutant& mutant : claim.mutants)
    if ("mutant-" + mutant.name == part) return &mutant.run;
  return nullptr;
}

}  // namespace

ReplayResult replay(const std::string& case_id) {
  const std::string_view text = case_id;
  const std::size_t first = text.find(':');
  const std::size_t second = first == text.npos ? text.npos : text.find(':', first + 1);
  if (second == text.npos) refuse(case_id, "two colons are missing");
  const Claim* claim = find(text.substr(0, first));
  if (claim == nullptr) refuse(case_id, "there is no claim '" + std::string(text.substr(0, first)) + "'");
  const std::uint64_t seed = number(case_id, text.substr(first + 1, second - first - 1));
  const std::string_view rest = text.substr(second + 1);
  const std::size_t slash = rest.rfind('/');
  const std::string_view part = slash == rest.npos ? "exact" : rest.substr(0, slash);
  const std::uint64_t index = number(case_id, slash == rest.npos ? rest : rest.substr(slash + 1));
  if (part.starts_with("model-"))
    throw std::invalid_argument("'" + case_id +
                                "' is a case of the model that was checked; expected a case of a validation run (run "
                                "klprop check on the model again, with its --seed)");
  const Stream* stream = find_stream(*claim, part, index);
  if (stream == nullptr)
    refuse(case_id, "the claim has no case " + std::to_string(index) + " in '" + std::string(part) + "'");
  const PrecisionScope precision(default_ball_bits);
  return {claim, (*stream)(seed, index)};
}

}  // namespace klprop::claims
