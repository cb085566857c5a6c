"""Fails on an include that goes against the direction in which the headers may depend on each other.

Before the real tree is judged, the same check runs on planted files whose verdicts are known: a
check that lets a planted violation through is itself the failure.
"""

import pathlib
import re
import sys
import tempfile

# Folder of include/klprop -> the folders it may include beside itself.
FOUNDATION = ["scalar", "simplex", "computation_graph"]
MODELS = [*FOUNDATION, "factor_graph", "spn"]
MAY_INCLUDE = {
    "scalar": [],
    "simplex": ["scalar"],
    "computation_graph": ["scalar"],
    "factor_graph": FOUNDATION,
    "spn": [*FOUNDATION, "factor_graph"],
    "relaxation": MODELS,
    "random": MODELS,
    "certify": [*MODELS, "relaxation", "random"],
    "claims": [*MODELS, "relaxation", "random", "certify"],
}

# The headers never print, read files, parse JSON or look at the clock: only src/ does.
ONLY_IN_SRC = re.compile(
    r"(iostream|fstream|ostream|istream|print|cstdio|stdio\.h|chrono|ctime|time\.h|filesystem"
    r"|rapidjson/.*|CLI/.*|nlohmann/.*)")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]')


def violations(root):
    """Every forbidden include below root/include/klprop, as 'file:line: reason'."""
    base = root / "include" / "klprop"
    found = []
    for header in sorted(base.rglob("*.hpp")):
        folder = header.relative_to(base).parts[0]
        for number, line in enumerate(header.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            reason = match and objection(folder, match[1], match[2])
            if reason:
                found.append(f"{header.relative_to(root)}:{number}: {reason}")
    return found


def objection(folder, quote, target):
    """Why a header in this folder may not include this target, or None."""
    if quote == '"':
        # A relative include would hide which folder it leads to.
        return f'"{target}": write <klprop/...>'
    if ONLY_IN_SRC.fullmatch(target):
        return f"<{target}> belongs to src/"
    if not target.startswith("klprop/"):
        return None
    other = target.split("/")[1]
    if folder not in MAY_INCLUDE:
        return f"folder '{folder}' has no place in the order of folders"
    if other != folder and other not in MAY_INCLUDE[folder]:
        return f"<{target}>: {folder} may not include {other}"
    return None


PLANTED = [
    ("scalar/good.hpp", "#include <vector>\n#include <klprop/scalar/concepts.hpp>\n", False),
    ("claims/good.hpp", "#include <klprop/random/circuits.hpp>\n", False),
    ("spn/detail/good.hpp", "#include <klprop/spn/circuit.hpp>\n", False),
    ("spn/comment.hpp", "// #include <iostream>\n", False),
    ("scalar/upwards.hpp", "#include <klprop/spn/circuit.hpp>\n", True),
    ("spn/upwards.hpp", "  #  include <klprop/random/circuits.hpp>\n", True),
    ("random/sideways.hpp", "#include <klprop/relaxation/dyadic.hpp>\n", True),
    ("simplex/sideways.hpp", "#include <klprop/computation_graph/graph.hpp>\n", True),
    ("certify/upwards.hpp", "#include <klprop/claims/claim.hpp>\n", True),
    ("spn/prints.hpp", "#include <iostream>\n", True),
    ("random/clock.hpp", "#include <chrono>\n", True),
    ("claims/json.hpp", "#include <rapidjson/reader.h>\n", True),
    ("spn/relative.hpp", '#include "../claims/claim.hpp"\n', True),
    ("unknown/folder.hpp", "#include <klprop/scalar/concepts.hpp>\n", True),
]


def self_test():
    for name, text, forbidden in PLANTED:
        with tempfile.TemporaryDirectory() as place:
            file = pathlib.Path(place) / "include" / "klprop" / name
            file.parent.mkdir(parents=True)
            file.write_text(text, encoding="utf-8")
            if bool(violations(pathlib.Path(place))) != forbidden:
                sys.exit(f"the check itself is wrong about the planted {name}: {text!r}")


def main():
    self_test()
    found = violations(pathlib.Path(sys.argv[1]))
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
