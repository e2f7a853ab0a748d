"""Solvers in double precision against exact optimal values: see solver-accuracy."""
import json
import os
import subprocess
import sys
import tempfile
from fractions import Fraction

import numpy
from sklearn.datasets import load_svmlight_file
from sklearn.svm import SVC

tightbound = os.path.abspath(sys.argv[1])

SOLVERS = [
    ("direct", "direct", []),
    ("interior point", "interior-point", []),
    ("SMO, tolerance 1e-3", "smo", []),
    ("SMO, tolerance 1e-6", "smo", ["--tolerance", "1e-6"]),
    ("SMO, tolerance 1e-12", "smo", ["--tolerance", "1e-12"]),
    ("CG, 1 iteration", "cg", ["--iterations", "1"]),
    ("CG, 2 iterations", "cg", ["--iterations", "2"]),
    ("CG, 3 iterations", "cg", ["--iterations", "3"]),
    ("CG, 10 iterations", "cg", ["--iterations", "10", "--tolerance", "0"]),
    ("Pegasos, 10^3 steps", "pegasos", ["--steps", "1000"]),
    ("Pegasos, 10^5 steps", "pegasos", ["--steps", "100000"]),
    ("Nyström, 50 % of the rank", "nystrom", ["--rank", "50%"]),
    ("Nyström, 90 % of the rank", "nystrom", ["--rank", "90%"]),
    ("Nyström, full rank", "nystrom", ["--rank", "100%"]),
    ("10^3 random features", "random-features", ["--features", "1000"]),
    ("10^5 random features", "random-features", ["--features", "100000"]),
]


def run(*arguments, codes=(0,)):
    out = subprocess.run([tightbound, *arguments], capture_output=True, text=True)
    assert out.returncode in codes, (arguments, out.stderr)
    return out


def read(folder, values, errors):
    """What `read` says: 10 yes, 20 no, 0 undecided."""
    values, errors = (",".join(str(x) for x in numbers) for numbers in (values, errors))
    return run("read", folder, "--values", values, "--errors", errors, codes=(0, 10, 20)).returncode


def libsvm(folder, tolerance):
    """Dual values of LIBSVM's coefficients, computed in double precision; a box of 4 holds all coefficients."""
    for name in ["A", "B", "AB"]:
        x, y = load_svmlight_file(f"{folder}/{name}.libsvm")
        x = x.toarray()
        q = 1 / float(Fraction(json.load(open(f"{folder}/instance.json"))["base"]).denominator)
        kernel = q ** (x[:, None, :] != x[None, :, :]).sum(2)
        machine = SVC(C=4, kernel="precomputed", tol=tolerance).fit(kernel, y)
        alpha = numpy.zeros(len(y))
        alpha[machine.support_] = machine.dual_coef_[0]
        yield Fraction(float(numpy.abs(alpha).sum() - alpha @ kernel @ alpha / 2))


def delta(values):
    a, b, ab = (Fraction(x) for x in values)
    return ab - a - b


def instances(work, family, n, d, wanted):
    """Seeds of instances without copies of a vector, whose images would be longer; each in turn is in in.ov."""
    seed = 0
    while wanted:
        seed += 1
        size = f"n={n},d={d},p=60,c=1"
        # In few dimensions not every draw can be given exactly one pair.
        if run("generate", "ov", "--family", family, "--size", size, "--seed", str(seed), "-o", f"{work}/in.ov", codes=(0, 3)).returncode:
            continue
        lines = open(f"{work}/in.ov").read().split("\n")
        rows = [line for line in lines if line and line[0] in "01"]
        if len(set(rows[:n])) == n and len(set(rows[n:])) == n:
            wanted -= 1
            yield seed


with tempfile.TemporaryDirectory() as work:
    for n, d, base in [(8, 6, 16), (16, 8, 32), (16, 9, 32)]:
        # For each solver: right if believed, right, undecided and wrong with error bars, the greatest error of Δ.
        tally = {}

        def count(name, believed, honest, error):
            row = tally.setdefault(name, [0, 0, 0, 0, Fraction(0)])
            row[0] += believed
            if honest is not None:
                row[{True: 1, None: 2, False: 3}[honest[0]]] += 1
            row[4] = max(row[4], error)

        for family, truth in [("planted", 10), ("no", 20)]:
            for seed in instances(work, family, n, d, 4):
                for problem in ["svm", "svm-bias"]:
                    run("reduce", f"ov-to-{problem}", f"{work}/in.ov", "--base", f"1/{base}", "-o", f"{work}/{problem}")
                exact = {}
                for problem in ["svm", "svm-bias"]:
                    out = json.loads(run("certify", f"{work}/{problem}", "--format", "json").stdout)
                    exact[problem] = (Fraction(out["delta"]), 2 * Fraction(out["threshold"]))
                for name, algorithm, options in SOLVERS:
                    answer = json.loads(
                        run("solve", "svm", f"{work}/svm", "--algorithm", algorithm, "--format", "json", *options).stdout)
                    values, errors = ([answer[key][s] for s in ["A", "B", "AB"]] for key in ["values", "errors"])
                    honest = {truth: True, 0: None}.get(read(f"{work}/svm", values, errors), False)
                    value, unit = exact["svm"]
                    count(name, read(f"{work}/svm", values, [0]) == truth, [honest], abs(delta(values) - value) / unit)
                for tolerance in [1e-3, 1e-6, 1e-12]:
                    values = list(libsvm(f"{work}/svm-bias", tolerance))
                    value, unit = exact["svm-bias"]
                    believed = read(f"{work}/svm-bias", values, [0]) == truth
                    count(f"LIBSVM, tolerance {tolerance:g}", believed, None, abs(delta(values) - value) / unit)

        print(f"n = {n}, d = {d}, q = 1/{base}: q^d = {float(Fraction(1, base) ** d):.1e}\n")
        print("| solver | right if believed, of 8 | with error bars: right | undecided | wrong | greatest error of Δ, in units of a pair |")
        print("|---|--:|--:|--:|--:|--:|")
        for name, (believed, right, undecided, wrong, error) in tally.items():
            bars = f"{right} | {undecided} | {wrong}" if right + undecided + wrong else "- | - | -"
            print(f"| {name} | {believed} | {bars} | {float(error):.2g} |")
            if wrong:
                sys.exit(f"{name}: a wrong answer within its error bars")
        print()
