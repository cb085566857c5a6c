"""Running the program under test, and what every usage test needs around it."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["KLPROP"]
REAL = pathlib.Path(os.environ.get("KLPROP_REAL_DIR", "/nonexistent")) / "ac"
FACTOR_GRAPHS = REAL.parent / "uai"

AS_EXPECTED, MISMATCH, INTERRUPTED, UNCERTIFIED, INPUT_ERROR, NOTHING_RAN, UNDEFINED = range(7)

NAMED = """{"schema": "klprop.spn/1",
 "variables": [{"name": "rain", "states": ["no", "yes"]}, 2],
 "nodes": [
  {"id": 10, "indicator": ["rain", "no"]}, {"id": 11, "indicator": ["rain", "yes"]},
  {"id": 12, "indicator": [1, 0]}, {"id": 13, "indicator": [1, 1]},
  {"id": 20, "sum": [[12, "1/3"], [13, "2/3"]]}, {"id": 21, "sum": [[12, "3/4"], [13, "1/4"]]},
  {"id": 30, "product": [10, 20]}, {"id": 31, "product": [11, 21]},
  {"id": 40, "sum": [[30, "0.7"], [31, "0.3"]]}],
 "root": 40}
"""


# A sanitizer makes everything some ten times slower.
SANITIZED = os.environ.get("KLPROP_SANITIZE", "") not in ("", "OFF")
TIMEOUT = 900 if SANITIZED else 120


def run(*arguments, stdin="", timeout=TIMEOUT, env=None):
    """Runs the program; its result has returncode, stdout and stderr."""
    surroundings = {**os.environ, **(env or {})}
    return subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, text=True,
                          timeout=timeout, env=surroundings)


class UsageTest(unittest.TestCase):
    """A test with a directory of its own."""

    maxDiff = None

    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.directory = pathlib.Path(place.name)

    def file(self, name, text):
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        return path

    def check(self, *arguments, code=AS_EXPECTED, stderr=None, **options):
        """Runs the program and asserts its exit code and a piece of standard error."""
        result = run(*arguments, **options)
        self.assertEqual(result.returncode, code, f"{arguments}\n{result.stdout[:2000]}\n{result.stderr[:2000]}")
        if stderr is not None:
            self.assertIn(stderr, result.stderr)
        # However it ends, no number that is none leaves the program.
        self.assertNotRegex(result.stdout.lower(), r"(^|[ \"=:])[-+]?(nan|inf|infinity)\b")
        return result

    def refuse(self, *arguments, message, **options):
        """Asserts that the program finds fault with its input."""
        return self.check(*arguments, code=INPUT_ERROR, stderr=message, **options)

    def json_of(self, *arguments, code=AS_EXPECTED, **options):
        return json.loads(self.check(*arguments, "--json", "-", code=code, **options).stdout)

    def real(self, name):
        path = REAL / name
        if not path.is_file():
            self.skipTest(f"no real input {path}")
        return path
