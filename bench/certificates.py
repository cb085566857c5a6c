#!/usr/bin/env python3
"""Right certificates of a million edges with numbers of 300 digits, in several shapes; and what checking them takes.

certificates.py write SHAPE FILE [EDGES]     writes one
certificates.py run CHECKER FOLDER [EDGES]   writes those that FOLDER lacks, and times CHECKER on each
"""

import pathlib
import random
import resource
import subprocess
import sys
from fractions import Fraction

SEED, MASK = 0x4BF29CE484222325, (1 << 63) - 1
# Python would take minutes.
SEAL = """#include <stdint.h>
#include <stdio.h>
static char b[1 << 20];
int main(void) {
  uint64_t h = 0x4bf29ce484222325u;
  for (size_t n; (n = fread(b, 1, sizeof b, stdin)) > 0; fwrite(b, 1, n, stdout))
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)b[i]) * 0x100000001b3u;
  return printf("checksum %016llx\\n", (unsigned long long)(h & INT64_MAX)) < 0;
}
"""
CHANCE = random.Random(5)


def digits(n):
    return CHANCE.randrange(10 ** (n - 1), 10**n)


def few(put, edges):
    """A thousand sums over the two indicators of a variable."""
    sums, fan = max(1, edges // 1000), 999
    put("variable 1 1\nindicator 0 0 1\nindicator 0 1 1")
    top, values = [CHANCE.randrange(1, 10) for _ in range(sums)], []
    inner = [[(digits(300), CHANCE.randrange(2)) for _ in range(fan)] for _ in range(sums)]
    for edges_here in inner:
        values.append(sum(w for w, _ in edges_here))
        put(f"sum {values[-1]} " + " ".join(f"{w} {c}" for w, c in edges_here))
    total = sum(r * s for r, s in zip(top, values))
    put(f"sum {total} " + " ".join(f"{r} {k + 2}" for k, r in enumerate(top)) + f"\ntotal {total}")
    put(f"gate 1 {total} {total} " + " ".join(str(r * s) for r, s in zip(top, values)))
    below = [0, 0]
    for r, s, edges_here in zip(top[::-1], values[::-1], inner[::-1]):
        put(f"gate {r} {total} {r * s} " + " ".join(str(r * w) for w, _ in edges_here))
        for w, c in edges_here:
            below[c] += r * w
    put(f"derivative {below[1]}\nderivative {below[0]}\nmarginal {below[0]}/{total} {below[1]}/{total}")


def scattered(put, edges):
    """Half as many nodes as edges; sums of one edge to sums anywhere in the layer below."""
    lower, upper = edges // 8, 3 * edges // 8
    put("variable 1 1\nindicator 0 0 1\nindicator 0 1 1")
    pairs = [(digits(150), digits(150)) for _ in range(lower)]
    for a, b in pairs:
        put(f"sum {a + b} {a} 0 {b} 1")
    links = [(digits(150), CHANCE.randrange(lower)) for _ in range(upper)]
    values = [w * sum(pairs[c]) for w, c in links]
    for s, (w, c) in zip(values, links):
        put(f"sum {s} {w} {c + 2}")
    total = sum(values)
    put(f"sum {total} " + " ".join(f"1 {k + 2 + lower}" for k in range(upper)) + f"\ntotal {total}")
    put(f"gate 1 {total} {total} " + " ".join(map(str, values)))
    slopes, below = [0] * lower, [0, 0]
    for s, (w, c) in zip(values[::-1], links[::-1]):
        put(f"gate 1 {total} {s} {s}")
        slopes[c] += w
    for d, (a, b) in zip(slopes[::-1], pairs[::-1]):
        put(f"gate {d} {total} {d * (a + b)} {d * a} {d * b}")
        below[0] += d * a
        below[1] += d * b
    put(f"derivative {below[1]}\nderivative {below[0]}\nmarginal {below[0]}/{total} {below[1]}/{total}")


def hmm(put, edges):
    """A hidden Markov model with weights of one decimal: values grow with the number of steps, to 300 digits on average."""
    steps, symbols = 200, 4
    hidden = max(2, int((edges / steps + 9) ** 0.5) - 3)
    entries = [[CHANCE.randrange(1, 10) for _ in range(symbols)] for _ in range(steps)]
    nodes = []  # value times 10^places, places, weights times 10, children

    def fraction(numerator, places):
        return str(Fraction(numerator, 10**places))

    def add(kind, value, places, weights, children, text):
        nodes.append((value, places, weights, children))
        put(f"{kind} {text}")
        return len(nodes) - 1

    def add_sum(children):
        weights = [CHANCE.randrange(1, 10) for _ in children]
        value, places = sum(w * nodes[c][0] for w, c in zip(weights, children)), nodes[children[0]][1] + 1
        text = " ".join(f"{fraction(w, 1)} {c}" for w, c in zip(weights, children))
        return add("sum", value, places, weights, children, f"{fraction(value, places)} {text}")

    for lam in entries:
        put("variable " + " ".join(map(str, lam)))
    below = []
    for step, lam in enumerate(entries):
        leaves = [add("indicator", a, 0, None, [], f"{step} {t} {a}") for t, a in enumerate(lam)]
        emissions = [add_sum(leaves) for _ in range(hidden)]
        if below:
            pairs = zip(emissions, below)
            emissions = []
            for e, s in pairs:
                value, places = nodes[e][0] * nodes[s][0], nodes[e][1] + nodes[s][1]
                emissions.append(add("product", value, places, None, [e, s], f"{fraction(value, places)} {e} {s}"))
        below = [add_sum(emissions) for _ in range(hidden if step < steps - 1 else 1)]
    total, all_places = nodes[-1][:2]
    put(f"total {fraction(total, all_places)}")
    # D(n) times 10^(all_places - places of n)
    slopes = [0] * len(nodes)
    slopes[-1] = 1
    for n in range(len(nodes) - 1, -1, -1):
        (value, places, weights, children), d = nodes[n], slopes[n]
        if weights:
            selects = [d * w * nodes[c][0] for w, c in zip(weights, children)]
            put(f"gate {fraction(d, all_places - places)} {total} {d * value} " + " ".join(map(str, selects)))
            for w, c in zip(weights, children):
                slopes[c] += d * w
        else:
            put(f"derivative {fraction(d, all_places - places)}")
            if children:
                slopes[children[0]] += d * nodes[children[1]][0]
                slopes[children[1]] += d * nodes[children[0]][0]
    at = 0
    for lam in entries:
        put("marginal " + " ".join(str(Fraction(a * slopes[at + t], total)) for t, a in enumerate(lam)))
        at += symbols + hidden * (2 if at == 0 else 3)


def deep(put, edges):
    """A chain of sums; numbers are fractions of 150 and 150 digits."""
    values = [1] + [digits(150) for _ in range(edges)]
    put("variable 1\nindicator 0 0 1")
    for k in range(edges):
        put(f"sum {values[k + 1]} {values[k + 1]}{f'/{values[k]}' if k else ''} {k}")
    total = values[-1]
    put(f"total {total}")
    put("gate 1 1 1 1")
    for value in values[-2:0:-1]:
        put(f"gate {total}/{value} 1 1 1")
    put(f"derivative {total}\nmarginal 1")


def chain(put, edges):
    """A chain of products, each with a variable of its own: as many scopes as products."""
    n, first = edges // 2, digits(300)
    put(f"variable {first}" + "\nvariable 1" * n + f"\nindicator 0 0 {first}")
    for k in range(1, n + 1):
        put(f"indicator {k} 0 1\nproduct {first} {2 * k - 1} {max(0, 2 * k - 2)}")
    put(f"total {first}")
    for _ in range(n):
        put(f"derivative 1\nderivative {first}")
    put("derivative 1" + "\nmarginal 1" * (n + 1))


def states(put, edges):
    """One variable with as many states as there are edges."""
    pairs = [(digits(150), digits(150)) for _ in range(edges)]
    put("variable " + " ".join(str(a) for a, _ in pairs))
    for t, (a, _) in enumerate(pairs):
        put(f"indicator 0 {t} {a}")
    total = sum(a * b for a, b in pairs)
    put(f"sum {total} " + " ".join(f"{b} {t}" for t, (_, b) in enumerate(pairs)) + f"\ntotal {total}")
    put(f"gate 1 {total} {total} " + " ".join(str(a * b) for a, b in pairs))
    for _, b in pairs[::-1]:
        put(f"derivative {b}")
    put("marginal " + " ".join(f"{a * b}/{total}" for a, b in pairs))


def variables(put, edges):
    """One product of as many variables."""
    first = digits(300)
    put(f"variable {first}" + "\nvariable 1" * (edges - 1) + f"\nindicator 0 0 {first}")
    for k in range(1, edges):
        put(f"indicator {k} 0 1")
    put(f"product {first} " + " ".join(map(str, range(edges))) + f"\ntotal {first}\nderivative 1")
    put(f"derivative {first}\n" * (edges - 1) + "derivative 1" + "\nmarginal 1" * edges)


SHAPES = {shape.__name__: shape for shape in (few, scattered, hmm, deep, chain, states, variables)}


def write(shape, path, edges):
    sealer = path.with_suffix(".seal")
    subprocess.run(["cc", "-O2", "-x", "c", "-", "-o", sealer], input=SEAL, text=True, check=True)
    with open(path, "wb") as out, subprocess.Popen([sealer], stdin=subprocess.PIPE, stdout=out, text=True) as seal:
        seal.stdin.write("klprop.certificate/1\n")
        SHAPES[shape](lambda text: seal.stdin.write(text + "\n"), edges)
    sealer.unlink()


def run(checker, folder, edges):
    folder.mkdir(parents=True, exist_ok=True)
    print("| shape | file | processor time | memory at the peak |\n|---|--:|--:|--:|")
    for shape in SHAPES:
        path = folder / f"{shape}-{edges}.cert"
        if not path.exists():
            subprocess.run([sys.executable, __file__, "write", shape, path, str(edges)], check=True)
        timed = subprocess.run([sys.executable, __file__, "time", checker, path], check=True, stdout=subprocess.PIPE, text=True)
        seconds, kilobytes = timed.stdout.split()
        print(f"| `{shape}` | {path.stat().st_size / 1e6:.0f} MB | {float(seconds):.1f} s | {int(kilobytes) / 1e3:.0f} MB |",
              flush=True)


def time(checker, path):
    subprocess.run([checker, path], check=True, stdout=subprocess.DEVNULL)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss)


if __name__ == "__main__":
    command, first, second = sys.argv[1:4]
    edges_wanted = int(sys.argv[4]) if len(sys.argv) > 4 else 10**6
    if command == "write":
        write(first, pathlib.Path(second), edges_wanted)
    elif command == "time":
        time(first, second)
    else:
        run(first, pathlib.Path(second), edges_wanted)
