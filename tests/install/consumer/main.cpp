// What an outside program would write: the mixture 1/4·[x = 0] + 3/4·[x = 1], built and looked at
// through the installed headers.
#include <klprop/scalar/rational.hpp>
#include <klprop/spn/circuit.hpp>

#include <array>
#include <iostream>
#include <utility>

int main() {
  using klprop::Rational;
  klprop::CircuitBuilder builder(klprop::VariableTable({2}));
  const std::array children = {builder.indicator(0, 0), builder.indicator(0, 1)};
  const std::array weights = {builder.parameter(Rational(1, 4)), builder.parameter(Rational(3, 4))};
  const auto root = builder.sum(children, weights);
  const klprop::Circuit circuit = std::move(builder).build(root);

  Rational total = 0;
  for (const auto weight : circuit.weights(circuit.root())) total += circuit.parameters()[weight];
  std::cout << circuit.node_count() << " nodes, weights add up to " << total << '\n';
  return circuit.node_count() == 3 && total == 1 ? 0 : 1;
}
