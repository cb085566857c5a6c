#pragma once

/// Which claims Coq has proved.

#include <klprop/claims/registry.hpp>
#include <klprop/formats/json_writer.hpp>

#include <string>

namespace klprop::cli {

/// `Coq theorem NAME`, or that there is none.
[[nodiscard]] inline std::string proof_name(const claims::Claim& claim) {
  const claims::MachineProof* const proof = claims::machine_proof(claim.id);
  if (proof == nullptr) return "not machine-checked";
  std::string names;
  for (const std::string_view theorem : proof->theorems) names += (names.empty() ? "" : ", ") + std::string(theorem);
  return (proof->theorems.size() == 1 ? "Coq theorem " : "Coq theorems ") + names;
}

/// One line, with the file.
[[nodiscard]] inline std::string proof_text(const claims::Claim& claim) {
  const claims::MachineProof* const proof = claims::machine_proof(claim.id);
  return "proof: " + proof_name(claim) + (proof == nullptr ? "" : " in " + std::string(proof->file)) + "\n";
}

/// `"proof"`: the name of the theorem, or null; with it, `"proof_file"` and all theorems of the claim, `"proof_theorems"`.
inline void write_proof(formats::JsonWriter& out, const claims::Claim& claim) {
  const claims::MachineProof* const proof = claims::machine_proof(claim.id);
  out.key("proof");
  if (proof == nullptr) return out.null();
  out.string(proof->claim);
  out.key("proof_file");
  out.string(proof->file);
  out.key("proof_theorems");
  out.begin_array();
  for (const std::string_view theorem : proof->theorems) out.string(theorem);
  out.end_array();
}

}  // namespace klprop::cli
