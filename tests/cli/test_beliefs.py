"""Belief propagation: its statuses, options, messages, and how it compares with the exact marginals."""

import json
from fractions import Fraction

from program import NAMED, UNCERTIFIED, UNDEFINED
from test_factor_graphs import CONTRADICTION, FactorGraphTest, grid

# Two variables, one factor; and a chain of three with evidence in a factor.
TREE = "MARKOV\n3\n2 3 2\n3\n2 0 1\n2 2 1\n1 0\n6\n0.1 0.2 0.3\n0.4 0.5 0.6\n6\n1 2 3\n4 5 0\n2\n1/3 2\n"
# A triangle of strong repulsion: messages go round for ever.
FRUSTRATED = ("MARKOV\n3\n2 2 2\n6\n2 0 1\n2 1 2\n2 2 0\n1 0\n1 1\n1 2\n"
              + "4\n0 1\n1 0\n" * 3 + "2\n1 2\n" * 3)


class BeliefsTest(FactorGraphTest):
    def tree(self):
        return self.file("tree.uai", TREE)

    def beliefs(self, model, *arguments, **options):
        return self.json_of("beliefs", model, *arguments, **options)


class Trees(BeliefsTest):
    def test_exact_beliefs_are_the_marginals(self):
        truth = self.json_of("marginals", self.tree(), "--format", "rational")["marginals"]
        for schedule in ("tree", "flooding"):
            result = self.beliefs(self.tree(), "--schedule", schedule, "--scalar", "rational")
            self.assertEqual(result["status"], "converged")
            self.assertEqual(result["residual"], "0")
            self.assertEqual([row["states"] for row in result["beliefs"]], [row["states"] for row in truth])
            self.assertEqual(result["distance"], {"largest": "0", "variable": 0, "mean": "0", "marginals_reached": True,
                                                  "words": "converged; equal to the exact marginals"})

    def test_evidence(self):
        evidence = self.file("e.evid", "1 1 0\n")
        truth = self.json_of("marginals", self.tree(), "--evidence", evidence, "--format", "rational")["marginals"]
        result = self.beliefs(self.tree(), "--evidence", evidence, "--schedule", "tree", "--scalar", "rational")
        self.assertEqual([row["states"] for row in result["beliefs"]], [row["states"] for row in truth])

    def test_scalars(self):
        truth = self.json_of("marginals", self.tree(), "--format", "rational")["marginals"]
        for scalar, bits in (("double", 50), ("real:64", 60), ("real:300", 290)):
            result = self.beliefs(self.tree(), "--schedule", "tree", "--scalar", scalar, "--format", "rational")
            self.assertEqual((result["scalar"], result["schedule"]), (scalar, "tree"))
            for row, exact in zip(result["beliefs"], truth):
                for belief, value in zip(row["states"], exact["states"]):
                    self.assertLess(abs(Fraction(belief) - Fraction(value)), Fraction(1, 2**bits))
            self.assertTrue(result["distance"]["marginals_reached"])
            self.assertLess(Fraction(result["distance"]["largest"]), Fraction(1, 2**bits))

    def test_doubles_are_shown_with_all_bits(self):
        hexadecimal = self.beliefs(self.tree(), "--format", "f64")["beliefs"]
        for row, written in zip(self.beliefs(self.tree())["beliefs"], hexadecimal):
            self.assertAlmostEqual(sum(map(float, row["states"])), 1)
            self.assertEqual(list(map(float, row["states"])), list(map(float.fromhex, written["states"])))

    def test_text(self):
        text = self.check("beliefs", self.tree(), "--schedule", "tree", "--format", "digits:4").stdout
        lines = text.splitlines()
        self.assertTrue(lines[0].endswith("tree.uai: 3 variables, 3 factors, 5 edges; tree schedule in double"))
        self.assertEqual(lines[1], "converged after 1 iteration, residual 0")
        self.assertRegex(lines[-1], r"^converged; equal to the exact marginals( within \d\.\d+e-\d+, mean \d\.\d+e-\d+)?$")

    def test_tables_beyond_doubles(self):
        model = self.file("m.uai", "MARKOV\n1\n2\n2\n1 0\n1 0\n2\n3e-500 1e-500\n2\n1e700 2e700\n")
        states = self.beliefs(model, "--format", "digits:5")["beliefs"][0]["states"]
        self.assertEqual(states, ["0.60000", "0.40000"])
        wide = self.file("w.uai", "MARKOV\n1\n2\n1\n1 0\n2\n1 1e-500\n")
        self.check("beliefs", wide, code=UNCERTIFIED, stderr="factor 0 has entries too far apart for doubles")
        self.assertEqual(self.beliefs(wide, "--scalar", "real:64", "--format", "digits:5")["beliefs"][0]["states"],
                         ["1.0000", "1.0000e-500"])

    def test_cycles_have_no_tree_schedule(self):
        result = self.refuse("beliefs", self.sprinkler(), "--schedule", "tree", message="lie on a cycle")
        self.assertRegex(result.stderr, r"sprinkler\.uai: --schedule tree: variable \d and factor \d lie on a cycle")


class Loops(BeliefsTest):
    def test_converged_but_not_to_the_marginals(self):
        evidence = self.file("e.evid", "1 2 1\n")
        result = self.beliefs(self.sprinkler(), "--evidence", evidence)
        self.assertEqual(result["status"], "converged")
        self.assertFalse(result["distance"]["marginals_reached"])
        text = self.check("beliefs", self.sprinkler(), "--evidence", evidence).stdout
        self.assertRegex(text, r"\nconverged, but not to the marginals: largest distance 0\.\d+ \(variable \d\), mean 0\.\d+\n$")
        truth = self.json_of("marginals", self.sprinkler(), "--evidence", evidence, "--format", "rational")["marginals"]
        apart = [abs(Fraction(b) - Fraction(p)) for row, exact in zip(result["beliefs"], truth)
                 for b, p in zip(row["states"], exact["states"])]
        self.assertAlmostEqual(float(result["distance"]["largest"]), float(max(apart)), 6)
        self.assertAlmostEqual(float(result["distance"]["mean"]), float(sum(apart) / len(apart)), 6)

    def test_not_converged(self):
        model = self.file("m.uai", FRUSTRATED)
        result = self.beliefs(model, "--iterations", "50", code=UNCERTIFIED)
        self.assertEqual((result["status"], result["iterations"]), ("not-converged", 50))
        self.assertGreater(float(result["residual"]), 0.01)
        text = self.check("beliefs", self.file("g.uai", grid(3)), "--iterations", "2", code=UNCERTIFIED,
                          stderr="not converged after 2 iterations, residual 0.").stdout
        self.assertRegex(text, r"\nnot converged after 2 iterations, residual 0\.\d+\n")
        self.assertRegex(text, r"\nnot converged: largest distance to the exact marginals ")

    def test_exact_numbers_that_grow_are_given_up(self):
        result = self.beliefs(self.file("g.uai", grid(3)), "--scalar", "rational", "--max-bits", "2000", "--tolerance", "0",
                              "--format", "digits:5", code=UNCERTIFIED)
        self.assertEqual(result["status"], "not-converged")
        self.assertRegex(result["reason"], r"numbers have grown to \d+ bits; --max-bits allows 2000")
        self.assertEqual(len(result["beliefs"]), 9)

    def test_contradiction_names_the_message(self):
        model = self.file("m.uai", CONTRADICTION)
        for schedule in ("flooding", "tree"):
            result = self.check("beliefs", model, "--schedule", schedule, "--json", "-", code=UNDEFINED,
                                stderr="contradiction: the ")
            found = json.loads(result.stdout)
            self.assertEqual((found["status"], found["beliefs"]), ("contradiction", []))
            self.assertIn("sums to zero", found["reason"])
            self.assertIn("sums to zero", self.check("beliefs", model, "--schedule", schedule, code=UNDEFINED).stdout)

    def test_a_constant_factor_zero(self):
        model = self.file("m.uai", "MARKOV\n1\n3\n1\n0\n1\n0\n")
        for scalar in ("double", "real:64", "rational"):
            self.check("beliefs", model, "--scalar", scalar, code=UNDEFINED, stderr="the belief of factor 0 sums to zero")

    def test_converged_where_there_are_no_marginals(self):
        model = self.file("m.uai", "MARKOV\n2\n2 2\n2\n2 0 1\n2 0 1\n4\n1 0 0 1\n4\n0 1 1 0\n")
        result = self.check("beliefs", model, "--json", "-", code=UNDEFINED, stderr="there are no marginals")
        found = json.loads(result.stdout)
        self.assertEqual((found["status"], found["distance"]["status"]), ("converged", "undefined"))
        self.check("beliefs", model, "--no-exact")

    def test_real_graphs(self):
        for name in ("Promedus_24", "Promedus_29", "CSP_12"):
            model, evidence = self.uai(name + ".uai"), self.uai(name + ".uai.evid")
            converged = name != "CSP_12"
            result = self.beliefs(model, "--evidence", evidence, code=0 if converged else UNCERTIFIED)
            self.assertEqual(result["status"], "converged" if converged else "not-converged")
            if converged:
                self.assertFalse(result["distance"]["marginals_reached"])


class Options(BeliefsTest):
    def test_trace(self):
        out = self.directory / "trace"
        result = self.beliefs(self.sprinkler(), "--trace", out)
        lines = [line.split() for line in out.read_text().splitlines()]
        self.assertEqual([int(number) for number, _ in lines], list(range(1, result["iterations"] + 1)))
        self.assertEqual(lines[-1][1], result["residual"])
        self.assertTrue(all(float(residual) > 1e-12 for _, residual in lines[:-1]))
        self.assertLessEqual(float(lines[-1][1]), 1e-12)
        self.assertTrue(self.check("beliefs", self.tree(), "--trace", "-", "--scalar", "rational").stdout.startswith("1 0."))
        self.assertTrue(self.check("beliefs", self.tree(), "--trace", "-", "--schedule", "tree").stdout.startswith("1 0\n"))

    def test_tolerance_and_iterations(self):
        evidence = self.file("e.evid", "1 2 1\n")
        loose = self.beliefs(self.sprinkler(), "--evidence", evidence, "--tolerance", "1/10")
        tight = self.beliefs(self.sprinkler(), "--evidence", evidence, "--tolerance", "1e-14")
        self.assertLess(loose["iterations"], tight["iterations"])
        self.assertEqual((loose["tolerance"], loose["status"]), ("1/10", "converged"))
        self.assertEqual(self.beliefs(self.sprinkler(), "--iterations", "1", code=UNCERTIFIED)["iterations"], 1)

    def test_formats(self):
        for number_format, first in (("rational", "/"), ("digits:3", "0."), ("f64", "0x"), ("f32", "0x")):
            states = self.beliefs(self.tree(), "--format", number_format)["beliefs"][0]["states"]
            self.assertIn(first, states[0])
        self.refuse("beliefs", self.tree(), "--format", "ball", message="--format: expected rational, digits:N, f64 or f32")

    def test_no_comparison(self):
        self.assertEqual(self.beliefs(self.tree(), "--no-exact")["distance"], {"left_out": "--no-exact"})
        large = self.file("grid.uai", grid(30))
        result = self.beliefs(large, "--iterations", "3000", "--tolerance", "1e-6")
        self.assertRegex(result["distance"]["left_out"], r"elimination with tables of .*--max-memory allows")
        self.assertIn("not compared with the exact marginals: ", self.check("beliefs", self.tree(), "--no-exact").stdout)

    def test_too_much_memory(self):
        self.check("beliefs", self.tree(), "--max-memory", "700", code=UNCERTIFIED, stderr="--max-memory allows")

    def test_usage_errors(self):
        model = self.tree()
        for arguments, message in ((["--schedule", "random"], "--schedule: expected flooding or tree"),
                                   (["--scalar", "float"], "--scalar: expected double, real:BITS or rational"),
                                   (["--scalar", "real:"], "--scalar real:BITS"),
                                   (["--scalar", "real:1"], "--scalar real:BITS"),
                                   (["--scalar", "real:65537"], "--max-bits"),
                                   (["--iterations", "0"], "--iterations"),
                                   (["--iterations", "x"], "--iterations"),
                                   (["--tolerance", "-1"], "--tolerance"),
                                   (["--tolerance", "nan"], "--tolerance"),
                                   (["--schedule", "tree", "--iterations", "5"], "--iterations: expected --schedule flooding"),
                                   (["--schedule", "tree", "--tolerance", "0"], "--tolerance: expected --schedule flooding"),
                                   (["--json", "-", "--trace", "-"], "--json and --trace"),
                                   (["--trace", str(self.directory / "absent" / "t")], "cannot be written"),
                                   (["--format", "f16"], "--format")):
            self.refuse("beliefs", model, *arguments, message=message)
        self.refuse("beliefs", self.file("m.json", NAMED), message="expected a factor graph, got a circuit")
        self.refuse("beliefs", self.file("m.uai", "MARKOV\n"), message="m.uai:")
