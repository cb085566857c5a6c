"""Marginals of arithmetic circuits and factor graphs by Python's fractions: written apart from the program, to be compared with it.

A circuit is read from `.ac` text. Two ways lead to its marginals: enumeration of all joint states, and derivatives.
"""

from fractions import Fraction
from itertools import product


class Circuit:
    def __init__(self, text):
        lines = text.splitlines()
        self.arities = [int(word) for word in lines[0].strip("() \r").split()]
        self.nodes = []
        for line in lines[1:]:
            kind, *words = line.split()
            if kind == "EOF":
                break
            if kind == "n":
                self.nodes.append(("n", Fraction(words[0])))
            elif kind == "v":
                self.nodes.append(("v", (int(words[0]), int(words[1]))))
            else:
                self.nodes.append((kind, [int(word) for word in words]))

    def ones(self):
        return [[Fraction(1)] * arity for arity in self.arities]

    def values(self, evidence):
        """S(n) of every node, upwards."""
        values = []
        for kind, payload in self.nodes:
            if kind == "n":
                values.append(payload)
            elif kind == "v":
                values.append(evidence[payload[0]][payload[1]])
            elif kind == "+":
                values.append(sum((values[child] for child in payload), Fraction(0)))
            else:
                value = Fraction(1)
                for child in payload:
                    value *= values[child]
                values.append(value)
        return values

    def value(self, evidence):
        return self.values(evidence)[-1]

    def derivatives(self, values):
        """dS(root)/dS(n) of every node, downwards."""
        result = [Fraction(0)] * len(self.nodes)
        result[-1] = Fraction(1)
        for node in range(len(self.nodes) - 1, -1, -1):
            kind, payload = self.nodes[node]
            if kind in "nv" or result[node] == 0:
                continue
            for slot, child in enumerate(payload):
                slope = result[node]
                if kind == "*":
                    for other, sibling in enumerate(payload):
                        if other != slot:
                            slope *= values[sibling]
                result[child] += slope
        return result

    def marginals(self, evidence):
        values = self.values(evidence)
        derivatives = self.derivatives(values)
        belief = [[Fraction(0)] * arity for arity in self.arities]
        for (kind, payload), derivative in zip(self.nodes, derivatives):
            if kind == "v":
                variable, state = payload
                belief[variable][state] += evidence[variable][state] * derivative / values[-1]
        return belief

    def marginals_by_enumeration(self, evidence):
        """Pr(X_i = t | e) from the mass of every joint state: S at its 0/1 indicators times its factors."""
        mass = [[Fraction(0)] * arity for arity in self.arities]
        total = Fraction(0)
        for states in product(*map(range, self.arities)):
            weight = self.value([[Fraction(state == t) for t in range(arity)]
                                 for state, arity in zip(states, self.arities)])
            for variable, state in enumerate(states):
                weight *= evidence[variable][state]
            total += weight
            for variable, state in enumerate(states):
                mass[variable][state] += weight
        return [[m / total for m in row] for row in mass]

    def gates(self, evidence):
        """Per sum node: visit, selections, conditionals (None where the node's value is 0)."""
        values = self.values(evidence)
        derivatives = self.derivatives(values)
        found = {}
        for node, (kind, payload) in enumerate(self.nodes):
            if kind != "+":
                continue
            reach = derivatives[node] / values[-1]
            conditional = [values[c] / values[node] for c in payload] if values[node] else None
            found[node] = (reach * values[node], [reach * values[c] for c in payload], conditional)
        return found


def rounded(value, digits):
    """The value rounded half to even to a number of significant decimal digits, as an exact fraction."""
    value = Fraction(value)
    if value == 0:
        return value
    magnitude = abs(value)
    exponent = 0
    while magnitude >= Fraction(10) ** (exponent + 1):
        exponent += 1
    while magnitude < Fraction(10) ** exponent:
        exponent -= 1
    unit = Fraction(10) ** (exponent - digits + 1)
    return round(value / unit) * unit  # Python rounds fractions half to even


def enumerate_states(graph, evidence):
    """Z of a factor graph in our JSON, and per variable the mass of each state, over all joint states."""
    arities = graph["variables"]
    weights = [[Fraction(1)] * arity for arity in arities]
    for variable, row in evidence.get("soft", {}).items():
        weights[int(variable)] = [Fraction(text) for text in row]
    for variable, state in evidence.get("hard", {}).items():
        weights[int(variable)] = [Fraction(int(t == state)) for t in range(arities[int(variable)])]
    total, masses = Fraction(0), [[Fraction(0)] * arity for arity in arities]
    for states in product(*map(range, arities)):
        mass = Fraction(1)
        for variable, state in enumerate(states):
            mass *= weights[variable][state]
        for factor in graph["factors"]:
            position = 0
            for variable in factor["scope"]:
                position = position * arities[variable] + states[variable]
            mass *= Fraction(factor["values"][position])
        total += mass
        for variable, state in enumerate(states):
            masses[variable][state] += mass
    return total, masses
