#!/usr/bin/env python3
"""The best Lipschitz fit by the slope trick, beside two solvers of linear programs on the same points, in alternating rounds.

Usage: Benchmarks/lipschitz_peers.py TIGHTBOUND [N ...]        (needs SciPy with HiGHS, and glpsol)

tightbound times the fit in its own process, HiGHS is called in this one, and glpsol says how long it worked: nobody pays for a start. All three
must find the same least sum of errors.
"""
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time

import numpy
import scipy
from scipy.optimize import linprog
from scipy.sparse import coo_array

SLOPE = 40


def ours(program, n, seed):
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as run:
        subprocess.run(
            [program, "measure", "local-learning.lipschitz-fit", "--sizes", str(n), "--series", "1", "--seed", str(seed), "-o", run.name],
            check=True, stdout=subprocess.DEVNULL)
        lines = [json.loads(line) for line in open(run.name)]
    found = lines[1]
    return int(found["counts"][0]["value"]), found["seconds"], int(found["sizes"]["s"])


def points(n, shift):
    i = (numpy.arange(n, dtype=numpy.int64) % 10007 + shift) % 10007
    return 7919 * (i * i % 10007) % 10007 % 1001


def highs(y):
    """Variables f and e; e >= |f - y| and |f[i+1] - f[i]| <= SLOPE."""
    n = len(y)
    i, j = numpy.arange(n), numpy.arange(n - 1)
    one, step = numpy.ones(n), numpy.ones(n - 1)
    rows = numpy.concatenate([i, i, n + i, n + i, 2 * n + j, 2 * n + j, 3 * n - 1 + j, 3 * n - 1 + j])
    columns = numpy.concatenate([i, n + i, i, n + i, j + 1, j, j + 1, j])
    values = numpy.concatenate([-one, -one, one, -one, step, -step, -step, step])
    matrix = coo_array((values, (rows, columns)), shape=(4 * n - 2, 2 * n)).tocsr()
    bound = numpy.concatenate([-y, y, numpy.full(2 * n - 2, SLOPE)]).astype(float)
    cost = numpy.concatenate([numpy.zeros(n), numpy.ones(n)])
    limits = [(None, None)] * n + [(0, None)] * n
    start = time.perf_counter()
    found = linprog(cost, A_ub=matrix, b_ub=bound, bounds=limits, method="highs")
    return found.fun, time.perf_counter() - start


def glpsol(y):
    n = len(y)
    with tempfile.NamedTemporaryFile("w", suffix=".lp") as file:
        file.write("Minimize\n obj: " + "\n + ".join(f"e{i}" for i in range(n)) + "\nSubject To\n")
        for i, value in enumerate(y):
            file.write(f" f{i} + e{i} >= {value}\n f{i} - e{i} <= {value}\n")
        for i in range(n - 1):
            file.write(f" f{i + 1} - f{i} <= {SLOPE}\n f{i + 1} - f{i} >= -{SLOPE}\n")
        file.write("Bounds\n" + "".join(f" f{i} free\n" for i in range(n)) + "End\n")
        file.flush()
        text = subprocess.run(["glpsol", "--lp", file.name, "-o", "/dev/stdout"], check=True, capture_output=True, text=True).stdout
    objective = float(re.search(r"Objective: +obj = ([-\d.e+]+)", text).group(1))
    return objective, float(re.search(r"Time used: +([\d.]+) secs", text).group(1))


def main():
    program, sizes = sys.argv[1], [int(n) for n in sys.argv[2:]] or [3000]
    print(f"SciPy {scipy.__version__} (HiGHS); {subprocess.run(['glpsol', '--version'], capture_output=True, text=True).stdout.splitlines()[0]}")
    print("| n | tightbound s | HiGHS s | glpsol s | HiGHS / tightbound | glpsol / tightbound |\n|--:|--:|--:|--:|--:|--:|")
    for n in sizes:
        times = []
        for seed in (1, 2, 3):
            cost, seconds, shift = ours(program, n, seed)
            y = points(n, shift)
            (high, high_seconds), (glp, glp_seconds) = highs(y), glpsol(y)
            if abs(high - cost) > 1e-6 * cost or abs(glp - cost) > 1e-6 * cost:
                sys.exit(f"n = {n}, seed {seed}: the costs are {cost}, {high} and {glp}")
            times.append((seconds, high_seconds, glp_seconds))
        a, b, c = (statistics.median(column) for column in zip(*times))
        print(f"| {n:,} | {a:.5f} | {b:.3f} | {c:.2f} | {b / a:.0f} | {c / a:.0f} |")


if __name__ == "__main__":
    main()
