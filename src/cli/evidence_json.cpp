#include "evidence_json.hpp"

#include <algorithm>
#include <string>

namespace klprop::cli {

void write_evidence(formats::JsonWriter& out, const VariableTable& variables, std::span<const Rational> lambda) {
  using Layout = formats::JsonWriter::Layout;
  out.begin_object();
  out.key("schema");
  out.string("klprop.evidence/1");
  out.key("soft");
  out.begin_object();
  for (VariableId v = 0; v < variables.size(); ++v) {
    const auto factors = lambda.subspan(variables.indicator(v, 0), variables.arity(v));
    if (std::all_of(factors.begin(), factors.end(), [](const Rational& f) { return f == 1; })) continue;
    out.key(std::to_string(v));
    out.begin_array(Layout::line);
    for (const Rational& factor : factors) out.string(factor.str());
    out.end_array();
  }
  out.end_object();
  out.end_object();
}

}  // namespace klprop::cli
