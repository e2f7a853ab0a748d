"""Prints the table of Benchmarks/linear-algebra: medians over the rounds, with ratios.

    linear_algebra_peers.py FILE...   files of lines: method, operation, bits, order, milliseconds, check value
"""
import collections
import statistics
import sys

METHODS = ("fractionFree", "multimodular", "automatic", "flint")


def table(files):
    times = collections.defaultdict(list)
    checks = collections.defaultdict(set)
    for file in files:
        with open(file, encoding="utf-8") as lines:
            for line in lines:
                peer, operation, bits, order, spent, check = line.rstrip("\n").split("\t")
                key = operation, int(bits), int(order)
                times[peer, key].append(float(spent))
                checks[key].add(check)
    for key, values in checks.items():
        if len(values) != 1:
            sys.exit(f"the peers disagree on {key}: {values}")
    median = {key: statistics.median(values) for key, values in times.items()}
    print("| operation | bits | order | fraction-free ms | multi-modular ms | automatic ms | FLINT ms | automatic/FLINT |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for key in sorted(checks):
        values = [median.get((method, key)) for method in METHODS]
        cells = ["" if value is None else f"{value:.3g}" for value in values]
        ours, flint = values[2:]
        cells.append("" if ours is None or flint is None else f"{ours / max(flint, 1e-6):.2f}")
        print("| " + " | ".join([*map(str, key), *cells]) + " |")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    table(sys.argv[1:])
