"""Options that every command has, usage errors, and output files."""

import os
import unittest

from program import INPUT_ERROR, NAMED, UNCERTIFIED, UNDEFINED, UsageTest, run

COMMANDS = {
    "validate": [], "claims": [], "check": ["MODEL"], "marginals": ["MODEL"], "beliefs": ["MODEL"], "replay": ["thm_4_1_a:1:0"],
    "generate": ["spn", "--out", "DIR"], "convert": ["MODEL", "OUT"], "gradient": ["MODEL"],
    "certify": ["MODEL", "--out", "FILE"],
}


class Everywhere(UsageTest):
    def test_version(self):
        for arguments in ([], *([name] for name in COMMANDS)):
            self.assertRegex(self.check(*arguments, "--version").stdout, r"^klprop \d+\.\d+\.\d+\n$")

    def test_help(self):
        for name in COMMANDS:
            text = self.check(name, "--help").stdout
            for option in ("--max-bits", "--max-memory", "--color", "--version", "--help"):
                self.assertIn(option, text)
        text = self.check("--help").stdout
        for name in COMMANDS:
            self.assertIn(name, text)
        for code in ("0 as expected", "1 mismatch", "2 interrupted", "3 not certified", "4 usage", "5 nothing", "6 undefined"):
            self.assertIn(code, text)

    def test_no_command(self):
        self.refuse(message="subcommand")

    def test_unknown_command_and_option(self):
        self.refuse("frobnicate", message="frobnicate")
        for name, arguments in COMMANDS.items():
            self.refuse(name, *arguments, "--frobnicate", message="--frobnicate")

    def test_missing_arguments(self):
        for name in ("check", "marginals", "beliefs", "replay", "generate", "convert"):
            self.refuse(name, message="required")

    def test_superfluous_arguments(self):
        self.refuse("marginals", self.file("m.json", NAMED), "another", message="another")

    def test_an_option_twice(self):
        self.refuse("marginals", self.file("m.json", NAMED), "--format", "f64", "--format", "f32", message="--format")

    def test_an_option_without_its_value(self):
        self.refuse("marginals", self.file("m.json", NAMED), "--format", message="--format")

    def test_an_empty_value(self):
        model = self.file("m.json", NAMED)
        for option in ("--evidence", "--json", "--format"):
            self.refuse("marginals", model, option, "", message=option)
        self.refuse("claims", "", message="expected a value")

    def test_limits_are_checked_everywhere(self):
        self.refuse("claims", "--max-bits", "nonsense", message="--max-bits")
        self.refuse("check", self.file("m.json", NAMED), "--max-memory", "xyz", message="--max-memory")

    def test_an_unknown_command_after_an_option(self):
        self.refuse("--color", "never", "frobnicate", message="'frobnicate' is no command")

    def test_max_bits(self):
        model = self.file("m.json", NAMED)
        for text in ("0", "-1", "x", "1e3", "", "99999999999999999999"):
            self.refuse("marginals", model, "--max-bits", text, message="--max-bits")
        self.check("marginals", model, "--max-bits", "1000")

    def test_max_memory(self):
        model = self.file("m.json", NAMED)
        for text in ("0", "-1", "4X", "G", "1.5G", "", "99999999999T"):
            self.refuse("marginals", model, "--max-memory", text, message="--max-memory")
        for text in ("1000000", "500M", "4G", "4g", "1T", "1000K"):
            self.check("marginals", model, "--max-memory", text)
        self.check("marginals", model, "--max-memory", "100", code=UNCERTIFIED, stderr="--max-memory")

    def test_color(self):
        arguments = ["claims", "thm_4_1_a"]
        plain = {"TERM": "xterm", "NO_COLOR": ""}
        self.assertIn("\033[", self.check(*arguments, "--color", "always", env=plain).stdout)
        self.assertIn("\033[", self.check(*arguments, "--color=always", env={"NO_COLOR": "1", "TERM": "dumb"}).stdout)
        self.assertNotIn("\033[", self.check(*arguments, "--color", "never", env=plain).stdout)
        self.assertNotIn("\033[", self.check(*arguments, env=plain).stdout)  # no terminal
        self.refuse(*arguments, "--color", "sometimes", message="--color")

    @unittest.skipUnless(hasattr(os, "openpty"), "no pseudo-terminals")
    def test_color_on_a_terminal(self):
        self.assertIn("\033[", self.on_a_terminal({"TERM": "xterm"}))
        self.assertNotIn("\033[", self.on_a_terminal({"TERM": "xterm", "NO_COLOR": "1"}))
        self.assertNotIn("\033[", self.on_a_terminal({"TERM": "dumb"}))

    def on_a_terminal(self, env):
        import subprocess
        from program import PROGRAM
        here, there = os.openpty()
        surroundings = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | env
        subprocess.run([PROGRAM, "claims", "thm_4_1_a"], stdout=there, env=surroundings, check=True, timeout=60)
        os.close(there)
        text = os.read(here, 100).decode(errors="replace")
        os.close(here)
        return text


class OutputFiles(UsageTest):
    def test_a_file_that_cannot_be_written(self):
        model = self.file("m.json", NAMED)
        nowhere = self.directory / "absent" / "out.json"
        self.refuse("marginals", model, "--json", nowhere, message="out.json: cannot be written")
        self.refuse("validate", "--json", nowhere, message="out.json: cannot be written")
        self.refuse("convert", model, nowhere, message="out.json: cannot be written")

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_a_full_device(self):
        model = self.file("m.json", NAMED)
        self.check("marginals", model, "--json", "/dev/full", code=UNCERTIFIED, stderr="cannot be written")
        with open("/dev/full", "w", encoding="utf-8") as full:
            import subprocess
            from program import PROGRAM
            for arguments in (["marginals", str(model)], ["--version"], ["--help"], ["claims"]):
                code = subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, check=False).returncode
                self.assertEqual(code, UNCERTIFIED, arguments)

    def test_a_run_without_a_result_leaves_files_as_they_were(self):
        model = self.file("m.json", NAMED)
        impossible = self.file("e.json", '{"schema": "klprop.evidence/1", "soft": {"rain": [0, 0]}}')
        fresh, old = self.directory / "fresh.cert", self.file("old.cert", "precious")
        for out in (fresh, old):
            self.check("certify", model, "--evidence", impossible, "--out", out, code=UNDEFINED)
        self.assertFalse(fresh.exists())
        self.assertEqual(old.read_text(), "precious")
        before = model.read_text()
        self.refuse("certify", model, "--out", model, message="is an input of this run")
        self.assertEqual(model.read_text(), before)
        fresh.write_text("long " * 10_000)
        self.check("certify", model, "--out", fresh)
        self.assertNotIn("long", fresh.read_text())

    def test_usage_is_checked_before_files_are_written(self):
        out = self.directory / "out.json"
        out.write_text("precious")
        self.assertEqual(run("marginals", self.file("m.json", NAMED), "--format", "f99", "--json", out).returncode, INPUT_ERROR)
        self.assertEqual(out.read_text(), "precious")
