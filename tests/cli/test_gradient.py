"""Certified gradients against fractions and decimals computed here, and against PyTorch's numbers."""

import json
import math
import pathlib
import struct
from decimal import Decimal, localcontext
from fractions import Fraction

from program import NAMED, REAL, UNCERTIFIED, UNDEFINED, UsageTest

ONNX = REAL.parent / "onnx"
TESTDATA = pathlib.Path("/usr/share/libonnx-testdata/data/node")


def graph(nodes, outputs=("y",)):
    return json.dumps({"schema": "klprop.computation-graph/1", "nodes": nodes, "outputs": list(outputs)})


def values(**tensors):
    return json.dumps({"schema": "klprop.values/1", "values": tensors})


def sines(x="0.5"):
    """sin²x + cos²x, whose derivative is zero without a rational reason."""
    return [{"id": "x", "input": x}, {"id": "s", "sin": ["x"]}, {"id": "c", "cos": ["x"]},
            {"id": "s2", "power": ["s"], "exponent": 2}, {"id": "c2", "power": ["c"], "exponent": 2},
            {"id": "y", "sum": ["s2", "c2"]}]


def rounded_to_double(value):
    """A Fraction's nearest double: Python's own division of integers is correctly rounded."""
    return value.numerator / value.denominator


def sine(x, precision):
    """sin x by its series, after a reduction with Machin's formula for π."""
    with localcontext() as context:
        context.prec = precision
        tiny = Decimal(10) ** (-precision)

        def arctangent_of_inverse(n):
            term = total = Decimal(1) / n
            k = 1
            while abs(term) > tiny:
                term, k = -term / (n * n), k + 2
                total += term / k
            return total

        turn = 8 * (4 * arctangent_of_inverse(5) - arctangent_of_inverse(239))
        x -= (x / turn).to_integral_value() * turn
        term, total, k = x, x, 1
        while abs(term) > tiny:
            term, k = -term * x * x / ((k + 1) * (k + 2)), k + 2
            total += term
        return total


def raw_tensor(path):
    """Name and doubles of a TensorProto that holds raw_data, read without the program's help."""
    data, at, name, numbers = path.read_bytes(), 0, None, []

    def varint():
        nonlocal at
        result = shift = 0
        while True:
            byte = data[at]
            at += 1
            result |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return result

    while at < len(data):
        key = varint()
        if key & 7 == 0:
            varint()
            continue
        assert key & 7 == 2, path
        length = varint()
        piece, at = data[at:at + length], at + length
        if key >> 3 == 8:
            name = piece.decode()
        elif key >> 3 == 9:
            numbers = list(struct.unpack(f"<{length // 8}d", piece))
    return name, numbers


class GradientTest(UsageTest):
    def gradient(self, nodes, *arguments, outputs=("y",), **options):
        model = self.file("graph.json", graph(nodes, outputs))
        return self.json_of("gradient", model, *arguments, **options)

    def only(self, result):
        self.assertEqual(len(result["gradient"]), 1)
        return result["gradient"][0]["values"][0], result["gradient"][0]["status"][0]


class HardCases(GradientTest):
    def test_zero_that_nothing_proves(self):
        for name in ("f64", "f32"):
            result = self.gradient(sines(), "--format", name)
            self.assertEqual(self.only(result), ("0x0p+0", "correctly-rounded"))
            self.assertEqual(result["output"]["value"], "0x1p+0")
        result = self.gradient(sines(), "--max-bits", "4000", code=UNCERTIFIED)
        ball, status = self.only(result)
        self.assertEqual(status, "enclosed")
        self.assertLess(abs(Fraction(ball["mid"])), Fraction(ball["rad"]))
        self.assertLess(Fraction(ball["rad"]), Fraction(1, 10**1000))
        self.assertEqual(result["bits"], 4000)
        self.assertIn("4000 bits", result["gradient"][0]["reasons"][0]["reason"])

    def test_cap_below_the_subnormals(self):
        result = self.gradient(sines(), "--format", "f64", "--max-bits", "1000", code=UNCERTIFIED)
        self.assertEqual(self.only(result)[1], "enclosed")

    def test_cosine_of_a_large_argument(self):
        a, x = 1.9884174385613122e30, 0.58865391397320377
        with localcontext() as context:
            context.prec = 150
            quotient = Decimal(a) / Decimal(x)
            truth = Fraction(sine(quotient, 150) * quotient / Decimal(x))
        nodes = [{"id": "a", "constant": a.hex()}, {"id": "x", "input": x.hex()}, {"id": "q", "divide": ["a", "x"]},
                 {"id": "y", "cos": ["q"]}]
        text, status = self.only(self.gradient(nodes, "--format", "f64"))
        self.assertEqual(status, "correctly-rounded")
        self.assertEqual(float.fromhex(text), rounded_to_double(truth))
        self.assertEqual(self.only(self.gradient(nodes, "--format", "digits:17"))[0], "5.7097666264350523e+30")

    def test_rational_functions(self):
        # Rump's polynomial, whose value in doubles has no right digit, at his point.
        a, b = Fraction(77617), Fraction(33096)
        nodes = [{"id": "a", "input": 77617}, {"id": "b", "input": 33096}]
        for name, of, exponent in (("a2", "a", 2), ("b2", "b", 2), ("b4", "b", 4), ("b6", "b", 6), ("b8", "b", 8)):
            nodes.append({"id": name, "power": [of], "exponent": exponent})
        for name, number in (("333.75", "333.75"), ("11", 11), ("-121", -121), ("-2", -2), ("5.5", "5.5"), ("2", 2)):
            nodes.append({"id": "k" + name, "constant": number})
        nodes += [{"id": "t1", "product": ["k333.75", "b6"]}, {"id": "u", "product": ["k11", "a2", "b2"]},
                  {"id": "w", "product": ["k-121", "b4"]}, {"id": "in", "subtract": ["u", "b6"]},
                  {"id": "in2", "sum": ["in", "w", "k-2"]}, {"id": "t2", "product": ["a2", "in2"]},
                  {"id": "t3", "product": ["k5.5", "b8"]}, {"id": "b+b", "product": ["k2", "b"]},
                  {"id": "t4", "divide": ["a", "b+b"]}, {"id": "y", "sum": ["t1", "t2", "t3", "t4"]}]
        by_a = 44 * a**3 * b**2 + 2 * a * (-b**6 - 121 * b**4 - 2) + 1 / (2 * b)
        by_b = (Fraction("333.75") * 6 * b**5 + a**2 * (22 * a**2 * b - 6 * b**5 - 484 * b**3) + 44 * b**7
                - a / (2 * b**2))
        exact = self.gradient(nodes, "--format", "rational")
        self.assertEqual([Fraction(t["values"][0]) for t in exact["gradient"]], [by_a, by_b])
        self.assertEqual([t["status"] for t in exact["gradient"]], [["exact"], ["exact"]])
        doubles = self.gradient(nodes, "--format", "f64")
        self.assertEqual([float.fromhex(t["values"][0]) for t in doubles["gradient"]],
                         [rounded_to_double(by_a), rounded_to_double(by_b)])

    def test_zeros_and_ties_of_rational_functions(self):
        nodes = [{"id": "x", "input": "1/3"}, {"constant": 3}, {"product": ["x", 1]}, {"constant": 1},
                 {"subtract": [2, 3]}, {"exp": ["x"]}, {"id": "y", "product": [4, 5]}]
        self.assertEqual(self.gradient(nodes)["output"], {"name": "y", "value": "0", "status": "correctly-rounded"})
        nodes = [{"id": "x", "input": "1/3"}, {"constant": "3/8"}, {"id": "y", "product": ["x", 1]}]
        result = self.gradient(nodes, "--format", "digits:2")
        self.assertEqual((result["output"]["value"], self.only(result)[0]), ("0.12", "0.38"))

    def test_long_chains(self):
        nodes, y = [{"id": "x", "input": "1/3"}, {"constant": "19/5"}, {"constant": 1}], "x"
        for _ in range(300):
            nodes += [{"subtract": [2, y]}, {"product": [1, y, len(nodes)]}]
            y = len(nodes) - 1
        result = self.gradient(nodes, "--format", "f64", outputs=(y,))
        with localcontext() as context:
            context.prec = 800
            x, slope = Decimal(1) / 3, Decimal(1)
            for _ in range(300):
                x, slope = Decimal("3.8") * x * (1 - x), Decimal("3.8") * (1 - 2 * x) * slope
        self.assertEqual(float.fromhex(result["output"]["value"]), float(x))
        self.assertEqual(float.fromhex(self.only(result)[0]), float(slope))

    def test_exponents_beyond_all_memory(self):
        nodes = [{"id": "x", "input": 2}, {"id": "y", "power": ["x"], "exponent": 1000000000}]
        result = self.gradient(nodes, "--format", "f64")
        self.assertEqual(self.only(result), (None, "overflow"))
        self.check("gradient", self.file("g", graph(nodes)), "--format", "rational", code=UNCERTIFIED, stderr="bits")
        result = self.gradient(nodes, code=UNCERTIFIED)
        self.assertEqual(self.only(result), (None, "uncertified"))
        nodes = [{"id": "x", "input": 30}, {"exp": ["x"]}, {"negate": [1]}, {"id": "y", "exp": [2]}]
        self.assertEqual(self.only(self.gradient(nodes, "--format", "f32")), ("-0x0p+0", "correctly-rounded"))


class Kinks(GradientTest):
    NODES = [{"id": "x", "input": "1/3"}, {"id": "w", "input": 2}, {"constant": "1/3"}, {"subtract": ["x", 2]},
             {"id": "kink", "relu": [3]}, {"exp": ["kink"]}, {"id": "y", "product": [5, "w"]}]

    def test_at_the_point(self):
        result = self.gradient(self.NODES, "--format", "f64", code=UNDEFINED)
        self.assertEqual(result["output"]["value"], "0x1p+1")
        x, w = result["gradient"]
        self.assertEqual((x["values"], x["status"]), ([None], ["not-differentiable"]))
        self.assertIn('"kink" (relu)', x["reasons"][0]["reason"])
        self.assertEqual((w["values"], w["status"]), (["0x1p+0"], ["correctly-rounded"]))
        self.check("gradient", self.file("g", graph(self.NODES)), code=UNDEFINED, stderr='node 4 "kink" (relu)')
        beside = self.file("at.json", values(x="0.33333"))
        self.assertEqual(self.gradient(self.NODES, "--at", beside)["gradient"][0]["values"], ["0"])

    def test_undecided(self):
        nodes = sines()[:-1] + [{"id": "one", "constant": 1}, {"id": "sum", "sum": ["s2", "c2"]},
                                {"id": "zero", "subtract": ["sum", "one"]}, {"id": "y", "abs": ["zero"]}]
        result = self.gradient(nodes, "--format", "f64", "--max-bits", "2048", code=UNCERTIFIED)
        self.assertEqual(self.only(result), (None, "undecided-branch"))
        self.assertEqual(result["output"]["status"], "correctly-rounded")

    def test_no_value(self):
        nodes = [{"id": "x", "input": -1}, {"id": "y", "log": ["x"]}]
        result = self.gradient(nodes, code=UNDEFINED)
        self.assertEqual(result["output"]["value"], None)
        self.assertEqual(result["output"]["status"], "undefined")
        self.assertEqual(self.only(result), (None, "undefined"))


class Quantities(GradientTest):
    NODES = [{"id": "x", "input": 3}, {"id": "away", "input": 7}, {"id": "y[0]", "power": ["x"], "exponent": 2},
             {"id": "y[1]", "power": ["x"], "exponent": 3}, {"id": "z", "exp": ["x"]}]
    OUTPUTS = ("y[0]", "y[1]", "z")

    def test_one_output(self):
        result = self.gradient(self.NODES, "--output", "y[1]", "--format", "rational", outputs=self.OUTPUTS)
        self.assertEqual(result["output"], {"name": "y[1]", "value": "27", "status": "exact"})
        self.assertEqual([t["values"] for t in result["gradient"]], [["27"], ["0"]])

    def test_seeds(self):
        seed = self.file("seed.json", values(y=[5, "-1/3"]))
        result = self.gradient(self.NODES, "--seed-vector", seed, "--format", "rational", outputs=self.OUTPUTS)
        self.assertEqual(result["output"]["value"], "36")
        self.assertEqual(result["gradient"][0]["values"], ["21"])

    def test_bad_choices(self):
        model = self.file("g.json", graph(self.NODES, self.OUTPUTS))
        self.refuse("gradient", model, message="expected --output with one of them, or --seed-vector")
        self.refuse("gradient", model, "--output", "w", message="expected an output or one of its entries, got 'w'")
        for bad in (values(w=1), values(y=[1, 2, 3])):
            self.refuse("gradient", model, "--seed-vector", self.file("s.json", bad), message="expected an output")
        self.refuse("gradient", model, "--output", "z", "--seed-vector", self.file("s.json", values(y=1, z=2)),
                    message="2 tensors; expected one")
        self.refuse("gradient", model, "--output", "z", "--format", "rational", message='"z" (exp)')


class Formats(GradientTest):
    def test_all_formats_agree(self):
        nodes = [{"id": "x", "input": "1/3"}, {"id": "y", "exp": ["x"]}]
        ball = self.only(self.gradient(nodes, "--format", "ball"))
        middle, radius = Fraction(ball[0]["mid"]), Fraction(ball[0]["rad"])
        self.assertEqual(ball[1], "enclosed")
        with localcontext() as context:
            context.prec = 80
            truth = Fraction((Decimal(1) / 3).exp())
        self.assertLessEqual(abs(middle - truth), radius + Fraction(1, 10**70))
        self.assertLess(radius, Fraction(1, 10**30))
        double = float.fromhex(self.only(self.gradient(nodes, "--format", "f64"))[0])
        self.assertEqual(double, rounded_to_double(truth))
        single = float.fromhex(self.only(self.gradient(nodes, "--format", "f32"))[0])
        self.assertEqual(single, struct.unpack("f", struct.pack("f", double))[0])

    def test_text(self):
        nodes = [{"id": "x", "input": "1/3"}, {"id": "y", "power": ["x"], "exponent": 2}]
        model = self.file("g.json", graph(nodes))
        shown = self.check("gradient", model, "--format", "rational").stdout
        self.assertEqual(shown, f"{model}: 1 input, 2 nodes, 1 argument; numbers are exact\ny = 1/9\nd/d x = 2/3\n")

    def test_bad_input(self):
        good = self.file("g.json", graph(sines()))
        self.refuse("gradient", self.file("c.json", NAMED), message="expected a computation graph or an ONNX model")
        self.refuse("gradient", self.file("b.json", graph([{"id": "y", "exp": ["y"]}])), message="b.json")
        self.refuse("gradient", self.file("e", ""), message="expected a circuit")
        self.refuse("gradient", good, "--at", self.file("a.json", values(w=1)), message="a value for 'w'")
        self.refuse("gradient", good, "--at", self.file("a.json", values(x="nan")), message="a.json")
        self.refuse("gradient", good, "--at", self.file("a.json", values(x=1)), "--at", self.file("d.json", values(x=1)),
                    message="two values")
        self.refuse("gradient", self.file("n.json", graph([{"id": "x", "input": None}, {"id": "y", "exp": ["x"]}])),
                    message="has no value")
        self.refuse("gradient", good, "--format", "digits:0", message="--format")
        self.refuse("gradient", good, "--at", "/nonexistent", message="/nonexistent")
        self.refuse("gradient", "-", "--at", "-", message="standard input")
        self.check("gradient", good, "--max-memory", "100", code=UNCERTIFIED, stderr="--max-memory")
        self.check("gradient", good, "--max-bits", "1", code=UNCERTIFIED)

    def test_the_root_of_zero_is_an_obstacle_even_before_a_slope_of_zero(self):
        """sqrt(x)*sqrt(x) is x, and its slopes at zero are zero times infinity."""
        root = [{"id": "x", "input": 0}, {"id": "r", "sqrt": ["x"]}]
        for last in ({"power": ["r"], "exponent": 2}, {"cos": ["r"]}, {"product": ["r", "r"]}):
            model = self.file("g.json", graph([*root, {"id": "y", **last}]))
            result = self.json_of("gradient", model, code=UNDEFINED)
            self.assertEqual(result["gradient"][0]["status"], ["not-differentiable"])
        # Where nothing near the point depends on the root, its slope does not matter.
        nodes = [*root, {"id": "c", "constant": 0}, {"id": "one", "constant": 1}, {"id": "p", "product": ["c", "r"]},
                 {"id": "d", "subtract": ["r", "one"]}, {"id": "m", "relu": ["d"]}, {"id": "y", "sum": ["p", "m"]}]
        result = self.json_of("gradient", self.file("g.json", graph(nodes)))
        self.assertEqual(result["gradient"][0]["values"], ["0"])
        self.assertIn(result["gradient"][0]["status"][0], ("exact", "correctly-rounded"))

    def test_nothing_is_enclosed_where_the_value_is_not(self):
        nodes = [{"id": "x", "input": "1e5000"}, {"id": "y", "tan": ["x"]}]
        for number_format in ("digits:5", "f64", "ball"):
            result = self.json_of("gradient", self.file("g.json", graph(nodes)), "--max-bits", "8192", "--format",
                                  number_format, code=UNCERTIFIED)
            self.assertEqual((result["output"]["value"], result["output"]["status"]), (None, "uncertified"))
            self.assertEqual((result["gradient"][0]["values"], result["gradient"][0]["status"]), ([None], ["uncertified"]))

    def test_other_commands_say_which_one_it_is(self):
        model = self.file("g.json", graph(sines()))
        for command in (["marginals", model], ["beliefs", model], ["convert", model, "o.json"]):
            self.refuse(*command, message="klprop gradient")


class OnnxModels(GradientTest):
    def folder(self, name):
        if not (ONNX / name).is_dir():
            self.skipTest(f"no real input {ONNX / name}")
        return ONNX / name

    def compare(self, name, compared):
        folder = self.folder(name)
        model, point = folder / "model.onnx", folder / "input_0.pb"
        result = self.json_of("gradient", model, "--at", point, "--format", "f64")
        digits = self.json_of("gradient", model, "--at", point, "--format", "digits:40", "--max-bits", "3000",
                              code=UNCERTIFIED if name == "attention" else 0)
        count = 0
        for tensor, decimals in zip(result["gradient"], digits["gradient"]):
            self.assertEqual(set(tensor["status"]), {"correctly-rounded"})
            got = [float.fromhex(text) for text in tensor["values"]]
            if tensor["name"] == "k.bias":  # zero, which torch prints as 1e-18
                self.assertEqual(got, [0.0] * len(got))
                self.assertEqual(set(decimals["status"]), {"enclosed"})
            else:  # rounding 40 digits again goes wrong with probability 1e-23
                self.assertEqual(got, [float(text) for text in decimals["values"]])
            files = [folder / f"{prefix}{tensor['name']}.pb" for prefix in ("grad_", "grad_param_")]
            file = next((file for file in files if file.is_file()), None)
            if file is None:
                continue
            _, wanted = raw_tensor(file)
            self.assertEqual(len(got), len(wanted))
            self.assertEqual(math.prod(tensor["shape"]), len(got))
            unit = math.ulp(max(map(abs, got))) if any(got) else 2.0**-52
            self.assertLessEqual(max(abs(a - b) for a, b in zip(got, wanted)), 64 * unit)
            count += 1
        self.assertEqual(count, compared)

    def test_logistic_regression(self):
        self.compare("logreg", 3)

    def test_attention(self):
        self.compare("attention", 7)

    def test_points(self):
        folder = self.folder("logreg")
        model = folder / "model.onnx"
        self.refuse("gradient", model, message='expected a tensor')
        self.refuse("gradient", model, "--at", folder / "output_0.pb", message="no input named")
        self.refuse("gradient", model, "--at", folder / "model.onnx", message="model.onnx")
        named = self.json_of("gradient", model, "--at", f"x={folder / 'input_0.pb'}", "--format", "f64")
        plain = self.json_of("gradient", model, "--at", folder / "input_0.pb", "--format", "f64")
        self.assertEqual(named["gradient"], plain["gradient"])
        self.refuse("gradient", model, "--at", f"w={folder / 'input_0.pb'}", message="no input named")

    def test_node_tests_of_onnx(self):
        if not TESTDATA.is_dir():
            self.skipTest("no test data of ONNX")
        for name in ("softmax_axis_1", "layer_normalization_2d_axis1", "gemm_all_attributes", "basic_conv_with_padding",
                     "reduce_log_sum_exp_default_axes_keepdim_example", "maxpool_2d_default", "sigmoid", "gather_0"):
            data = TESTDATA / f"test_{name}" / "test_data_set_0"
            if not data.is_dir():
                continue
            arguments = [part for file in sorted(data.glob("input_*.pb")) for part in ("--at", file)]
            with self.subTest(name):
                result = self.json_of("gradient", data.parent / "model.onnx", *arguments, "--seed-vector",
                                      data / "output_0.pb", "--format", "f64")
                for tensor in result["gradient"]:
                    self.assertEqual(set(tensor["status"]), {"correctly-rounded"})
