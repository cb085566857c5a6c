"""Certificates by Python's fractions, written apart from the program and from klprop-check.

`is_right` decides a certificate; `sealed` gives a text its checksum.
"""

from fractions import Fraction

CHECKSUM_SEED, CHECKSUM_PRIME, CHECKSUM_MASK = 0x4BF29CE484222325, 0x100000001B3, (1 << 63) - 1


def sealed(text):
    """The text with the checksum line that belongs to it."""
    value = CHECKSUM_SEED
    for byte in text.encode():
        value = ((value ^ byte) * CHECKSUM_PRIME) & CHECKSUM_MASK
    return f"{text}checksum {value:016x}\n"


def unsealed(text):
    return text[: text.rindex("checksum ")]


class Wrong(Exception):
    pass


def demand(condition):
    if not condition:
        raise Wrong


class Certificate:
    def __init__(self, text):
        """@pre  every line has the right form"""
        self.evidence, self.nodes, self.claims, self.marginals = [], [], [], []
        self.order = ""
        for line in unsealed(text).splitlines()[1:]:
            keyword, *words = line.split(" ")
            self.order += keyword[0]
            if keyword == "variable":
                self.evidence.append([Fraction(word) for word in words])
            elif keyword == "indicator":
                self.nodes.append((keyword, (int(words[0]), int(words[1])), Fraction(words[2])))
            elif keyword == "constant":
                self.nodes.append((keyword, Fraction(words[0]), Fraction(words[0])))
            elif keyword == "sum":
                edges = [(Fraction(words[k]), int(words[k + 1])) for k in range(1, len(words), 2)]
                self.nodes.append((keyword, edges, Fraction(words[0])))
            elif keyword == "product":
                self.nodes.append((keyword, [int(word) for word in words[1:]], Fraction(words[0])))
            elif keyword == "total":
                self.total = Fraction(words[0])
            elif keyword == "derivative":
                self.claims.append((Fraction(words[0]), None))
            elif keyword == "gate":
                self.claims.append((Fraction(words[0]), [Fraction(int(word), int(words[1])) for word in words[2:]]))
            elif keyword == "marginal":
                self.marginals.append([Fraction(word) for word in words])
        self.claims.reverse()

    def children(self, node):
        kind, payload, _ = self.nodes[node]
        return {"sum": lambda: [child for _, child in payload], "product": lambda: payload}.get(kind, list)()

    def decide(self):
        demand(self.nodes and len(self.claims) == len(self.nodes) and len(self.marginals) == len(self.evidence))
        self.structure()
        self.upward()
        self.downward()
        self.variables()

    def structure(self):
        demand(all(entry >= 0 for entries in self.evidence for entry in entries))
        self.scopes = []
        for node, (kind, payload, _) in enumerate(self.nodes):
            demand(all(0 <= child < node for child in self.children(node)))
            below = [self.scopes[child] for child in self.children(node)]
            if kind == "indicator":
                demand(payload[0] < len(self.evidence) and payload[1] < len(self.evidence[payload[0]]))
                self.scopes.append(frozenset([payload[0]]))
            elif kind == "constant":
                demand(payload >= 0)
                self.scopes.append(frozenset())
            else:
                demand(below)
                union = frozenset().union(*below)
                if kind == "sum":
                    demand(all(weight >= 0 for weight, _ in payload) and all(scope == union for scope in below))
                else:
                    demand(sum(map(len, below)) == len(union))
                self.scopes.append(union)

    def upward(self):
        self.values = []
        for kind, payload, claimed in self.nodes:
            if kind == "indicator":
                value = self.evidence[payload[0]][payload[1]]
            elif kind == "constant":
                value = payload
            elif kind == "sum":
                value = sum(weight * self.values[child] for weight, child in payload)
            else:
                value = Fraction(1)
                for child in payload:
                    value *= self.values[child]
            demand(value == claimed)
            self.values.append(value)
        demand(self.total == self.values[-1] and self.total > 0)

    def downward(self):
        self.derivatives = [Fraction(0)] * len(self.nodes)
        self.derivatives[-1] = Fraction(1)
        for node in range(len(self.nodes) - 1, -1, -1):
            kind, payload, _ = self.nodes[node]
            here = self.derivatives[node]
            claimed, gate = self.claims[node]
            demand(claimed == here and (gate is None) == (kind != "sum" or not self.scopes[node]))
            if gate is not None:
                reach = here / self.total
                demand(gate == [reach * self.values[node]] + [reach * w * self.values[child] for w, child in payload])
            for slot, child in enumerate(self.children(node)):
                slope = here * payload[slot][0] if kind == "sum" else here
                if kind == "product":
                    for other, sibling in enumerate(payload):
                        if other != slot:
                            slope *= self.values[sibling]
                self.derivatives[child] += slope

    def variables(self):
        for variable, (entries, claimed) in enumerate(zip(self.evidence, self.marginals)):
            mass = list(entries)
            if variable in self.scopes[-1]:
                mass = [Fraction(0)] * len(entries)
                for (kind, payload, value), derivative in zip(self.nodes, self.derivatives):
                    if kind == "indicator" and payload[0] == variable:
                        mass[payload[1]] += value * derivative
            demand(sum(mass) > 0 and claimed == [m / sum(mass) for m in mass])


def is_right(text):
    try:
        Certificate(text).decide()
        return True
    except Wrong:
        return False
