"""Every C++ file has the layout that .clang-format gives it.

layout.py SOURCE_DIR            fails and names the files that differ
layout.py SOURCE_DIR --write    rewrites them
"""

import pathlib
import subprocess
import sys

FOLDERS = ("include", "src", "tests", "fuzz", "bench")
FORMATTER = "clang-format-14"


def files(root):
    return sorted(p for folder in FOLDERS for p in (root / folder).rglob("*") if p.suffix in (".hpp", ".cpp"))


def formatted(text, name, root):
    run = [FORMATTER, "--style=file", f"--assume-filename={root / name}"]
    return subprocess.run(run, input=text, check=True, stdout=subprocess.PIPE, text=True, cwd=root).stdout


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    planted = "int  main( ){return 0 ;}\n"
    assert formatted(planted, "src/planted.cpp", root) != planted, "the formatter accepts anything"
    if "--write" in sys.argv:
        subprocess.run([FORMATTER, "--style=file", "-i", *files(root)], check=True)
        return 0
    wrong = subprocess.run([FORMATTER, "--style=file", "--dry-run", "--Werror", *files(root)],
                           stderr=subprocess.PIPE, text=True)
    print(wrong.stderr, end="")
    return wrong.returncode


if __name__ == "__main__":
    sys.exit(main())
