"""Ground-truth marginals against fractions computed here, in every format."""

import json
import math
import random
from decimal import Decimal, getcontext
from fractions import Fraction

from program import NAMED, UNCERTIFIED, UNDEFINED, UsageTest
from reference import Circuit, rounded

EMPTY_SCOPE = """(2)
n 0.25
n 0.5
+ 0 1
v 0 0
v 0 1
* 2 3
* 2 4
+ 5 6
* 7 2
EOF
"""


def evidence_json(evidence):
    soft = {str(v): [str(f) for f in factors] for v, factors in enumerate(evidence)}
    return json.dumps({"schema": "klprop.evidence/1", "soft": soft})


def exact(rows):
    return [[Fraction(text) for text in row["states"]] for row in rows]


class MarginalsTest(UsageTest):
    def rational(self, model, *arguments, **options):
        return self.json_of("marginals", model, "--format", "rational", *arguments, **options)

    def compare(self, path, evidence, expected_marginals):
        circuit = Circuit(path.read_text())
        result = self.rational(path, "--evidence", self.file("evidence.json", evidence_json(evidence)))
        self.assertEqual(Fraction(result["partition"]["value"]), circuit.value(evidence))
        self.assertEqual(exact(result["marginals"]), expected_marginals)
        return result

    def soft_evidence(self, circuit, seed, zeros=False):
        draw = random.Random(seed)
        evidence = [[Fraction(draw.randint(1, 9), draw.randint(1, 9)) for _ in range(arity)] for arity in circuit.arities]
        if zeros:
            for row in evidence:
                if len(row) > 1 and draw.random() < 0.5:
                    row[draw.randrange(len(row))] = Fraction(0)
        return evidence


class RealCircuits(MarginalsTest):
    def test_by_enumeration(self):
        path = self.real("model2.ac")
        circuit = Circuit(path.read_text())
        for evidence in (circuit.ones(), self.soft_evidence(circuit, 1), self.soft_evidence(circuit, 2, zeros=True)):
            self.compare(path, evidence, circuit.marginals_by_enumeration(evidence))

    def test_by_derivatives(self):
        for name in ("acve-test4.ac", "alarm.ac"):
            path = self.real(name)
            circuit = Circuit(path.read_text())
            for evidence in (circuit.ones(), self.soft_evidence(circuit, 3), self.soft_evidence(circuit, 4, zeros=True)):
                self.compare(path, evidence, circuit.marginals(evidence))

    def test_hard_evidence(self):
        path = self.real("model2.ac")
        circuit = Circuit(path.read_text())
        evidence = circuit.ones()
        evidence[2] = [Fraction(0), Fraction(1)]
        result = self.rational(path, "--evidence", self.file("e", '{"schema": "klprop.evidence/1", "hard": {"2": 1}}'))
        self.assertEqual(exact(result["marginals"]), circuit.marginals_by_enumeration(evidence))
        self.assertEqual(result["marginals"][2]["states"], ["0", "1"])

    def test_logarithm_of_the_alarm_circuit(self):
        result = self.json_of("marginals", self.real("alarm.ac"), "--format", "digits:6")
        self.assertEqual(result["log_partition"], {"value": "62.7586", "status": "correctly-rounded"})

    def test_gates(self):
        for name in ("model2.ac", "alarm.ac"):
            path = self.real(name)
            circuit = Circuit(path.read_text())
            evidence = self.soft_evidence(circuit, 5, zeros=True)
            result = self.rational(path, "--gates", "--evidence", self.file("e.json", evidence_json(evidence)))
            expected = circuit.gates(evidence)
            self.assertEqual([gate["node"] for gate in result["gates"]], sorted(expected))
            for gate in result["gates"]:
                visit, select, conditional = expected[gate["node"]]
                if gate["status"] == "exact":
                    self.assertEqual(Fraction(gate["visit"]), visit)
                    self.assertEqual([Fraction(text) for text in gate["select"]], select)
                if conditional is None:
                    self.assertIsNone(gate["conditional"])
                else:
                    self.assertEqual([Fraction(text) for text in gate["conditional"]], conditional)

    def test_a_circuit_of_90_thousand_edges(self):
        path = self.real("msweb-mn.ac")
        circuit = Circuit(path.read_text())
        result = self.rational(path)
        self.assertEqual(Fraction(result["partition"]["value"]), circuit.value(circuit.ones()))
        self.assertEqual({sum(row) for row in exact(result["marginals"])}, {1})
        self.assertLess(result["seconds"], 60)


class Formats(MarginalsTest):
    def states(self, model, number_format):
        result = self.json_of("marginals", model, "--format", number_format)
        return result, [text for row in result["marginals"] for text in row["states"]]

    def truth(self, model):
        return [value for row in exact(self.rational(model)["marginals"]) for value in row]

    def test_digits_are_correctly_rounded(self):
        model = self.file("model.json", NAMED)
        for digits in (1, 2, 3, 17, 20, 300):
            result, texts = self.states(model, f"digits:{digits}")
            for text, value in zip(texts, self.truth(model)):
                self.assertEqual(Fraction(text), rounded(value, digits))
                self.assertEqual(len(text.split("e")[0].replace(".", "").lstrip("0")), digits)
            self.assertEqual(result["partition"]["status"], "correctly-rounded")
            self.assertEqual(result["marginals"][0]["status"], "correctly-rounded")

    def test_twenty_digits_by_default(self):
        model = self.file("model.json", NAMED)
        self.assertEqual(self.json_of("marginals", model)["marginals"], self.states(model, "digits:20")[0]["marginals"])

    def test_hexadecimal_binary64(self):
        model = self.file("model.json", NAMED)
        _, texts = self.states(model, "f64")
        for text, value in zip(texts, self.truth(model)):
            self.assertEqual(float.fromhex(text), value.numerator / value.denominator)  # CPython rounds this correctly

    def test_hexadecimal_binary32(self):
        model = self.file("model.ac", "(1)\nv 0 0\nn 0.1\n* 0 1\nEOF\n")
        self.assertEqual(self.json_of("marginals", model, "--format", "f32")["partition"]["value"], "0x1.99999ap-4")

    def test_logarithm(self):
        getcontext().prec = 60
        for value in ("2", "0.1", "12345.678", "1.000000000000000000000000000001", "0.99999999999999999999", "1e-300"):
            model = self.file("model.ac", f"(1)\nv 0 0\nn {value}\n* 0 1\nEOF\n")
            result = self.json_of("marginals", model, "--format", "digits:30")
            self.assertEqual(Fraction(result["log_partition"]["value"]), rounded(Fraction(Decimal(value).ln()), 30))
            binary = self.json_of("marginals", model, "--format", "f64")["log_partition"]["value"]
            self.assertLessEqual(abs(float.fromhex(binary) - float(Decimal(value).ln())),
                                 math.ulp(float.fromhex(binary)))

    def test_logarithm_of_one_is_zero(self):
        model = self.file("model.ac", "(1)\nv 0 0\nEOF\n")
        self.assertEqual(self.json_of("marginals", model)["log_partition"]["value"], "0")

    def test_no_logarithm_among_rationals(self):
        result = self.rational(self.file("model.json", NAMED))
        self.assertIsNone(result["log_partition"])
        self.assertEqual(result["partition"]["status"], "exact")

    def test_overflow_is_said_and_is_no_infinity(self):
        model = self.file("model.ac", "(1)\nv 0 0\nn 1e400\n* 0 1\nEOF\n")
        result = self.check("marginals", model, "--format", "f64", "--json", "-", stderr="larger than the largest binary64")
        partition = json.loads(result.stdout)["partition"]
        self.assertIsNone(partition["value"])
        self.assertEqual(partition["status"], "overflow")

    def test_too_few_bits(self):
        model = self.file("model.ac", "(1)\nv 0 0\nn 3\n* 0 1\nEOF\n")
        result = self.check("marginals", model, "--max-bits", "16", "--json", "-", code=UNCERTIFIED, stderr="--max-bits")
        log = json.loads(result.stdout)["log_partition"]
        self.assertEqual((log["value"], log["status"]), (None, "uncertified"))

    def test_unknown_formats(self):
        model = self.file("model.json", NAMED)
        for name in ("f16", "digits", "digits:0", "digits:-3", "digits:1.5", "digits:99999999999", "double", ""):
            self.refuse("marginals", model, "--format", name, message="--format")


class Zeros(MarginalsTest):
    def test_missing_state(self):
        model = self.file("model.ac", "(3 2)\nv 0 0\nv 0 2\n+ 0 1\nv 1 0\nv 1 1\n+ 3 4\n* 2 5\nEOF\n")
        self.assertEqual(self.rational(model)["marginals"][0]["states"], ["1/2", "0", "1/2"])

    def test_zero_constant(self):
        model = self.file("model.ac", "(2)\nv 0 0\nn 0\n* 0 1\nv 0 1\n+ 2 3\nEOF\n")
        self.assertEqual(self.rational(model)["marginals"][0]["states"], ["0", "1"])

    def test_impossible_evidence(self):
        model = self.file("model.ac", "(2 2)\nv 0 0\nv 1 1\n* 0 1\nEOF\n")
        evidence = self.file("e.json", '{"schema": "klprop.evidence/1", "hard": {"0": 1}}')
        for number_format in ("rational", "digits:5", "f64"):
            result = self.check("marginals", model, "--evidence", evidence, "--format", number_format, "--json", "-",
                                code=UNDEFINED, stderr="probability zero")
            self.assertEqual({row["status"] for row in json.loads(result.stdout)["marginals"]}, {"undefined"})
            self.assertEqual({row["states"] for row in json.loads(result.stdout)["marginals"]}, {None})

    def test_absent_variable(self):
        model = self.file("model.ac", "(2 3)\nv 0 0\nv 0 1\n+ 0 1\nEOF\n")
        evidence = self.file("e.json", '{"schema": "klprop.evidence/1", "soft": {"1": ["1/2", "3/2", "0"]}}')
        result = self.check("marginals", model, "--evidence", evidence, "--format", "rational", "--json", "-",
                            stderr="variable 1 does not occur")
        self.assertEqual(json.loads(result.stdout)["marginals"][1]["states"], ["1/4", "3/4", "0"])

    def test_absent_variable_that_is_impossible(self):
        model = self.file("model.ac", "(2 2)\nv 0 0\nv 0 1\n+ 0 1\nEOF\n")
        evidence = self.file("e.json", '{"schema": "klprop.evidence/1", "soft": {"1": [0, 0]}}')
        self.check("marginals", model, "--evidence", evidence, code=UNDEFINED, stderr="variable 1")

    def test_gate_of_value_zero(self):
        model = self.file("model.ac", "(2)\nv 0 0\nn 0\n+ 1\n* 0 2\nv 0 1\n+ 3 4\nEOF\n")
        gate = self.rational(model, "--gates")["gates"][0]
        self.assertEqual((gate["node"], gate["visit"], gate["select"], gate["conditional"]), (2, "0", ["0"], None))

    def test_gate_that_a_parse_visits_twice(self):
        gates = {gate["node"]: gate for gate in self.rational(self.file("model.ac", EMPTY_SCOPE), "--gates")["gates"]}
        self.assertEqual(gates[2]["status"], "undefined")
        self.assertIsNone(gates[2]["visit"])
        self.assertEqual(gates[2]["conditional"], ["1/3", "2/3"])
        self.assertEqual(gates[7]["visit"], "1")


class Input(MarginalsTest):
    def test_names(self):
        model = self.file("model.json", NAMED)
        result = self.rational(model)
        self.assertEqual([row["name"] for row in result["marginals"]], ["rain", None])
        self.assertEqual(result["marginals"][0]["state_names"], ["no", "yes"])
        self.assertEqual(result["model"], {"path": str(model), "kind": "spn", "variables": 2, "nodes": 9, "edges": 10})
        text = self.check("marginals", model, "--format", "rational").stdout
        self.assertIn('X0 "rain": "no"=7/10 "yes"=3/10\nX1: 11/24 13/24\n', text)

    def test_evidence_by_name(self):
        evidence = self.file("e.json", '{"schema": "klprop.evidence/1", "hard": {"rain": "yes"}}')
        result = self.rational(self.file("model.json", NAMED), "--evidence", evidence)
        self.assertEqual(result["marginals"][1]["states"], ["3/4", "1/4"])

    def test_standard_input(self):
        self.assertEqual(self.rational("-", stdin=NAMED)["marginals"][1]["states"], ["11/24", "13/24"])
        self.refuse("marginals", "-", "--evidence", "-", stdin=NAMED, message="both")

    def test_json_to_a_file_beside_the_text(self):
        out = self.directory / "out.json"
        text = self.check("marginals", self.file("model.json", NAMED), "--json", out).stdout
        self.assertIn("S(e) = 1.0000", text)
        self.assertEqual(json.loads(out.read_text())["schema"], "klprop.marginals/1")

    def test_unreachable_nodes(self):
        model = self.file("model.ac", "(2)\nv 0 0\nn 3\nv 0 1\n+ 0 2\nEOF\n")
        result = self.check("marginals", model, "--format", "rational", "--gates", "--json", "-", stderr="1 node left out")
        self.assertEqual(json.loads(result.stdout)["gates"][0]["node"], 3)

    def test_violated_hypotheses_are_named(self):
        incomplete = self.file("incomplete.ac", "(2 2)\nv 0 0\nv 1 0\n+ 0 1\nEOF\n")
        self.refuse("marginals", incomplete, message="sum node 2 is not complete")
        overlapping = self.file("overlapping.ac", "(2)\nv 0 0\nv 0 1\n* 0 1\nEOF\n")
        self.refuse("marginals", overlapping, message="product node 2 is not decomposable")

    def test_malformed_models_are_placed(self):
        self.refuse("marginals", self.file("m.ac", "(2)\nv 0 0\nv 0 7\n+ 0 1\nEOF\n"), message="m.ac:3:")
        self.refuse("marginals", self.file("m.json", '{"schema": "klprop.spn/1",\n "nodes": 3}'), message="m.json:")
        self.refuse("marginals", self.file("empty", ""), message="empty:")
        self.refuse("marginals", self.directory / "absent.ac", message="absent.ac")
        self.refuse("marginals", self.directory, message="directory")

    def test_malformed_evidence_is_placed(self):
        model = self.file("model.json", NAMED)
        for text in ('{"schema": "klprop.evidence/1",\n "hard": {"7": 0}}', '{"schema": "klprop.evidence/1",\n "hard": {"0": 5}}',
                     '{"schema": "klprop.evidence/1",\n "soft": {"0": [-1, 1]}}', '{"schema": "klprop.evidence/1",\n "soft": {"0": ["nan", 1]}}'):
            self.refuse("marginals", model, "--evidence", self.file("e.json", text), message="e.json:2:")
