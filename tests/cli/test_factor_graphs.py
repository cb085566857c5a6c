"""Ground truth of factor graphs, conversion and checks: every option, exit code and message."""

import json
from fractions import Fraction
from itertools import product

from program import FACTOR_GRAPHS, NAMED, NOTHING_RAN, UNCERTIFIED, UNDEFINED, UsageTest
from reference import rounded

SPRINKLER = "BAYES\n3\n2 2 2\n3\n1 0\n2 0 1\n3 0 1 2\n2\n0.8 0.2\n4\n0.6 0.4\n0.99 0.01\n8\n1 0\n0.1 0.9\n0.2 0.8\n0.01 0.99\n"
SPRINKLER_FACTORS = [((0,), "0.8 0.2"), ((0, 1), "0.6 0.4 0.99 0.01"), ((0, 1, 2), "1 0 0.1 0.9 0.2 0.8 0.01 0.99")]
CONTRADICTION = "MARKOV\n1\n2\n2\n1 0\n1 0\n2\n1 0\n2\n0 1\n"
NAMED_GRAPH = """{"schema": "klprop.factor-graph/1",
 "variables": [{"name": "rain", "states": ["no", "yes"]}, 2],
 "factors": [{"scope": ["rain", 1], "values": ["1/3", 1, 2, 0]}]}
"""


def grid(side, arity=2):
    """A grid whose elimination needs tables of about arity^side entries."""
    pairs = [(r * side + c, r * side + c + 1) for r in range(side) for c in range(side - 1)]
    pairs += [(r * side + c, r * side + side + c) for r in range(side - 1) for c in range(side)]
    table = " ".join(str(1 + (3 * s + t) % 5) for s in range(arity) for t in range(arity))
    lines = ["MARKOV", str(side * side), " ".join([str(arity)] * side * side), str(len(pairs))]
    lines += [f"2 {a} {b}" for a, b in pairs] + [f"{arity * arity}\n{table}"] * len(pairs)
    return "\n".join(lines) + "\n"


def by_enumeration(arities, factors, evidence):
    """Z and the posterior marginals from the weight of every joint state; the last variable of a scope runs fastest."""
    mass = [[Fraction(0)] * arity for arity in arities]
    total = Fraction(0)
    for states in product(*map(range, arities)):
        weight = Fraction(1)
        for variable, state in enumerate(states):
            weight *= evidence[variable][state]
        for scope, values in factors:
            index = 0
            for variable in scope:
                index = index * arities[variable] + states[variable]
            weight *= Fraction(values.split()[index])
        total += weight
        for variable, state in enumerate(states):
            mass[variable][state] += weight
    return total, [[m / total for m in row] for row in mass]


class FactorGraphTest(UsageTest):
    def sprinkler(self):
        return self.file("sprinkler.uai", SPRINKLER)

    def uai(self, name):
        path = FACTOR_GRAPHS / name
        if not path.is_file():
            self.skipTest(f"no real input {path}")
        return path


class Marginals(FactorGraphTest):
    def marginals(self, model, *arguments, **options):
        return self.json_of("marginals", model, *arguments, **options)

    def test_by_enumeration(self):
        model = self.sprinkler()
        cases = [("", [[1, 1], [1, 1], [1, 1]]), ('"hard": {"2": 1}', [[1, 1], [1, 1], [0, 1]]),
                 ('"soft": {"0": ["1/2", 3], "1": [0, 7]}', [[Fraction(1, 2), 3], [0, 7], [1, 1]])]
        for text, evidence in cases:
            path = self.file("e.json", '{"schema": "klprop.evidence/1"' + (", " if text else "") + text + "}")
            total, posterior = by_enumeration([2, 2, 2], SPRINKLER_FACTORS, evidence)
            result = self.marginals(model, "--evidence", path, "--format", "rational")
            self.assertEqual(Fraction(result["partition"]["value"]), total)
            self.assertEqual([[Fraction(x) for x in row["states"]] for row in result["marginals"]], posterior)
            self.assertEqual({row["status"] for row in result["marginals"]}, {"exact"})
            self.assertIsNone(result["log_partition"])
            rounded_result = self.marginals(model, "--evidence", path, "--format", "digits:7")
            self.assertEqual(Fraction(rounded_result["partition"]["value"]), rounded(total, 7))
            self.assertEqual([[Fraction(x) for x in row["states"]] for row in rounded_result["marginals"]],
                             [[rounded(x, 7) for x in row] for row in posterior])
            self.assertEqual({row["status"] for row in rounded_result["marginals"]}, {"correctly-rounded"})
            binary = self.marginals(model, "--evidence", path, "--format", "f64")
            self.assertEqual([[float.fromhex(x) for x in row["states"]] for row in binary["marginals"]],
                             [[float(x) for x in row] for row in posterior])
            balls = self.marginals(model, "--evidence", path, "--format", "ball")
            for row, truth in zip(balls["marginals"], posterior):
                self.assertEqual(row["status"], "enclosed")
                for ball, value in zip(row["states"], truth):
                    self.assertLessEqual(abs(Fraction(ball["mid"]) - value), Fraction(ball["rad"]))
                    self.assertLessEqual(Fraction(ball["rad"]), Fraction(1, 10**35))
            ball = balls["partition"]["value"]
            self.assertLessEqual(abs(Fraction(ball["mid"]) - total), Fraction(ball["rad"]))

    def test_model_and_text(self):
        model = self.file("named.json", NAMED_GRAPH)
        result = self.marginals(model, "--format", "rational")
        self.assertEqual(result["model"],
                         {"path": str(model), "kind": "factor-graph", "variables": 2, "nodes": 1, "edges": 2})
        self.assertEqual(result["gates"], [])
        self.assertEqual(result["marginals"][0],
                         {"variable": 0, "name": "rain", "state_names": ["no", "yes"], "states": ["2/5", "3/5"],
                          "status": "exact"})
        text = self.check("marginals", model, "--format", "rational").stdout
        self.assertEqual(text, f"{model}: 2 variables, 1 factor, 2 edges; numbers are exact\n"
                         'Z = 10/3\nX0 "rain": "no"=2/5 "yes"=3/5\nX1: 7/10 3/10\n')
        self.assertIn("\nln Z = 1.2040\n", self.check("marginals", model, "--format", "digits:5").stdout)
        self.assertRegex(self.check("marginals", model, "--format", "ball").stdout, r"\nZ = \[3\.3+ ± \d")

    def test_gates_are_those_of_circuits(self):
        self.refuse("marginals", self.sprinkler(), "--gates", message="--gates: expected a circuit")

    def test_zero_probability(self):
        model = self.file("contra.uai", CONTRADICTION)
        for number_format in ("rational", "digits:5", "f64", "ball"):
            result = self.check("marginals", model, "--format", number_format, "--json", "-", code=UNDEFINED,
                                stderr="the evidence has probability zero")
            row, = json.loads(result.stdout)["marginals"]
            self.assertEqual((row["states"], row["status"]), (None, "undefined"))
            self.assertEqual(self.check("marginals", model, "--format", number_format, code=UNDEFINED).stdout.count("X0"), 0)

    def test_a_partition_value_of_one_has_the_logarithm_zero(self):
        self.assertEqual(self.marginals(self.sprinkler())["log_partition"]["value"], "0")

    def test_ties_are_decided(self):
        model = self.file("tie.uai", "MARKOV\n1\n2\n1\n1 0\n2\n5 11\n")
        self.assertEqual(self.marginals(model, "--format", "digits:3")["marginals"][0]["states"], ["0.312", "0.688"])

    def test_overflow(self):
        model = self.file("m.uai", "MARKOV\n1\n2\n1\n1 0\n2\n1e400 1e400\n")
        result = self.check("marginals", model, "--format", "f64", "--json", "-", stderr="larger than the largest binary64")
        self.assertEqual(json.loads(result.stdout)["partition"]["status"], "overflow")
        self.assertEqual(json.loads(result.stdout)["marginals"][0]["states"], ["0x1p-1", "0x1p-1"])

    def test_too_few_bits(self):
        result = self.check("marginals", self.file("grid.uai", grid(4)), "--max-bits", "16", "--json", "-",
                            code=UNCERTIFIED, stderr="--max-bits")
        found = json.loads(result.stdout)
        self.assertEqual((found["log_partition"]["value"], found["log_partition"]["status"]), (None, "uncertified"))

    def test_too_much_memory(self):
        model = self.file("grid.uai", grid(60))
        for number_format in ("rational", "digits:20", "ball"):
            result = self.check("marginals", model, "--format", number_format, code=UNCERTIFIED, stderr="--max-memory allows")
            self.assertRegex(result.stderr, r"elimination with tables of about \S+ entries would take about \S+ bytes")
        self.check("marginals", self.sprinkler(), "--max-memory", "100", code=UNCERTIFIED, stderr="--max-memory")
        self.check("marginals", self.sprinkler(), "--format", "digits:1000000", "--max-memory", "1M", code=UNCERTIFIED,
                   stderr="the digits of all results")

    def test_malformed_models_and_evidence_are_placed(self):
        self.refuse("marginals", self.file("m.uai", "MARKOV\n1\n2\n1\n1 0\n2\n1 x\n"), message="m.uai:7:")
        self.refuse("marginals", self.file("m.fg", "1\n\n1\n0\n2\n1\n0 -1\n"), message="m.fg:7:")
        self.refuse("marginals", self.sprinkler(), "--evidence", self.file("e", "1 7 0\n"), message="e:1:")
        self.refuse("marginals", "-", "--evidence", "-", stdin=SPRINKLER, message="both")


class RealGraphs(FactorGraphTest):
    def golden(self, name):
        model = self.uai(name + ".uai")
        result = self.json_of("marginals", model, "--evidence", self.uai(name + ".uai.evid"), "--format", "digits:40")
        lines = [line.split() for line in self.uai(name + ".uai.golden").read_text().splitlines()]
        numbers = {words[0]: words[1] for words in lines if words[0] in ("Z", "lnZ")}
        self.assertEqual(rounded(Fraction(result["partition"]["value"]), 40), Fraction(numbers["Z"]))
        self.assertEqual(Fraction(result["log_partition"]["value"]), Fraction(numbers["lnZ"]))
        rows = [words for words in lines if words[0].isdigit()]
        self.assertEqual(len(rows), len(result["marginals"]))
        for words in rows:
            row = result["marginals"][int(words[0])]
            self.assertEqual([Fraction(x) for x in row["states"]], [Fraction(x) for x in words[2:]], words[0])

    def test_all_digits(self):
        self.golden("Promedus_24")
        self.golden("Promedus_29")

    def test_a_chain_beyond_doubles(self):
        result = self.json_of("marginals", self.uai("chain.uai"), "--evidence", self.uai("chain.evid"))
        self.assertTrue(result["log_partition"]["value"].startswith("-2261.43865009401"))

    def test_contradictory_factors(self):
        for name in ("contra.uai", "contra.fg"):
            self.check("marginals", self.uai(name), "--evidence", self.uai("contra.evid"), code=UNDEFINED,
                       stderr="the evidence has probability zero")

    def test_constraint_satisfaction(self):
        result = self.json_of("marginals", self.uai("CSP_12.uai"), "--evidence", self.uai("CSP_12.uai.evid"))
        for row in result["marginals"]:
            self.assertAlmostEqual(sum(map(float, row["states"])), 1, 12)


class Convert(FactorGraphTest):
    def truth(self, model):
        result = self.json_of("marginals", model, "--format", "rational")
        return result["partition"]["value"], [row["states"] for row in result["marginals"]]

    def test_there_and_back(self):
        model = self.sprinkler()
        previous = model
        for name in ("a.fg", "b.json", "c.uai", "d.json", "e.fg", "f.uai"):
            out = self.directory / name
            self.check("convert", previous, out)
            self.assertEqual(self.truth(out), self.truth(model))
            previous = out

    def test_to_standard_output_goes_the_other_format(self):
        text = self.check("convert", "-", "-", stdin=SPRINKLER).stdout
        self.assertEqual(json.loads(text)["schema"], "klprop.factor-graph/1")
        self.assertTrue(self.check("convert", "-", "-", stdin=text).stdout.startswith("MARKOV"))

    def test_what_cannot_be_expressed(self):
        self.refuse("convert", self.file("m.json", NAMED_GRAPH), self.directory / "m.uai", message="1/3")
        self.refuse("convert", self.file("m.json", NAMED), self.directory / "m.uai", message="is a circuit")
        self.refuse("convert", self.file("m.json", NAMED), self.directory / "m.fg", message="is a circuit")
        self.refuse("convert", self.sprinkler(), self.directory / "m.ac", message="is a factor graph")
        self.refuse("convert", self.sprinkler(), self.directory / "m.txt", message="ends in .ac or .json")
        self.assertEqual(sorted(path.name for path in self.directory.iterdir()), ["m.json", "sprinkler.uai"])


POSITIVE_TREE = "MARKOV\n3\n2 2 2\n3\n2 0 1\n2 1 2\n1 0\n4\n1 2\n3 4\n4\n5 1\n1/2 7\n2\n1 3\n"


class Check(FactorGraphTest):
    def checked(self, text, evidence, code=0):
        path = self.file("e.json", '{"schema": "klprop.evidence/1", "soft": {%s}}' % evidence)
        result = self.json_of("check", self.file("m.uai", text), "--evidence", path, "--seed", "1", code=code)
        return result["claims"], {item["id"]: item["reason"] for item in result["left_out"]}

    def test_claims_about_factor_graphs(self):
        claims, left_out = self.checked(POSITIVE_TREE, '"2": ["1/3", 2]')
        self.assertIn("prop_3_1_iterates", {claim["id"] for claim in claims})
        self.assertTrue(all(claim["as_expected"] for claim in claims))
        self.assertEqual(left_out["thm_4_1_a"], "the claim is about circuits")

    def test_evidence_stands_in_factors_behind_the_others(self):
        _, left_out = self.checked(POSITIVE_TREE, '"0": [1, 1], "2": [0, 2]', code=UNDEFINED)
        self.assertIn("factor 3 has a zero", left_out["prop_3_1_ii_repaired"])

    def test_what_applies_to_a_cycle_with_zeros(self):
        claims, left_out = self.checked(SPRINKLER, "")
        self.assertIn("the graph has a cycle", left_out["prop_3_1_i"])
        self.assertIn("has a zero", left_out["bethe_stationarity"])
        self.assertIn("prop_3_1_i_any_graph", {claim["id"] for claim in claims})

    def test_nothing_applies(self):
        self.json_of("check", self.sprinkler(), "--claim", "prop_3_1_i", code=NOTHING_RAN)
