"""Deep, wide, huge and broken inputs: an answer or a message, never a crash, and never a long wait."""

import random
import time

from program import INPUT_ERROR, NAMED, UNCERTIFIED, UsageTest, run

MILLION = 1_000_000


def deep(weight, depth=MILLION):
    lines = ["(2)", "v 0 0", f"n {weight}", "* 0 1"]
    lines += [f"* {node} 1" for node in range(2, depth + 1)]
    return "\n".join([*lines, "EOF", ""])


class Large(UsageTest):
    def test_a_million_products_of_a_decimal_are_refused_by_size(self):
        start = time.monotonic()
        result = self.check("marginals", self.file("deep.ac", deep("0.3")), code=UNCERTIFIED, stderr="--max-memory")
        self.assertRegex(result.stderr, r"about 2\.\de\+11 bytes")
        self.assertLess(time.monotonic() - start, 30)

    def test_a_million_products_of_one(self):
        result = self.json_of("marginals", self.file("deep.ac", deep("1")), "--format", "rational")
        self.assertEqual(result["marginals"][0]["states"], ["1", "0"])
        self.assertEqual(result["model"]["nodes"], MILLION + 2)

    def test_a_million_halves(self):
        result = self.json_of("marginals", self.file("deep.ac", deep("0.5")), "--format", "digits:5")
        self.assertEqual(result["partition"]["value"], "1.0100e-301030")
        self.assertEqual(result["log_partition"]["value"], "-6.9315e+5")

    def test_a_hundred_thousand_squares(self):
        lines = ["(1)", "n 0.3", *(f"* {k} {k}" for k in range(100_000)), "v 0 0", "* 100000 100001", "EOF", ""]
        self.check("marginals", self.file("m.ac", "\n".join(lines)), code=UNCERTIFIED, stderr="more than 1e290 bytes")

    def test_a_million_children(self):
        children = " ".join(str(k % 2) for k in range(MILLION))
        model = self.file("wide.ac", f"(2)\nv 0 0\nv 0 1\n+ {children}\nEOF\n")
        self.assertEqual(self.json_of("marginals", model, "--format", "rational")["partition"]["value"], str(MILLION))

    def test_a_number_of_a_million_digits(self):
        model = self.file("m.ac", f"(1)\nv 0 0\nn {'7' * MILLION}\n* 0 1\nEOF\n")
        self.assertEqual(self.json_of("marginals", model, "--format", "digits:3")["partition"]["value"], "7.78e+999999")

    def test_exponents_that_no_memory_holds(self):
        self.refuse("marginals", self.file("m.ac", "(1)\nv 0 0\nn 1e999999999999\n* 0 1\nEOF\n"), message="m.ac:3:")

    def test_deep_models_elsewhere(self):
        model = self.file("deep.ac", deep("1", 100_000))
        self.check("convert", model, self.directory / "deep.json")
        self.check("check", model, "--rung", "field")

    def test_huge_counts(self):
        for text in ("(4294967295 4294967295)\nv 0 0\nEOF\n", "(99999999999999999999)\nv 0 0\nEOF\n",
                     '{"schema": "klprop.spn/1", "variables": [99999999999], "nodes": [], "root": 0}'):
            self.assertEqual(run("marginals", self.file("m", text)).returncode, INPUT_ERROR)

    def test_deep_json(self):
        self.refuse("marginals", self.file("m.json", "[" * MILLION), message="m.json")
        self.refuse("marginals", self.file("n.json", '{"a":' * MILLION), message="n.json")


class Broken(UsageTest):
    def outcome(self, data):
        path = self.directory / "broken"
        path.write_bytes(data)
        result = run("marginals", path, timeout=30)
        self.assertIn(result.returncode, (0, 3, 4, 6), data[:200])
        if result.returncode == INPUT_ERROR:
            self.assertTrue(result.stderr.startswith("klprop: "), result.stderr[:200])

    def test_bytes_that_are_no_text(self):
        for data in (b"\xff\xfe", b"\0", b"(2)\nv 0 0\0\nEOF\n", b"(2)\n\xffv 0 0\nEOF\n", b"\xef\xbb\xbf(2)\nv 0 0\nEOF\n"):
            self.outcome(data)

    def test_truncation(self):
        for text in (NAMED, "(2 2)\nv 0 0\nn 0.3\n* 0 1\nv 0 1\n+ 2 3\nEOF\n"):
            data = text.encode()
            for end in range(0, len(data), 17):
                self.outcome(data[:end])

    def test_mutation(self):
        draw = random.Random(1)
        for _ in range(100):
            data = bytearray(NAMED.encode())
            for _ in range(draw.randint(1, 4)):
                data[draw.randrange(len(data))] = draw.choice(b'0123456789{}[]",:.-/eax \n\xff')
            self.outcome(bytes(data))
