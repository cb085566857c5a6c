"""README.md tells the truth: its commands print what it shows, and its table is what a run gives."""

import os
import pathlib
import re
import shlex
import subprocess
import unittest

from program import PROGRAM, SANITIZED

SOURCE = pathlib.Path(os.environ["KLPROP_SOURCE_DIR"])
README = (SOURCE / "README.md").read_text()


def shown_commands(text):
    """(command, output) of every console block."""
    for block in re.findall(r"```console\n(.*?)```", text, re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def run(command):
    words = shlex.split(command)
    program = {"klprop": PROGRAM, "klprop-check": os.environ.get("KLPROP_CHECK")}[words[0]]
    return subprocess.run([program] + words[1:], cwd=SOURCE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True, timeout=300)


class Readme(unittest.TestCase):
    def test_commands_print_what_is_shown(self):
        commands = list(shown_commands(README))
        self.assertGreaterEqual(len(commands), 3)
        for command, output in commands:
            with self.subTest(command):
                result = run(command)
                self.assertEqual(result.returncode, 0)
                self.assertEqual(result.stdout, output)

    def test_a_changed_output_would_be_noticed(self):
        command, output = next(shown_commands("```console\n$ klprop --version\nanother program\n```\n"))
        self.assertNotEqual(run(command).stdout, output)

    @unittest.skipIf(SANITIZED, "each claim's own test runs as much of it")
    def test_table_of_claims_is_fresh(self):
        table = subprocess.run([SOURCE / "scripts" / "claims-table", PROGRAM], check=True, stdout=subprocess.PIPE,
                               text=True, timeout=600).stdout
        shown = README.split("<!-- claims: begin -->\n")[1].split("<!-- claims: end -->\n")[0]
        self.assertEqual(table, shown)

    def test_last_line_of_validate_counts_the_claims(self):
        claims = len(re.findall(r"^\| \[`", README, re.M))
        self.assertIn(f"`{claims} claims: {claims} as expected, 0 unexpected, 0 inconclusive, 0 vacuous`", README)

    def test_scripts_named_exist(self):
        for script in ("scripts/validate", "scripts/test", "scripts/claims-table"):
            self.assertIn(script, README)
            self.assertTrue(os.access(SOURCE / script, os.X_OK), script)

    def test_links_lead_somewhere(self):
        for target in re.findall(r"\]\(([^)#]+)\)", README):
            self.assertTrue((SOURCE / target).exists(), target)


if __name__ == "__main__":
    unittest.main()
