#include "model.hpp"

#include "exit_code.hpp"
#include "numbers.hpp"
#include "output.hpp"

#include <klprop/formats/evidence.hpp>
#include <klprop/formats/file.hpp>

namespace klprop::cli {
namespace {

std::string name_in_messages(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

}  // namespace

formats::SpnModel load_circuit(const std::string& path) {
  formats::SpnModel model = formats::parse_spn(formats::read_file(path), name_in_messages(path));
  if (const NodeId unreachable = model.circuit.unreachable_count(); unreachable > 0)
    note(counted(unreachable, "node") + " left out: no path leads there from the root");
  return model;
}

Evidence load_evidence(const std::string& path, const std::string& model_path, const VariableTable& variables) {
  if (path.empty()) return Evidence(variables);
  if (path == "-" && model_path == "-") throw UsageError("model and evidence cannot both be standard input");
  return formats::parse_evidence(formats::read_file(path), variables, name_in_messages(path));
}

}  // namespace klprop::cli
