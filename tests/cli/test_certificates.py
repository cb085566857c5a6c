"""certify, and klprop-check: right certificates are accepted, wrong ones are not."""

import importlib.util
import os
import pathlib
import random
import re
import resource
import subprocess
import unittest

from certificate import is_right, sealed, unsealed
from program import INPUT_ERROR, NAMED, PROGRAM, SANITIZED, TIMEOUT, UNCERTIFIED, UNDEFINED, UsageTest

CHECKER = os.environ["KLPROP_CHECK"]
ACCEPTED, REJECTED, INTERNAL, MALFORMED = 0, 1, 3, 4

ABSENT = "(2 3)\nv 0 0\nv 0 1\n+ 0 1\nEOF\n"
CONSTANTS = "(2)\nv 0 0\nv 0 1\nn 2\nn 3\n+ 2 3\n* 4 4 0\n* 4 1 2\n+ 5 6\nEOF\n"


def benchmark():
    """The generators of bench/certificates.py."""
    path = pathlib.Path(os.environ["KLPROP_SOURCE_DIR"]) / "bench" / "certificates.py"
    description = importlib.util.spec_from_file_location("benchmark_of_certificates", path)
    module = importlib.util.module_from_spec(description)
    description.loader.exec_module(module)
    return module


def small_stack():
    resource.setrlimit(resource.RLIMIT_STACK, (1 << 20, 1 << 20))


class CertificateTest(UsageTest):
    def verdict(self, text, *arguments, **options):
        """Exit code and output of klprop-check on a text."""
        path = self.directory / "checked.cert"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        result = subprocess.run([CHECKER, *arguments, path], capture_output=True, timeout=TIMEOUT, **options)
        return result.returncode, (result.stdout + result.stderr).decode(errors="replace")

    def certificate(self, model, *arguments):
        out = self.directory / "out.cert"
        self.check("certify", model, *arguments, "--out", out)
        return out.read_text()

    def assert_accepted(self, text):
        code, output = self.verdict(text)
        self.assertEqual((code, output.split(":")[0]), (ACCEPTED, "accepted"), output)
        echoed = subprocess.run([CHECKER, "--echo", self.directory / "checked.cert"], capture_output=True, check=True)
        self.assertEqual(echoed.stdout.decode(), text)

    def random_certificates(self, seed, count):
        folder = self.directory / "models"
        self.check("generate", "spn", "--seed", seed, "--count", count, "--out", folder)
        for model in sorted(folder.glob(f"spn-{seed}-*.json")):
            if model.name.count(".") == 1:
                evidence = model.with_suffix(".evidence.json")
                result = subprocess.run([PROGRAM, "certify", model, "--evidence", evidence, "--out", "-"],
                                        capture_output=True, text=True, timeout=TIMEOUT)
                # Circuits that are no networks, and impossible evidence, have no certificate.
                self.assertIn(result.returncode, (0, INPUT_ERROR, UNDEFINED), result.stderr)
                if result.returncode == 0:
                    yield result.stdout


class Accepted(CertificateTest):
    def test_random_circuits(self):
        seen = 0
        for text in self.random_certificates(3, 60 if SANITIZED else 400):
            self.assertTrue(is_right(text))
            self.assert_accepted(text)
            seen += 1
        self.assertGreater(seen, 20 if SANITIZED else 150)

    def test_special_circuits(self):
        for name, text in (("absent.ac", ABSENT), ("constants.ac", CONSTANTS), ("named.json", NAMED)):
            certificate = self.certificate(self.file(name, text))
            self.assertTrue(is_right(certificate), name)
            self.assert_accepted(certificate)

    def test_an_absent_variable_keeps_its_evidence(self):
        evidence = self.file("e.json", '{"schema": "klprop.evidence/1", "soft": {"1": ["1", "2", "5"]}}')
        certificate = self.certificate(self.file("absent.ac", ABSENT), "--evidence", evidence)
        self.assertIn("\nmarginal 1/8 1/4 5/8\n", certificate)
        self.assert_accepted(certificate)

    def test_real_circuits(self):
        for name in ("alarm.ac", "acve-test4.ac", "model2.ac", "model22.ac", "msweb-mn.ac"):
            self.assert_accepted(self.certificate(self.real(name)))

    def test_long_numbers(self):
        """The shapes of the benchmark, small: numbers have 300 digits and more."""
        for shape, write in benchmark().SHAPES.items():
            with self.subTest(shape):
                lines = ["klprop.certificate/1"]
                write(lines.append, 1000 if shape == "few" else 200)
                text = sealed("\n".join(lines) + "\n")
                self.assertTrue(is_right(text))
                self.assert_accepted(text)
                self.assertGreaterEqual(max(map(len, re.findall(r"[0-9]+", text))), 150)
                # Another last digit of each of the longest numbers.
                words = sorted(re.finditer(r"[0-9]+", unsealed(text)), key=lambda match: -len(match.group()))
                for word in words[:5]:
                    place = word.end() - 1
                    wrong = sealed(unsealed(text[:place] + str(9 - int(text[place])) + text[place + 1:]))
                    self.assertEqual(self.verdict(wrong)[0], ACCEPTED if is_right(wrong) else REJECTED)


class Rejected(CertificateTest):
    def test_any_digit_of_a_real_certificate(self):
        data = self.certificate(self.real("alarm.ac")).encode()
        chance = random.Random(1)
        places = [match.start() for match in re.finditer(rb"[0-9]", data)]
        for place in chance.sample(places, 20 if SANITIZED else 200) + places[:2] + places[-2:]:
            other = chance.choice([digit for digit in b"0123456789" if digit != data[place]])
            code, output = self.verdict(data[:place] + bytes([other]) + data[place + 1:])
            self.assertIn(code, (REJECTED, MALFORMED), f"byte {place} became {chr(other)}: {output}")

    def test_mutations_of_every_field(self):
        """Another number at every place, and a right checksum: the verdict is that of the other program."""
        chance, rejected, accepted = random.Random(2), 0, 0
        for text in self.random_certificates(7, 12 if SANITIZED else 60):
            lines = unsealed(text).splitlines()
            if len(text) > 6000:
                continue
            for number in range(1, len(lines)):
                words = lines[number].split(" ")
                for place in range(1, len(words)):
                    wrong = list(words)
                    wrong[place] = self.other(chance, words, place)
                    mutant = sealed("\n".join(lines[:number] + [" ".join(wrong)] + lines[number + 1:]) + "\n")
                    code, output = self.verdict(mutant)
                    right = is_right(mutant)
                    self.assertEqual(code, ACCEPTED if right else REJECTED, f"{output}\n{lines[number]} -> {wrong}\n{text}")
                    accepted, rejected = accepted + right, rejected + (not right)
        self.assertGreater(rejected, 200 if SANITIZED else 3000)
        # Some numbers do not matter, a weight where the evidence excludes everything below, but they are few.
        self.assertLess(accepted, rejected / 5)

    @staticmethod
    def other(chance, words, place):
        """Another word for the one at the place: an index for an index, an integer for an integer, else a fraction."""
        word = words[place]
        is_index = (words[0] == "indicator" and place <= 2 or words[0] == "product" and place >= 2
                    or words[0] == "sum" and place >= 3 and place % 2 == 1)
        integers = is_index or words[0] == "gate" and place >= 2
        while True:
            if integers:
                new = str(chance.choice([int(word) + 1, max(0, int(word) - 1), chance.randrange(9)]))
            else:
                new = chance.choice([f"{chance.randint(0, 9)}/{chance.randint(2, 9)}", str(chance.randint(0, 3)), "-" + word])
            if new == word or new == "-0" or (words[0] == "gate" and place == 2 and new == "0"):
                continue
            return new

    def test_structure(self):
        text = unsealed(self.certificate(self.file("named.json", NAMED)))
        lines = text.splitlines(keepends=True)
        for number in range(1, len(lines)):
            for mutant in (lines[:number] + lines[number + 1:], lines[:number] + [lines[number]] * 2 + lines[number + 1:],
                           lines[:number] + lines[number + 1:number + 2] + [lines[number]] + lines[number + 2:]):
                mutant = "".join(mutant)
                if mutant != text and not self.same_certificate(mutant, text):
                    self.assertIn(self.verdict(sealed(mutant))[0], (REJECTED, MALFORMED), mutant)

    @staticmethod
    def same_certificate(mutant, text):
        """Equal neighbours may change places, and equal claims; a doubled variable would not be mentioned."""
        return sorted(mutant.splitlines()) == sorted(text.splitlines()) and is_right(sealed(mutant))

    def test_incomplete_and_overlapping(self):
        """Both have right sweeps; their sums and products are not what Section 4 assumes."""
        incomplete = ("klprop.certificate/1\nvariable 1 1\nindicator 0 0 1\nconstant 1\nsum 2 1 1 1 0\ntotal 2\n"
                      "gate 1 2 2 1 1\nderivative 1\nderivative 1\nmarginal 1/2 0\n")
        overlapping = ("klprop.certificate/1\nvariable 1\nindicator 0 0 1\nproduct 1 0 0\ntotal 1\n"
                       "derivative 1\nderivative 2\nmarginal 2\n")
        negative = ("klprop.certificate/1\nvariable 1 1\nindicator 0 0 1\nindicator 0 1 1\nsum 1 -1 0 2 1\ntotal 1\n"
                    "gate 1 1 1 -1 2\nderivative 2\nderivative -1\nmarginal -1 2\n")
        for text in (incomplete, overlapping, negative):
            self.assertEqual(self.verdict(sealed(text))[0], REJECTED, text)

    def test_a_wrong_checksum(self):
        code, output = self.verdict("klprop.certificate/1\nchecksum 0000000000000000\n")
        self.assertEqual((code, output.split(": ")[0]), (REJECTED, "rejected"))
        self.assertIn("the checksum is wrong", output)


class Malformed(CertificateTest):
    def test_messages(self):
        head = "klprop.certificate/1\n"
        for text, message in (("", "1: the file ends within a line"), ("klprop.certificate/2\n", "expected klprop.certificate/1"),
                              (head, "ends without a checksum"), (head + "variable 01\n", "superfluous zeros"),
                              (head + "variable 1/1\n", "expected no denominator 1"), (head + "variable -0\n", "not -0"),
                              (head + "variable 1/0\n", "positive denominator"), (head + "variable  1\n", "single spaces"),
                              (head + "variable 1 \n", "single spaces"), (head + "variable 1.5\n", "expected a number"),
                              (head + "variable 1/\n", "expected a number"), (head + "variable 0x1\n", "expected a number"),
                              (head + "variable 1_000\n", "expected a number"), (head + "nonsense 1\n", "expected a record"),
                              (head + "indicator 0 1\n", "expected more on this line"), (head + "total 1 1\n", "end of the line"),
                              (head + "indicator 1234567890 0 1\n", "at most nine digits"),
                              (head + "gate 1 1/2 1\n", "expected a positive whole number"),
                              (head + "gate 1 0 1\n", "positive denominator"), (head + "gate 1 2 1/2\n", "without denominator")):
            code, output = self.verdict(text)
            self.assertEqual(code, MALFORMED, text)
            self.assertIn(message, output, text)

    def test_every_truncation(self):
        text = self.certificate(self.file("named.json", NAMED))
        for length in range(len(text)):
            self.assertEqual(self.verdict(text[:length])[0], MALFORMED, length)
        self.assertEqual(self.verdict(text + "\n")[0], MALFORMED)

    def test_random_bytes(self):
        data = self.certificate(self.file("named.json", NAMED)).encode()
        chance = random.Random(3)
        for _ in range(300):
            place = chance.randrange(len(data))
            wrong = data[:place] + bytes([chance.randrange(256)]) + data[place + 1:]
            if wrong != data:
                self.assertIn(self.verdict(wrong)[0], (REJECTED, MALFORMED))

    def test_usage(self):
        for arguments in ([], ["--nonsense"], ["/nonexistent"], ["a", "b"]):
            result = subprocess.run([CHECKER, *arguments], capture_output=True, text=True, check=False)
            self.assertEqual(result.returncode, MALFORMED, arguments)
            self.assertTrue(result.stderr)
        self.assertEqual(subprocess.run([CHECKER, "--help"], capture_output=True, check=False).returncode, 0)


class Endings(CertificateTest):
    def right(self):
        path = self.directory / "right.cert"
        path.write_text(self.certificate(self.file("named.json", NAMED)))
        return path

    def test_standard_input(self):
        text = self.right().read_bytes()
        for arguments, output in (["-"], b"accepted: 2 variables, 9 nodes, 10 edges\n"), (["--echo", "-"], text):
            result = subprocess.run([CHECKER, *arguments], input=text, capture_output=True, check=True)
            self.assertEqual(result.stdout, output)
        self.assertIn(b"-:1: the file ends", subprocess.run([CHECKER, "-"], input=b"klprop", capture_output=True, check=False).stderr)

    def test_version(self):
        ours, theirs = (subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
                        for program in (CHECKER, PROGRAM))
        self.assertEqual(ours, theirs.replace("klprop", "klprop-check"))

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_output_that_fails(self):
        """However little or much is written, and however it ends."""
        right = self.right()
        wrong = self.directory / "wrong.cert"
        wrong.write_text(sealed(unsealed(right.read_text()).replace("total 1", "total 2")))
        for arguments in (["--version"], ["--help"], [right], [wrong], ["--echo", right]):
            words = [CHECKER, *map(str, arguments)]
            for shell in ('"$@" >/dev/full', '"$@" >&-'):
                result = subprocess.run(["sh", "-c", shell, "sh", *words], capture_output=True, text=True, check=False)
                self.assertEqual(result.returncode, INTERNAL, (shell, arguments, result.stderr))
                self.assertRegex(result.stderr, r"\Aklprop-check: cannot write: .*\n\Z")

    @unittest.skipIf(SANITIZED, "needs limits of memory")
    def test_out_of_memory(self):
        """In OCaml's heap, and in GMP."""
        nodes = 300000
        many = "".join(["klprop.certificate/1\nvariable 1\nindicator 0 0 1\n", *(f"product 1 {k}\n" for k in range(nodes))])
        # The square of this number would be needed.
        long = "7" * 10**7
        big = f"klprop.certificate/1\nvariable {long}\nvariable {long}\nindicator 0 0 {long}\nindicator 1 0 {long}\nproduct 1 0 1\n"
        for text, megabytes in ((many, 60), (big, 60), (big, 75), (big, 90)):
            def limited():
                resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
            code, output = self.verdict(text, preexec_fn=limited)
            self.assertEqual((code, output), (INTERNAL, "klprop-check: out of memory\n"))

    @unittest.skipUnless(os.path.exists("/dev/zero"), "no /dev/zero")
    def test_endless_input(self):
        for head in ("", "klprop.certificate/1\n", "klprop.certificate/1\nvariable ", "klprop.certificate/1\nvariable 1/",
                     "klprop.certificate/1\nvariable 1\nindicator ", "klprop.certificate/1\nchecksum "):
            result = subprocess.run(["sh", "-c", '{ printf "$1"; exec cat /dev/zero; } | "$0" -', CHECKER, head],
                                    capture_output=True, text=True, timeout=10, check=False)
            self.assertEqual(result.returncode, MALFORMED, head)
            self.assertIn("expected a shorter word", result.stderr)


class Large(CertificateTest):
    """A million edges each, on a stack of one megabyte."""

    COUNT = 10**6

    def accept(self, lines):
        code, output = self.verdict(sealed("\n".join(lines) + "\n"), preexec_fn=small_stack)
        self.assertEqual(code, ACCEPTED, output)

    def test_wide_sum(self):
        n = self.COUNT
        self.accept(["klprop.certificate/1", "variable 1", "indicator 0 0 1", f"sum {n}" + " 1 0" * n, f"total {n}",
                     f"gate 1 {n} {n}" + " 1" * n, f"derivative {n}", "marginal 1"])

    def test_wide_product(self):
        n = self.COUNT
        self.accept(["klprop.certificate/1", "variable 1", "indicator 0 0 1", "constant 1",
                     "product 1 0" + " 1" * n, "total 1", "derivative 1", f"derivative {n}", "derivative 1", "marginal 1"])

    def test_deep(self):
        n = self.COUNT
        self.accept(["klprop.certificate/1", "variable 1", "indicator 0 0 1", *(f"product 1 {k}" for k in range(n)), "total 1",
                     *["derivative 1"] * (n + 1), "marginal 1"])

    def test_deep_with_many_variables(self):
        n = self.COUNT // 20
        nodes = ["indicator 0 0 1"]
        for k in range(1, n):
            nodes += [f"indicator {k} 0 1", f"product 1 {2 * k - 1} {max(0, 2 * k - 2)}"]
        self.accept(["klprop.certificate/1", *["variable 1"] * n, *nodes, "total 1", *["derivative 1"] * len(nodes),
                     *["marginal 1"] * n])


class Certify(CertificateTest):
    def test_refusals(self):
        self.refuse("certify", self.file("n.ac", "(1)\nv 0 0\n* 0 0\nEOF\n"), "--out", "-", message="complete and decomposable")
        self.refuse("certify", self.file("f.uai", "MARKOV\n1\n2\n1\n1 0\n2\n1 1\n"), "--out", "-", message="expected a circuit")
        self.refuse("certify", self.file("m.json", NAMED), message="--out")
        self.check("certify", self.file("z.ac", "(1)\nv 0 0\nn 0\n* 0 1\nEOF\n"), "--out", "-", code=UNDEFINED,
                   stderr="S(e) = 0")
        self.check("certify", self.file("m.json", NAMED), "--out", "-", "--max-memory", "100", code=UNCERTIFIED,
                   stderr="--max-memory allows")

    def test_the_example_in_the_documents(self):
        source = pathlib.Path(os.environ["KLPROP_SOURCE_DIR"])
        examples = source / "docs" / "examples"
        text = self.certificate(examples / "weather.json", "--evidence", examples / "umbrella-seen.json")
        self.assertIn(f"```\n{text}```\n", (source / "docs" / "formats.md").read_text())

    def test_the_example_by_hand(self):
        text = self.certificate(self.file("c.ac", "(2)\nv 0 0\nv 0 1\nn 0.25\n* 0 2\nn 3\n* 1 4\n+ 3 5\nEOF\n"))
        self.assertEqual(unsealed(text).splitlines(), [
            "klprop.certificate/1", "variable 1 1", "indicator 0 0 1", "indicator 0 1 1", "constant 1/4", "product 1/4 0 2",
            "constant 3", "product 3 1 4", "sum 13/4 1 3 1 5", "total 13/4", "gate 1 13 13 1 12", "derivative 1",
            "derivative 1", "derivative 1", "derivative 1", "derivative 3", "derivative 1/4", "marginal 1/13 12/13"])


if __name__ == "__main__":
    unittest.main()
