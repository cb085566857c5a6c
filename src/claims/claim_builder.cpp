#include <klprop/claims/claim_builder.hpp>

namespace klprop::claims {

std::uint64_t mark(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

}  // namespace klprop::claims
