#include <klprop/formats/spn.hpp>
#include <klprop/scalar/detail/printable.hpp>
#include <klprop/scalar/literal.hpp>

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace klprop::formats {
namespace {

/// A number that is not negative as an integer times a power of ten.
struct Decimal {
  std::string digits;  // of the integer; no zero at its end
  std::int64_t exponent;
};

/// @throws ModelError  when there is no such form, or none that could be read back
Decimal to_decimal(const Rational& value) {
  const mpq_srcptr raw = value.backend().data();
  Integer scaled, rest, power;
  const mpz_ptr numerator = scaled.backend().data();
  const mpz_ptr denominator = rest.backend().data();
  const mpz_ptr fives_power = power.backend().data();
  mpz_set(numerator, mpq_numref(raw));

  // The denominator must be 2^a·5^b; then value·10^k is an integer for k = max(a, b).
  const mp_bitcnt_t twos = mpz_scan1(mpq_denref(raw), 0);
  mpz_tdiv_q_2exp(denominator, mpq_denref(raw), twos);
  mpz_set_ui(fives_power, 5);
  const mp_bitcnt_t fives = mpz_remove(denominator, denominator, fives_power);
  if (mpz_cmp_ui(denominator, 1) != 0)
    throw ModelError("has no finite decimal expansion; .ac can express no other numbers");
  const mp_bitcnt_t k = std::max(twos, fives);
  // log10(2) < 0.302, log10(5) < 0.7
  const std::size_t length = mpz_sizeinbase(numerator, 10) + (k - twos) * 302 / 1000 + (k - fives) * 7 / 10 + 2;
  if ((length + k) * 3322 / 1000 > largest_literal)
    throw ModelError("has a decimal expansion of about " + std::to_string(length) +
                     " digits, too many to be read back");
  mpz_mul_2exp(numerator, numerator, k - twos);
  mpz_ui_pow_ui(fives_power, 5, k - fives);
  mpz_mul(numerator, numerator, fives_power);

  std::string digits = scaled.str();
  const auto last = std::min(digits.find_last_not_of('0'), digits.size() - 1);
  const auto zeros = static_cast<std::int64_t>(digits.size() - 1 - last);
  digits.resize(last + 1);
  return {std::move(digits), zeros - static_cast<std::int64_t>(k)};
}

/// As Libra reads numbers: integers of machine size, or digits on both sides of a point, with an
/// exponent if need be.
std::string to_text(const Decimal& decimal) {
  constexpr std::int64_t longest = 40;
  const std::string& digits = decimal.digits;
  const auto length = static_cast<std::int64_t>(digits.size());
  const std::int64_t whole = length + decimal.exponent;  // number of digits before the point
  if (decimal.exponent >= 0 && whole <= 15)
    return digits + std::string(static_cast<std::size_t>(decimal.exponent), '0');
  if (decimal.exponent < 0 && whole > 0 && length <= longest) {
    const auto point = static_cast<std::size_t>(whole);
    return digits.substr(0, point) + "." + digits.substr(point);
  }
  if (decimal.exponent < 0 && whole <= 0 && length - whole <= longest)
    return std::string("0.").append(static_cast<std::size_t>(-whole), '0').append(digits);
  return digits.substr(0, 1) + "." + (length > 1 ? digits.substr(1) : "0") + "e" + std::to_string(whole - 1);
}

/// Writes node after node; remembers in which line each stands.
class AcWriter {
 public:
  explicit AcWriter(const Circuit& circuit) : circuit_(circuit), line_of_(circuit.node_count()) {}

  std::string write() {
    write_arities();
    for (NodeId node = 0; node < circuit_.node_count(); ++node) {
      write_node(node);
      line_of_[node] = next_++;
    }
    return text_ + "EOF\n";
  }

 private:
  void write_arities();
  void write_node(NodeId node);
  void write_sum(NodeId node);
  void write_number(ParameterId parameter, NodeId node, const char* what);
  std::uint64_t constant_line(ParameterId parameter, NodeId node);
  void write_operator(char sign, const std::vector<std::uint64_t>& children);

  const Circuit& circuit_;
  std::string text_;
  std::vector<std::uint64_t> line_of_;                             // of each node of the circuit
  std::unordered_map<ParameterId, std::uint64_t> constant_lines_;  // of weights
  std::uint64_t next_ = 0;
  std::vector<std::uint64_t> children_;
};

void AcWriter::write_arities() {
  const VariableTable& variables = circuit_.variables();
  text_ += '(';
  for (VariableId v = 0; v < variables.size(); ++v)
    text_.append(v == 0 ? "" : " ").append(std::to_string(variables.arity(v)));
  text_ += ")\n";
}

void AcWriter::write_node(NodeId node) {
  switch (circuit_.kind(node)) {
    case NodeKind::indicator: {
      const auto [variable, state] = circuit_.variables().owner(circuit_.indicator(node));
      text_ += "v " + std::to_string(variable) + " " + std::to_string(state) + "\n";
      return;
    }
    case NodeKind::constant:
      write_number(circuit_.constant(node), node, "the constant");
      return;
    case NodeKind::product:
      children_.clear();
      for (const NodeId child : circuit_.children(node)) children_.push_back(line_of_[child]);
      write_operator('*', children_);
      return;
    case NodeKind::sum:
      write_sum(node);
      return;
  }
}

void AcWriter::write_sum(NodeId node) {
  const auto children = circuit_.children(node);
  const auto weights = circuit_.weights(node);
  std::vector<std::uint64_t> terms;
  terms.reserve(children.size());
  for (std::size_t i = 0; i < children.size(); ++i) {
    terms.push_back(line_of_[children[i]]);
    if (circuit_.parameters()[weights[i]] == 1) continue;
    children_ = {constant_line(weights[i], node), terms.back()};
    write_operator('*', children_);
    terms.back() = next_++;
  }
  write_operator('+', terms);
}

std::uint64_t AcWriter::constant_line(ParameterId parameter, NodeId node) {
  const auto known = constant_lines_.find(parameter);
  if (known != constant_lines_.end()) return known->second;
  write_number(parameter, node, "a weight");
  constant_lines_.emplace(parameter, next_);
  return next_++;
}

void AcWriter::write_number(ParameterId parameter, NodeId node, const char* what) {
  const Rational& value = circuit_.parameters()[parameter];
  try {
    text_.append("n ").append(to_text(to_decimal(value))).append("\n");
  } catch (const ModelError& error) {
    throw ModelError(std::string(what) + " " + klprop::detail::printable(value.str()) + " of node " +
                     std::to_string(circuit_.source_position(node)) + " " + error.what());
  }
}

void AcWriter::write_operator(char sign, const std::vector<std::uint64_t>& children) {
  text_ += sign;
  for (const std::uint64_t child : children) text_.append(" ").append(std::to_string(child));
  text_ += '\n';
}

}  // namespace

std::string write_ac(const Circuit& circuit) {
  return AcWriter(circuit).write();
}

}  // namespace klprop::formats
