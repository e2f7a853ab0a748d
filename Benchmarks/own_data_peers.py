"""Support vector machines on seeded data: `tightbound svm` beside the objective that LIBSVM prints, in scikit-learn.

Times are processor seconds: of tightbound's whole process, and of LIBSVM's fit alone.
"""
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile

import sklearn

tightbound = os.path.abspath(sys.argv[1])
os.environ["OPENBLAS_NUM_THREADS"] = "1"

FIT = """
import sys, time
from sklearn.datasets import load_svmlight_file
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.svm import SVC
x, y = load_svmlight_file(sys.argv[1])
x = x.toarray()
machine = SVC(kernel="rbf", gamma=float(sys.argv[2]), C=float(sys.argv[3]), tol=float(sys.argv[4]), cache_size=1000, verbose=True)
start = time.process_time()
machine.fit(x, y)
print("\\nseconds", time.process_time() - start)
alpha, points = machine.dual_coef_[0], x[machine.support_]
print("dual", repr(float(abs(alpha).sum() - alpha @ rbf_kernel(points, gamma=float(sys.argv[2])) @ alpha / 2)))
"""


def write(path, count, features, decimals):
    """Two overlapping clouds, in decimals as heart_scale has them."""
    source = random.Random(count)
    with open(path, "w") as file:
        for _ in range(count):
            label = source.choice([1, -1])
            row = [f"{k + 1}:{source.gauss(0.25 * label, 0.6):.{decimals}f}" for k in range(features)]
            file.write(f"{label:+d} {' '.join(row)}\n")


def seconds(kind):
    usage = resource.getrusage(kind)
    return usage.ru_utime + usage.ru_stime


def libsvm(path, gamma, cost, tolerance):
    run = subprocess.run([sys.executable, "-c", FIT, path, str(gamma), str(cost), str(tolerance)], capture_output=True, text=True, check=True)
    def found(pattern):
        return re.search(pattern, run.stdout)[1]
    return found(r"obj = (\S+),"), float(found(r"dual (\S+)")), float(found(r"seconds (\S+)"))


def interval(path, gamma, cost, *options):
    before = seconds(resource.RUSAGE_CHILDREN)
    run = subprocess.run([tightbound, "svm", path, "--gamma", str(gamma), "--cost", str(cost), "--format", "json", *options], capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr)
    return json.loads(run.stdout), seconds(resource.RUSAGE_CHILDREN) - before, run.stderr.strip()


print(f"scikit-learn {sklearn.__version__}")
print("| n | features | γ | C | the optimum | LIBSVM's obj, tolerance 1e-3 | 1e-10 | V - its dual value, 1e-3 | 1e-10 | Tightbound, s | LIBSVM's fit, 1e-3, s |")
print("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "data.libsvm")
    for count, features in [(270, 13), (1000, 20)]:
        write(path, count, features, 6)
        for gamma, cost in [(0.125, 1), (0.125, 100), (0.01, 1), (2, 10)]:
            usual, dual, fitted = libsvm(path, gamma, cost, 1e-3)
            tight, tightDual, _ = libsvm(path, gamma, cost, 1e-10)
            found, taken, words = interval(path, gamma, cost, f"--objective={tight}")
            low, high = float(found["lower"]), float(found["upper"])
            # The dual value of feasible coefficients is at most V, but for rounding here.
            if max(dual, tightDual) > high * (1 + 1e-10):
                sys.exit(f"LIBSVM's coefficients have the dual value {max(dual, tightDual)}, above {high}")
            if "is that of the optimum" not in words:
                sys.exit(words)
            print(f"| {count} | {features} | {gamma} | {cost} | {found['lower']} to {found['upper']} | {usual} | {tight} | {high - dual:.1e} | {high - tightDual:.1e} | {taken:.2f} | {fitted:.3f} |", flush=True)
