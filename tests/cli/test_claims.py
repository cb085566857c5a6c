"""validate, claims, check and replay."""

import json
import os
import pathlib
import signal
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from fractions import Fraction

from program import AS_EXPECTED, INTERRUPTED, NAMED, NOTHING_RAN, PROGRAM, SANITIZED, UNDEFINED, UsageTest

QUICK = ["--cases", "20", "--max-nodes", "3", "--seed", "7"]
HOLDS = "thm_4_1_a"
SOURCE = pathlib.Path(os.environ["KLPROP_SOURCE_DIR"])
REFUTED = "thm_4_1_a_open"
SUMMARY = r"\n\d+ claims: \d+ as expected, \d+ unexpected, \d+ inconclusive, \d+ vacuous\n$"


class Validate(UsageTest):
    def test_one_claim_as_json(self):
        report = self.json_of("validate", "--claim", HOLDS, *QUICK)
        self.assertEqual((report["schema"], report["seed"]), ("klprop.validation/1", "7"))
        (claim,) = report["claims"]
        self.assertEqual((claim["id"], claim["expected"], claim["verdict"], claim["as_expected"]), (HOLDS, "holds", "holds", True))
        self.assertIsNone(claim["counterexample"])
        self.assertEqual(claim["proof"], HOLDS)
        for rung in claim["rungs"]:
            self.assertIsInstance(rung["cases"], int)
            self.assertIsInstance(rung["discarded"], int)
            self.assertIsInstance(rung["worst"], str)
            self.assertIsInstance(rung["seconds"], (int, float))
            self.assertGreater(rung["cases"], 0)
        rungs = {rung["rung"]: rung for rung in claim["rungs"]}
        self.assertEqual(rungs["exact"]["worst"], "0")
        self.assertEqual(sum(rungs["exhaustive"]["networks_by_size"].values()),
                         rungs["exhaustive"]["cases"] + rungs["exhaustive"]["discarded"])
        self.assertIn("2^-", rungs["field"]["bound"])
        self.assertTrue(claim["controls"])
        self.assertTrue(all(control["refuted"] for control in claim["controls"]))
        self.assertFalse(any(control["refuted"] for control in claim["not_needed"]))
        self.assertTrue(claim["mutants"])
        self.assertTrue(all(mutant["killed"] for mutant in claim["mutants"]))

    def test_text(self):
        text = self.check("validate", "--claim", HOLDS, "--claim", REFUTED, *QUICK, stderr="seed 7").stdout
        self.assertRegex(text, SUMMARY)
        self.assertIn("seed 7\n", text)
        self.assertIn("\n2 claims: 2 as expected, 0 unexpected, 0 inconclusive, 0 vacuous\n", text)
        self.assertRegex(text, r"networks of 1 node: \d+, 2 nodes: \d+, 3 nodes: \d+, together \d+")
        for piece in ("(root)", "λ: X0", "left: ", "right: "):
            self.assertIn(piece, text)

    def test_a_refuted_claim_has_a_counterexample(self):
        (claim,) = self.json_of("validate", "--claim", REFUTED, *QUICK)["claims"]
        self.assertEqual((claim["expected"], claim["verdict"], claim["as_expected"]), ("refuted", "refuted", True))
        found = claim["counterexample"]
        self.assertEqual(found["model"]["schema"], "klprop.spn/1")
        self.assertEqual(found["evidence"]["schema"], "klprop.evidence/1")
        Fraction(found["left"])
        Fraction(found["right"])
        self.assertTrue(found["words"])
        # The program reads its own counterexample.
        self.check("check", self.file("m.json", json.dumps(found["model"])),
                   "--evidence", self.file("e.json", json.dumps(found["evidence"])))

    def test_the_same_seed_gives_the_same_run(self):
        def rungs(seed):
            report = self.json_of("validate", "--claim", HOLDS, "--rung", "exact", "--cases", "30", "--seed", seed)
            return [{key: value for key, value in rung.items() if key != "seconds"} for rung in report["claims"][0]["rungs"]]
        self.assertEqual(rungs(1), rungs(1))
        self.assertNotEqual(rungs(1), rungs(2))

    def test_a_fresh_seed_is_printed(self):
        arguments = ["validate", "--claim", HOLDS, "--rung", "field", "--cases", "3"]
        first, second = self.check(*arguments), self.check(*arguments)
        self.assertRegex(first.stderr, r"seed \d+\n")
        self.assertNotEqual(first.stdout.splitlines()[0], second.stdout.splitlines()[0])

    def test_rungs(self):
        report = self.json_of("validate", "--claim", HOLDS, "--rung", "exact", "--rung", "scaling", *QUICK)
        self.assertEqual({rung["rung"] for rung in report["claims"][0]["rungs"]}, {"exact", "scaling"})

    def test_jobs_do_not_change_the_cases(self):
        def rungs(jobs):
            report = self.json_of("validate", "--claim", HOLDS, "--rung", "exact", "--jobs", jobs, *QUICK)
            return [(rung["cases"], rung["comparisons"], rung["shapes"]) for rung in report["claims"][0]["rungs"]]
        self.assertEqual(rungs(1), rungs(3))

    def test_junit(self):
        out = self.directory / "junit.xml"
        self.check("validate", "--claim", HOLDS, "--junit", out, *QUICK)
        (suite,) = ElementTree.parse(out).getroot()
        self.assertEqual((suite.get("name"), suite.get("failures")), (HOLDS, "0"))
        self.assertEqual(int(suite.get("tests")), len(suite))
        text = self.check("validate", "--claim", HOLDS, "--rung", "field", "--junit", "-", *QUICK).stdout
        self.assertEqual(ElementTree.fromstring(text).tag, "testsuites")

    def test_usage_errors(self):
        self.refuse("validate", "--claim", "thm_4_1_aa", message="did you mean thm_4_1_a")
        self.refuse("validate", "--claim", "q", message="claim 'q'")
        self.refuse("validate", "--rung", "proof", message="expected one of scaling, ball, exact, field, exhaustive")
        self.refuse("validate", "--json", "-", "--junit", "-", message="both")
        for option in ("--cases", "--seed", "--jobs", "--max-nodes"):
            for text in ("x", "-1", "1.5", "", "99999999999999999999999"):
                self.refuse("validate", "--claim", HOLDS, f"{option}={text}", message=option)
        self.refuse("validate", "--jobs", "0", message="--jobs")
        self.refuse("validate", "--max-nodes", "6", message="--max-nodes")
        self.refuse("validate", "--max-nodes", "0", message="--max-nodes")

    def test_nothing_ran(self):
        self.check("validate", "--claim", REFUTED, "--rung", "scaling", code=NOTHING_RAN, stderr="nothing ran")
        self.check("validate", "--claim", HOLDS, "--rung", "exact", "--cases", "0", code=NOTHING_RAN)

    def test_interruption(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            out = self.directory / "report.json"
            process = subprocess.Popen([PROGRAM, "validate", "--claim", HOLDS, "--cases", "1000000000", "--json", str(out)],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            time.sleep(1)
            os.kill(process.pid, number)
            text, _ = process.communicate(timeout=60)
            self.assertEqual(process.returncode, INTERRUPTED)
            self.assertIn("interrupted", text)
            self.assertTrue(json.loads(out.read_text())["interrupted"])

    def test_progress_off_a_terminal_is_plain_lines(self):
        result = self.check("validate", "--claim", HOLDS, *QUICK)
        self.assertNotIn("\r", result.stderr)


class Claims(UsageTest):
    def test_list(self):
        ledger = self.json_of("claims")
        self.assertEqual(ledger["schema"], "klprop.claims/1")
        text = self.check("claims").stdout
        self.assertEqual(len(text.splitlines()), len(ledger["claims"]))
        for claim in ledger["claims"]:
            self.assertIn(claim["expected"], ("holds", "refuted"))
            for key in ("source", "statement", "reason", "rungs"):
                self.assertTrue(claim[key], (claim["id"], key))
            (line,) = [line for line in text.splitlines() if line.startswith(claim["id"] + " ")]
            proof = "Coq theorem" if claim["proof"] else "[not machine-checked]"
            self.assertIn(proof, line)
            if claim["proof"]:
                self.assertEqual(claim["proof"], claim["id"])
                self.assertEqual(claim["proof_theorems"][0], claim["id"])
                source = (SOURCE / claim["proof_file"]).read_text()
                for theorem in claim["proof_theorems"]:
                    self.assertIn(f"Theorem {theorem} ", source.replace(":", " ").replace("\n", " "))

    def test_one(self):
        (claim,) = self.json_of("claims", REFUTED)["claims"]
        self.assertEqual(claim["counterexample"]["model"]["schema"], "klprop.spn/1")
        text = self.check("claims", REFUTED).stdout
        for piece in (claim["statement"], claim["reason"], "expected: refuted", "minimal counterexample", "proof: "):
            self.assertIn(piece, text)
        self.assertIn("negative controls", self.check("claims", HOLDS).stdout)

    def test_unknown(self):
        self.refuse("claims", "thm_4_1_c", message="did you mean")


class Check(UsageTest):
    def test_a_small_model(self):
        report = self.json_of("check", self.file("m.json", NAMED), "--seed", "1")
        self.assertEqual(report["schema"], "klprop.validation/1")
        verdicts = {claim["id"]: claim for claim in report["claims"]}
        self.assertEqual(verdicts[HOLDS]["verdict"], "holds")
        self.assertTrue(all(claim["as_expected"] for claim in report["claims"]))
        for item in report["left_out"]:
            self.assertTrue(item["id"] and item["reason"])
        self.assertRegex(self.check("check", self.file("m.json", NAMED)).stdout, SUMMARY)

    def test_evidence_and_rungs(self):
        evidence = self.file("e.json", '{"schema": "klprop.evidence/1", "soft": {"rain": ["1/2", "3"]}}')
        report = self.json_of("check", self.file("m.json", NAMED), "--evidence", evidence, "--rung", "exact")
        self.assertEqual({rung["rung"] for claim in report["claims"] for rung in claim["rungs"]}, {"exact"})

    def test_a_model_outside_the_hypotheses(self):
        model = self.file("m.ac", "(2)\nv 0 0\nv 0 1\nn 2\n* 2 1\n+ 0 1\n+ 0 3\n* 4 5\nEOF\n")
        report = self.json_of("check", model)
        self.assertTrue(any(item["id"] == HOLDS for item in report["left_out"]))

    def test_impossible_evidence(self):
        model = self.file("m.json", NAMED)
        evidence = self.file("e.json", '{"schema": "klprop.evidence/1", "soft": {"rain": [0, 0]}}')
        report = self.json_of("check", model, "--evidence", evidence, code=UNDEFINED)
        self.assertIn({"id": HOLDS, "reason": "exact: S(e) = 0"}, report["left_out"])
        self.assertTrue(report["claims"])

    def test_scaling_alone(self):
        report = self.json_of("check", self.file("m.json", NAMED), "--rung", "scaling")
        self.assertEqual({claim["verdict"] for claim in report["claims"]}, {"holds"})

    def left_out(self, report):
        return {(item["id"], item["reason"]) for item in report["left_out"]}

    def test_a_variable_with_one_state_is_not_generic(self):
        model = self.file("m.uai", "MARKOV\n3\n1 1 1\n2\n2 0 1\n2 1 2\n1\n2\n1\n3\n")
        report = self.json_of("check", model)
        self.assertTrue(all(claim["as_expected"] for claim in report["claims"]))
        self.assertIn(("prop_3_1_i_iterations", "field: that no smaller n will do: X0 has one state"),
                      self.left_out(report))

    def test_fixed_points_are_the_models_own_or_left_out(self):
        # All pairs of four variables with (3, 1; 1, 3): the symmetric fixed point is degenerate.
        pairs = [(i, j) for i in range(4) for j in range(i)]
        scopes = "".join(f"2 {i} {j}\n" for i, j in pairs)
        model = self.file("k4.uai", "MARKOV\n4\n2 2 2 2\n6\n" + scopes + "4 3 1 1 3\n" * 6)
        report = self.json_of("check", model, "--claim", "bethe_stationarity", "--claim", "prop_3_1_ii_repaired", code=5)
        self.assertEqual(report["claims"], [])
        self.assertIn(("bethe_stationarity", "ball: no fixed point of the graph's own factors could be proved to exist"),
                      self.left_out(report))

    def test_zeros_do_not_keep_out_claims_that_hold_with_them(self):
        model = self.file("m.uai", "MARKOV\n2\n2 2\n1\n2 0 1\n4\n1 0 2 3\n")
        report = self.json_of("check", model, "--rung", "exact")
        decided = {claim["id"]: claim["verdict"] for claim in report["claims"]}
        for claim in ("sec_2_gauge", "prop_3_1_i", "prop_3_1_i_any_graph"):
            self.assertEqual(decided[claim], "holds")
        self.assertIn(("prop_3_1_ii_repaired", "factor 0 has a zero; the claim supposes positive factors"),
                      self.left_out(report))

    def test_residuals_of_one_instance_may_show_no_slope(self):
        model = self.file("m.uai", "MARKOV\n1\n2\n1\n0\n1\n2\n")
        for seed in range(6):
            report = self.json_of("check", model, "--rung", "scaling", "--seed", str(seed))
            self.assertTrue(all(claim["as_expected"] for claim in report["claims"]))

    def test_a_computation_graph(self):
        model = self.file("m.json", json.dumps({
            "schema": "klprop.computation-graph/1", "outputs": ["z"],
            "nodes": [{"id": "x", "input": "1/2"}, {"id": "y", "product": ["x", "x"]}, {"id": "z", "sum": ["y", "x"]}]}))
        report = self.json_of("check", model)
        decided = {claim["id"]: claim["verdict"] for claim in report["claims"]}
        for claim in ("lem_3_2", "thm_3_3", "thm_3_3_exponential", "thm_3_3_parallel_edges"):
            self.assertEqual(decided[claim], "holds")
        self.assertTrue(all(claim["as_expected"] for claim in report["claims"]))
        kink = self.file("k.json", json.dumps({
            "schema": "klprop.computation-graph/1", "outputs": ["z", "x"],
            "nodes": [{"id": "x", "input": None}, {"id": "z", "relu": ["x"]}]}))
        at = self.file("at.json", '{"schema": "klprop.values/1", "values": {"x": 0}}')
        self.refuse("check", kink, message="x")
        self.refuse("check", kink, "--at", at, message="--output")
        reasons = {reason for _, reason in self.left_out(self.json_of("check", kink, "--at", at, "--output", "z"))}
        self.assertTrue(any("node 1" in reason for reason in reasons), reasons)
        self.refuse("check", kink, "--at", at, "--output", "z", "--evidence", at, message="--evidence")
        self.refuse("check", self.file("n.json", NAMED), "--at", at, message="--at")

    def test_cases_of_a_model_are_not_replayed(self):
        evidence = self.file("e.json", '{"schema": "klprop.evidence/1", "soft": {"rain": ["1/2", "3"]}}')
        report = self.json_of("check", self.file("m.json", NAMED), "--evidence", evidence)
        cases = [claim["counterexample"]["case"] for claim in report["claims"] if claim["counterexample"]]
        self.assertTrue(cases)
        for case in cases:
            self.refuse("replay", case, message="klprop check")

    def test_real_circuits(self):
        # Under a sanitizer the larger one takes minutes, and shows nothing that the smaller does not.
        for name in ("model2.ac",) if SANITIZED else ("model2.ac", "acve-test4.ac"):
            report = self.json_of("check", self.real(name))
            self.assertTrue(all(claim["as_expected"] for claim in report["claims"]))
            self.assertIn(HOLDS, {claim["id"] for claim in report["claims"]})

    def test_bad_input(self):
        self.refuse("check", self.file("m.ac", "(2)\nv 0 9\nEOF\n"), message="m.ac:2:")
        self.refuse("check", self.file("m.json", NAMED), "--rung", "rational", message="rung")


class Replay(UsageTest):
    def test_cases_of_all_parts(self):
        self.assertIn("agrees", self.check("replay", f"{HOLDS}:7:3").stdout)
        self.assertIn("agrees", self.check("replay", f"{HOLDS}:7:field/3").stdout)
        self.assertIn("agrees", self.check("replay", f"{HOLDS}:7:exhaustive/3").stdout)
        self.assertIn("1024 bits", self.check("replay", f"{HOLDS}:7:scaling/3").stdout)
        self.assertIn("differs", self.check("replay", f"{REFUTED}:minimal").stdout)
        self.check("replay", f"{HOLDS}:7:control-decomposability/0")
        case = self.json_of("replay", f"{HOLDS}:7:3")
        self.assertEqual((case["schema"], case["status"], case["claim"]), ("klprop.case/1", "agrees", HOLDS))

    def test_a_counterexample_comes_back(self):
        for index in range(200):
            case = f"{REFUTED}:7:{index}"
            found = self.json_of("replay", case, code=AS_EXPECTED)["counterexample"]
            if found:
                self.assertEqual(found["case"], case)
                return
        self.fail("no case of a refuted claim differs")

    def test_unknown_cases(self):
        for case in ("", "x", f"{HOLDS}", f"{HOLDS}:1", f"{HOLDS}:1:x", f"{HOLDS}:-1:0", f"{HOLDS}:1:nothing/0", "nothing:1:0",
                     f"{HOLDS}:99999999999999999999999:0", f"{HOLDS}:minimal", "a:minimal"):
            self.check("replay", case, code=4)
