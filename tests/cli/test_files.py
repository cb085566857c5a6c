"""generate and convert."""

import json
import sys
from fractions import Fraction

from program import NAMED, UsageTest
from reference import Circuit, enumerate_states

sys.set_int_max_str_digits(0)  # exact derivatives may have tens of thousands of digits

SHAPES = ["single", "tiny", "dag", "tree", "deep", "wide", "repeated_leaves", "layered", "single_child"]


GRAPH_SHAPES = ["single", "tree", "forest", "cycle", "parallel", "dense"]
COMPUTATION_SHAPES = ["single", "tree", "dag", "parallel", "chain", "wide"]


def tangents(model, along):
    """Value and derivative of the output of a rational computation graph, by dual numbers over fractions."""
    def dot(xs, ws):
        return (sum(x[0] * w[0] for x, w in zip(xs, ws)), sum(x[0] * w[1] + x[1] * w[0] for x, w in zip(xs, ws)))

    def product(xs):
        value, slope = Fraction(1), Fraction(0)
        for x in xs:
            value, slope = value * x[0], value * x[1] + slope * x[0]
        return value, slope

    done = {}
    for node in model["nodes"]:
        (kind, content), = ((k, v) for k, v in node.items() if k not in ("id", "name", "exponent", "slope", "component"))
        if kind in ("input", "constant"):
            result = (Fraction(content), Fraction(kind == "input" and node["id"] == along))
        else:
            xs = [done[argument] for argument in content]
            n = len(xs) // 2
            if kind == "sum":
                result = tuple(map(sum, zip(*xs)))
            elif kind == "product":
                result = product(xs)
            elif kind == "subtract":
                result = (xs[0][0] - xs[1][0], xs[0][1] - xs[1][1])
            elif kind == "divide":
                (a, da), (b, db) = xs
                result = (a / b, (da * b - a * db) / (b * b))
            elif kind == "negate":
                result = (-xs[0][0], -xs[0][1])
            elif kind == "power":
                k = int(node["exponent"])
                result = (xs[0][0] ** k, k * xs[0][0] ** (k - 1) * xs[0][1] if k else Fraction(0))
            elif kind == "dot":
                result = dot(xs[:n], xs[n:])
            elif kind == "affine":
                value, slope = dot(xs[:n], xs[n:-1])
                result = (value + xs[-1][0], slope + xs[-1][1])
            else:
                return None
        done[node["id"]] = result
    output = model["outputs"][0]
    return done[output["node"] if isinstance(output, dict) else output]


class Generate(UsageTest):
    def generate(self, *arguments, kind="spn"):
        out = self.directory / kind
        self.check("generate", kind, "--out", out, *arguments)
        return out, sorted(path for path in out.iterdir() if path.name.count(".") == 1)

    def test_the_truth_beside_each_instance(self):
        _, models = self.generate("--seed", "3", "--count", "12")
        self.assertEqual(len(models), 12)
        for model in models:
            truth = json.loads(model.with_suffix(".marginals.json").read_text())
            result = self.check("marginals", model, "--evidence", model.with_suffix(".evidence.json"), "--gates",
                                "--format", "rational", "--json", "-",
                                code=6 if truth["marginals"] and truth["marginals"][0]["states"] is None else 0)
            again = json.loads(result.stdout)
            for key in ("partition", "marginals", "gates"):
                self.assertEqual(again[key], truth[key])

    def test_the_same_seed_gives_the_same_files(self):
        def contents():
            out, _ = self.generate("--seed", "5", "--count", "4")
            return {path.name: path.read_text().split('"seconds"')[0] for path in out.iterdir()}
        self.assertEqual(contents(), contents())

    def test_factor_graphs(self):
        """The truth, by summing over all joint states."""
        _, models = self.generate("--seed", "3", "--count", "24", kind="factor-graph")
        self.assertEqual(len(models), 24)
        undefined = 0
        for model in models:
            graph, truth = (json.loads(path.read_text()) for path in (model, model.with_suffix(".marginals.json")))
            soft = json.loads(model.with_suffix(".evidence.json").read_text())
            total, masses = enumerate_states(graph, soft)
            self.assertEqual(Fraction(truth["partition"]["value"]), total)
            for row in truth["marginals"]:
                if total == 0:
                    self.assertIsNone(row["states"])
                else:
                    expected = [mass / total for mass in masses[row["variable"]]]
                    self.assertEqual([Fraction(text) for text in row["states"]], expected)
            undefined += total == 0
        self.assertLess(undefined, 12)

    def test_computation_graphs(self):
        _, models = self.generate("--seed", "3", "--count", "40", kind="computation-graph")
        self.assertEqual(len(models), 40)
        rational = 0
        self.assertTrue(all(status in ("exact", "correctly-rounded")
                            for path in models for row in
                            json.loads(path.with_suffix(".gradient.json").read_text())["gradient"]
                            for status in row["status"]))
        for path in models:
            model, truth = (json.loads(file.read_text()) for file in (path, path.with_suffix(".gradient.json")))
            inputs = [node["id"] for node in model["nodes"] if "input" in node]
            derivatives = [Fraction(text) for row in truth["gradient"] for text in row["values"]]
            self.assertEqual(len(inputs), len(derivatives))
            again = self.json_of("gradient", path, "--format", "digits:40")
            self.assertEqual(again["output"]["status"] in ("exact", "correctly-rounded"), True)
            by_hand = [tangents(model, node) for node in inputs]
            if None in by_hand:
                self.assertEqual(again["gradient"], truth["gradient"])
                continue
            rational += 1
            self.assertEqual({Fraction(truth["output"]["value"])}, {value for value, _ in by_hand} or
                             {tangents(model, None)[0]})
            self.assertEqual(derivatives, [slope for _, slope in by_hand])
        self.assertGreater(rational, 10)
        self.assertLess(rational, 35)

    def test_shapes(self):
        for shape in SHAPES:
            self.generate("--seed", "1", "--shape", shape)
        for shape in GRAPH_SHAPES:
            self.generate("--seed", "1", "--shape", shape, kind="factor-graph")
        for shape in COMPUTATION_SHAPES:
            self.generate("--seed", "1", "--shape", shape, kind="computation-graph")
        self.refuse("generate", "factor-graph", "--out", self.directory, "--shape", "layered",
                    message="expected one of single, tree")
        self.refuse("generate", "spn", "--out", self.directory, "--shape", "cube", message="expected one of single, tiny")

    def test_edges(self):
        out, models = self.generate("--seed", "1", "--shape", "layered", "--edges", "2000")
        edges = json.loads((out / "spn-1-0.marginals.json").read_text())["model"]["edges"]
        self.assertGreater(edges, 1000)
        self.assertEqual(len(models), 1)

    def test_usage_errors(self):
        self.refuse("generate", "cake", "--out", self.directory, message="expected spn, factor-graph or computation-graph")
        self.refuse("generate", "factor-graph", "--out", self.directory, "--edges", "9", message="--edges is for spn")
        self.refuse("generate", "spn", message="--out")
        self.refuse("generate", "spn", "--out", self.file("file", ""), message="no such directory")
        for option in ("--count", "--seed", "--edges"):
            self.refuse("generate", "spn", "--out", self.directory, option, "many", message=option)
        self.refuse("generate", "spn", "--out", self.directory, "--count", "0", message="--count")


class Convert(UsageTest):
    def marginals(self, model):
        result = self.json_of("marginals", model, "--format", "rational")
        return result["partition"]["value"], [row["states"] for row in result["marginals"]]

    def test_there_and_back(self):
        model = self.file("model.ac", "(2 2)\nv 0 0\nn 0.3\n* 0 1\nv 0 1\n+ 2 3\nv 1 0\nv 1 1\n+ 5 6\n* 4 7\nEOF\n")
        as_json, back = self.directory / "model.json", self.directory / "back.ac"
        self.check("convert", model, as_json)
        self.check("convert", as_json, back)
        self.assertEqual(json.loads(as_json.read_text())["schema"], "klprop.spn/1")
        self.assertEqual(Circuit(back.read_text()).value([[Fraction(1)] * 2] * 2), Fraction(13, 5))
        self.assertEqual(self.marginals(as_json), self.marginals(model))
        self.assertEqual(self.marginals(back), self.marginals(model))

    def test_real_circuits(self):
        for name in ("alarm.ac", "acve-test4.ac"):
            model = self.real(name)
            out = self.directory / "model.json"
            self.check("convert", model, out)
            self.assertEqual(self.marginals(out), self.marginals(model))

    def test_to_standard_output_goes_the_other_format(self):
        text = self.check("convert", "-", "-", stdin="(1)\nv 0 0\nEOF\n").stdout
        self.assertEqual(json.loads(text)["schema"], "klprop.spn/1")
        self.assertTrue(self.check("convert", "-", "-", stdin=text).stdout.startswith("("))

    def test_what_cannot_be_expressed(self):
        self.refuse("convert", self.file("m.json", NAMED), self.directory / "m.ac", message="1/3")
        self.assertFalse((self.directory / "m.ac").exists())

    def test_usage_errors(self):
        self.refuse("convert", self.file("m.json", NAMED), self.directory / "m.txt", message="ends in .ac or .json")
        self.refuse("convert", self.directory / "absent.ac", self.directory / "m.json", message="absent.ac")
