"""Exact values of support vector machines: Tightbound's `certify` against python-flint, in rounds.

Times are processor seconds, so that other work on the machine counts little; of sandwiches seconds on the clock too.
"""
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

from flint import fmpq, fmpz_mat

tightbound, rounds = os.path.abspath(sys.argv[1]), int(sys.argv[2])
# A thread of OpenBLAS that waits for work spins, which would be counted; nothing here uses a second one.
os.environ["OPENBLAS_NUM_THREADS"] = "1"


def processor_seconds():
    """Those of all programs that were run."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(*arguments):
    return subprocess.run([tightbound, *arguments], capture_output=True, text=True, check=True).stdout


def load(path):
    rows = [line.split() for line in open(path)]
    points = [frozenset(int(field.split(":")[0]) for field in row[1:]) for row in rows]
    return points, [1 if row[0] == "+1" else -1 for row in rows]


def value(path, bits):
    """The optimal value, and the seconds of the exact solve alone."""
    points, labels = load(path)
    distances = [[len(a ^ b) for b in points] for a in points]
    longest = max(max(row) for row in distances)
    matrix = fmpz_mat([
        [labels[i] * labels[j] * (1 << bits * (longest - distances[i][j])) for j in range(len(points))]
        for i in range(len(points))])
    right = fmpz_mat([[1 << bits * longest]] * len(points))
    start = time.process_time()
    solution = matrix.solve(right)
    seconds = time.process_time() - start
    return sum((solution[i, 0] for i in range(len(points))), fmpq(0)) / 2, seconds


with tempfile.TemporaryDirectory() as work:
    print("| n | d | Tightbound certify, whole process, s | python-flint, solves alone, s | flint / Tightbound |")
    print("|--:|--:|--:|--:|--:|")
    for n, d, bits in [(32, 10, 7), (64, 12, 8), (128, 14, 9)]:
        run("generate", "ov", "--family", "no", "--size", f"n={n},d={d}", "--seed", "1", "-o", f"{work}/in.ov")
        run("reduce", "ov-to-svm", f"{work}/in.ov", "--base", f"1/{1 << bits}", "-o", f"{work}/svm")
        ours, theirs = [], []
        for _ in range(rounds):
            start = processor_seconds()
            printed = run("certify", f"{work}/svm", "--format", "json")
            ours.append(processor_seconds() - start)
            found = [value(f"{work}/svm/{name}.libsvm", bits) for name in ["A", "B", "AB"]]
            theirs.append(sum(seconds for _, seconds in found))
            delta = found[2][0] - found[0][0] - found[1][0]
            assert f'"delta":"{delta}"' in printed, "different values"
        a, b = statistics.median(ours), statistics.median(theirs)
        print(f"| {n} | {d} | {a:.3f} | {b:.3f} | {b / a:.2f} |")
    print()
    print("| n | d | sandwich, whole process, s | of these on the processor |")
    print("|--:|--:|--:|--:|")
    for n, d in [(64, 14), (256, 16)]:
        run("generate", "ov", "--family", "no", "--size", f"n={n},d={d}", "--seed", "1", "-o", f"{work}/in.ov")
        run("reduce", "ov-to-svm", f"{work}/in.ov", "-o", f"{work}/svm")
        clock, processor = [], []
        for _ in range(rounds):
            start, begin = time.perf_counter(), processor_seconds()
            run("certify", f"{work}/svm", "--kind", "sandwich")
            clock.append(time.perf_counter() - start)
            processor.append(processor_seconds() - begin)
        print(f"| {n} | {d} | {statistics.median(clock):.3f} | {statistics.median(processor):.3f} |")
