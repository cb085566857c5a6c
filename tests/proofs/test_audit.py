"""The audit of the Coq proofs finds what it is there to find: faults are planted in a development of one file."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

COQ = pathlib.Path(os.environ["KLPROP_SOURCE_DIR"]) / "proofs-notes" / "coq"

SOURCE = """(** Two theorems; a comment may say Axiom and Admitted. *)
Require Import Classical Arith.

Section Small.
Variable n : nat.
Hypothesis positive : 0 < n.
Definition small (m : nat) : Prop := m < n.
Theorem tiny : small 0 /\\ n = n. Proof. split; [exact positive | reflexivity]. Qed.
End Small.

Theorem classical : forall P : Prop, ~ ~ P -> P. Proof. exact NNPP. Qed.
"""
THEOREMS = "# Names and sentences.\ntiny Something about zero.\nclassical Something about truth.\n"


class Audit(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.notes = pathlib.Path(place.name)
        self.sources, self.compiled = self.notes / "coq", self.notes / "compiled"
        for folder in ("model", "statements", "checker"):
            (self.sources / folder).mkdir(parents=True)
            (self.compiled / folder).mkdir(parents=True)
        for name in ("audit", "_CoqProject"):
            shutil.copy(COQ / name, self.sources)
        (self.notes / "README.md").write_text("<!-- theorems: begin -->\n<!-- theorems: end -->\n", encoding="utf-8")
        (self.sources / "theorems.txt").write_text(THEOREMS, encoding="utf-8")
        self.compile(SOURCE)
        self.assertEqual(self.audit("--write"), (0, "2 theorems, as the README and statements.txt say\n"))

    def put(self, text, name="statements/tiny.v"):
        shutil.copy(self.sources / "_CoqProject", self.compiled)
        for folder in (self.sources, self.compiled):
            (folder / name).write_text(text, encoding="utf-8")

    def compile(self, text, name="statements/tiny.v"):
        self.put(text, name)
        options = (self.sources / "_CoqProject").read_text(encoding="utf-8").replace("-arg ", "").split()
        subprocess.run(["coqc", *options, name], cwd=self.compiled, check=True, stdout=subprocess.DEVNULL,
                       timeout=60)

    def audit(self, *arguments):
        run = subprocess.run([self.sources / "audit", self.compiled, *arguments], capture_output=True, text=True, check=False)
        return run.returncode, run.stdout + run.stderr

    def refuse(self, message, *arguments):
        code, output = self.audit(*arguments)
        self.assertNotEqual(code, 0, output)
        self.assertIn(message, output)

    def blind(self):
        """From here on the audit does not look at words in the sources: Coq alone has to find the fault."""
        file, looking = self.sources / "audit", "def complaints_of_source(path):\n"
        text = file.read_text(encoding="utf-8")
        self.assertIn(looking, text)
        file.write_text(text.replace(looking, looking + "    return []\n"), encoding="utf-8")

    def test_nothing_planted(self):
        self.assertEqual(self.audit()[0], 0)
        table = (self.notes / "README.md").read_text(encoding="utf-8")
        self.assertIn("Something about zero. | none |", table)
        self.assertIn("Something about truth. | classical reals: `classic` |", table)

    def test_words_in_the_source(self):
        for fault, message in (
                ("Lemma hole : False. Proof. Admitted.", "says Admitted"),
                ("Axiom hole : False.", "says Axiom"),
                ("Parameter\n  hole : False.", "says Parameter"),
                ("Unset Guard  Checking.", "says Guard Checking"),
                ("Unset\nPositivity (* *) Checking.", "says Positivity Checking"),
                ("Unset Universe Checking.", "says Universe Checking"),
                ("#[bypass_check(positivity)] Inductive bad := Bad (f : bad -> False).", "says bypass_check"),
                ('Definition hidden := "(*"%string. Axiom hole : False. Definition shown := "*)"%string.', "says Axiom"),
                ("Hypothesis classic : forall P : Prop, P.", "says Hypothesis outside of any section"),
                ("Section Closed. End Closed. Local Variable hole : False.", "says Variable outside of any section"),
                ("Module Inside. Context (hole : False). End Inside.", "says Context outside of any section"),
                ('Extract Constant small => "fun _ -> assert false".', "says Extract")):
            with self.subTest(fault):
                self.put(SOURCE + fault + "\n")
                self.refuse(message)
                self.refuse(message, "--write")

    def test_what_coq_did_not_check(self):
        """The same faults, where no word in the sources gives them away."""
        self.blind()
        for before, proof, message in (
                ("Unset Positivity Checking. Inductive bad := Bad (f : bad -> False). Set Positivity Checking.\n"
                 "Definition apply (b : bad) : False := match b with Bad f => f b end.\n"
                 "Lemma hole : False. Proof. exact (apply (Bad apply)). Qed.", "destruct hole", "bad is assumed to be positive"),
                ("Unset Guard  Checking. Fixpoint loop (n : nat) : False := loop n. Set Guard Checking.\n"
                 "Lemma hole : False. Proof. exact (loop 0). Qed.", "destruct hole", "loop is assumed to be guarded"),
                ("Unset Universe Checking. Definition U : Type := (forall A : Type, A -> A) : Type.\n"
                 "Definition self : U := fun A a => a. Definition apply (u : U) : U := u U u. Set Universe Checking.",
                 "pose (apply self); split; [exact positive | reflexivity]", "Universe inconsistency"),
                ("Hypothesis classic : forall P : Prop, P.", "apply classic", "classic : forall P : Prop, P"),
                ("Axiom sig_not_dec : False.", "destruct sig_not_dec", "sig_not_dec : False"),
                ("Lemma hole : False. Admitted.", "destruct hole", "hole : False")):
            with self.subTest(before):
                fault = SOURCE.replace("Section Small.", before + "\nSection Small.")
                fault = fault.replace("split; [exact positive | reflexivity]", proof)
                self.compile(fault)
                self.refuse(message, "--write")

    def test_an_axiom_with_the_name_of_coqs(self):
        """In a module of the same name, with the same type, it is another axiom all the same."""
        axiom = "Axiom classic : forall P : Prop, P \\/ ~ P.\n"
        (self.sources / "model" / "Classical_Prop.v").write_text(axiom, encoding="utf-8")
        self.compile(axiom, "model/Classical_Prop.v")
        fault = SOURCE.replace("Classical Arith.", "Arith. From KLProp Require Classical_Prop.")
        self.compile(fault.replace("exact NNPP", "intro P; destruct (Classical_Prop.classic P); tauto"))
        self.refuse("says Axiom")
        self.blind()
        self.refuse("not the axiom of Coq's library", "--write")

    def test_weaker_statements(self):
        for old, new, proof in (("small 0 /\\ n = n.", "small 0 \\/ n = n.", "left; exact positive"),
                                ("positive : 0 < n.", "positive : 0 < n /\\ n < 5.", "split; [apply positive | reflexivity]"),
                                ("Prop := m < n.", "Prop := m <= n.", "split; [apply Nat.le_0_l | reflexivity]")):
            self.assertIn(old, SOURCE)
            self.compile(SOURCE.replace(old, new).replace("split; [exact positive | reflexivity]", proof))
            self.refuse("statements.txt is not what Coq says")

    def test_lost_theorems(self):
        (self.sources / "theorems.txt").write_text(THEOREMS.replace("classical ", "# classical "), encoding="utf-8")
        self.refuse("lost classical")
        self.refuse("lost classical", "--write")
        (self.sources / "theorems.txt").write_text(THEOREMS.replace("tiny ", "# tiny "), encoding="utf-8")
        self.refuse("has no theorem tiny")

    def test_other_options(self):
        with open(self.sources / "_CoqProject", "a", encoding="utf-8") as project:
            project.write("-arg -type-in-type\n")
        self.put(SOURCE)
        self.refuse("_CoqProject has other options")

    def test_proofs_of_other_sources(self):
        (self.sources / "statements" / "tiny.v").write_text(SOURCE + "\n", encoding="utf-8")
        self.refuse("is not the source; compile again")


if __name__ == "__main__":
    unittest.main()
