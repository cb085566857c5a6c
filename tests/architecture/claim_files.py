"""Fails unless every registered claim has its header and its note, and every note its claim.

A header in claims/ beside a note of the same name is a claim, so it must stand in the registry: a
claim that nobody registered would never be checked. As in include_direction.py, planted trees with
known verdicts come first.
"""

import pathlib
import sys
import tempfile


def complaints(root):
    claims = root / "include" / "klprop" / "claims"
    notes = root / "proofs-notes" / "notes"
    registry = claims / "registry.txt"
    lines = registry.read_text(encoding="utf-8").splitlines()
    registered = {line.split("#")[0].strip() for line in lines} - {""}
    found = []
    for claim in sorted(registered):
        for file in (claims / f"{claim}.hpp", notes / f"{claim}.md"):
            if not file.is_file():
                found.append(f"claim '{claim}' is registered but has no {file.relative_to(root)}")
    for note in sorted(notes.glob("*.md")):
        if note.stem not in registered:
            found.append(f"{note.relative_to(root)} has no line in {registry.relative_to(root)}")
    return found


# Registry, headers, notes, and whether the tree is in order.
PLANTED = [
    ("# order of the report\na\nb  # why\n", ["a", "b", "claim"], ["a", "b"], True),
    ("a\n", ["a"], [], False),
    ("a\n", [], ["a"], False),
    ("a\n", ["a", "b"], ["a", "b"], False),
    ("# b\na\n", ["a", "b"], ["a", "b"], False),
]


def self_test():
    for registry, headers, notes, in_order in PLANTED:
        with tempfile.TemporaryDirectory() as place:
            root = pathlib.Path(place)
            for folder, suffix, names in (("include/klprop/claims", "hpp", headers),
                                          ("proofs-notes/notes", "md", notes)):
                (root / folder).mkdir(parents=True)
                for name in names:
                    (root / folder / f"{name}.{suffix}").touch()
            (root / "include/klprop/claims/registry.txt").write_text(registry, encoding="utf-8")
            if (not complaints(root)) != in_order:
                sys.exit(f"the check itself is wrong about a planted tree: {registry!r} "
                         f"with headers {headers} and notes {notes}")


def main():
    self_test()
    found = complaints(pathlib.Path(sys.argv[1]))
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
