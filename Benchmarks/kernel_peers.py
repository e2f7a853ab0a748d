"""Exact values of support vector machines: Tightbound's `certify` against python-flint, in rounds."""
import os
import statistics
import subprocess
import sys
import tempfile
import time

from flint import fmpq, fmpz_mat

tightbound, rounds = os.path.abspath(sys.argv[1]), int(sys.argv[2])


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
    start = time.perf_counter()
    solution = matrix.solve(right)
    seconds = time.perf_counter() - start
    return sum((solution[i, 0] for i in range(len(points))), fmpq(0)) / 2, seconds


with tempfile.TemporaryDirectory() as work:
    print("| n | d | Tightbound certify, whole process, s | python-flint, solves alone, s | flint / Tightbound |")
    print("|--:|--:|--:|--:|--:|")
    for n, d, bits in [(32, 10, 7), (64, 12, 8), (128, 14, 9)]:
        run("generate", "ov", "--family", "no", "--size", f"n={n},d={d}", "--seed", "1", "-o", f"{work}/in.ov")
        run("reduce", "ov-to-svm", f"{work}/in.ov", "--base", f"1/{1 << bits}", "-o", f"{work}/svm")
        ours, theirs = [], []
        for _ in range(rounds):
            start = time.perf_counter()
            printed = run("certify", f"{work}/svm", "--format", "json")
            ours.append(time.perf_counter() - start)
            found = [value(f"{work}/svm/{name}.libsvm", bits) for name in ["A", "B", "AB"]]
            theirs.append(sum(seconds for _, seconds in found))
            delta = found[2][0] - found[0][0] - found[1][0]
            assert f'"delta":"{delta}"' in printed, "different values"
        a, b = statistics.median(ours), statistics.median(theirs)
        print(f"| {n} | {d} | {a:.3f} | {b:.3f} | {b / a:.2f} |")
    print()
    print("| n | d | sandwich, whole process, s |")
    print("|--:|--:|--:|")
    for n, d in [(64, 14), (256, 16)]:
        run("generate", "ov", "--family", "no", "--size", f"n={n},d={d}", "--seed", "1", "-o", f"{work}/in.ov")
        run("reduce", "ov-to-svm", f"{work}/in.ov", "-o", f"{work}/svm")
        times = []
        for _ in range(rounds):
            start = time.perf_counter()
            run("certify", f"{work}/svm", "--kind", "sandwich")
            times.append(time.perf_counter() - start)
        print(f"| {n} | {d} | {statistics.median(times):.3f} |")
