#!/usr/bin/env python3
"""The library's passes beside the raw loops, and their ratios beside the targets.

    bench_passes --benchmark_out=passes.json
    bench/compare.py passes.json

Prints tables in Markdown: nanoseconds per edge and, in parentheses, the ratio to the raw loop. Of
repeated cases the one with the median ratio counts. The exit code is 1 when a ratio misses its
target or a case failed.
"""

import json
import statistics
import sys

TARGETS = {"double": 2.0, "real_128": 1.3, "real_256": 1.3, "real_1024": 1.3}


def read_cases(path):
    """The runs by (pass, scalar, circuit, size), and the messages of those that failed."""
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    cases, failures = {}, []
    for run in report["benchmarks"]:
        if run.get("run_type") == "aggregate":
            continue
        sweep, scalar, shape, size = run["name"].split("/")[:4]
        if run.get("error_occurred"):
            failures.append(f"{run['name']}: {run['error_message']}")
        else:
            cases.setdefault((sweep, scalar, shape, int(size)), []).append(run)
    return {key: median_run(runs) for key, runs in cases.items()}, failures


def median_run(runs):
    middle = statistics.median_low(run["ratio"] for run in runs)
    return next(run for run in runs if run["ratio"] == middle)


def print_row(cells):
    print("| " + " | ".join(cells) + " |")


def print_times(cases, scalars):
    print_row(["pass", "circuit", "edges", *scalars])
    print("|---|---|" + "--:|" * (1 + len(scalars)))
    for sweep, shape, size in dict.fromkeys((key[0], key[2], key[3]) for key in cases):
        runs = {scalar: cases.get((sweep, scalar, shape, size)) for scalar in scalars}
        edges = next(run["edges"] for run in runs.values() if run)
        times = [f"{run['ns_per_edge']:#.3g} ({run['ratio']:.2f})" if run else "" for run in runs.values()]
        print_row([sweep, shape, f"{edges:,.0f}", *times])


def print_targets(cases, scalars):
    """One line per scalar; returns whether all targets are met."""
    print_row(["scalar", "median ratio", "largest ratio", "target"])
    print("|---|--:|--:|--:|")
    met = True
    for scalar in scalars:
        ratios = [run["ratio"] for key, run in cases.items() if key[1] == scalar]
        target = TARGETS.get(scalar)
        missed = target is not None and max(ratios) > target
        met = met and not missed
        verdict = "" if target is None else f"{target}" + (" missed" if missed else "")
        print_row([scalar, f"{statistics.median(ratios):.2f}", f"{max(ratios):.2f}", verdict])
    return met


def main():
    cases, failures = read_cases(sys.argv[1])
    scalars = list(dict.fromkeys(key[1] for key in cases))
    print_times(cases, scalars)
    print()
    met = print_targets(cases, scalars)
    for failure in failures:
        print(f"failed: {failure}", file=sys.stderr)
    return 0 if met and cases and not failures else 1


if __name__ == "__main__":
    sys.exit(main())
