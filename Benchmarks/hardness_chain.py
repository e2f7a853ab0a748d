"""The chain from SAT to support vector machines against independent programs: see hardness-chain."""
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile

import numpy
import cnfgen
from pysat.formula import CNF
from pysat.solvers import Solver
from sklearn.datasets import load_svmlight_file
from sklearn.decomposition import KernelPCA
from sklearn.kernel_ridge import KernelRidge
from sklearn.svm import SVC

tightbound = os.path.abspath(sys.argv[1])


def run(*arguments, text=None):
    return subprocess.run([tightbound, *arguments], input=text, capture_output=True, text=True)


def models(path):
    """The number of models, by enumeration."""
    formula = CNF(from_file=path)
    variables = int(next(l for l in open(path) if l.startswith("p ")).split()[2])
    count = 0
    with Solver(bootstrap_with=formula.clauses) as solver:
        used = sorted({abs(l) for c in formula.clauses for l in c})
        while solver.solve():
            model = {abs(l): l for l in solver.get_model()}
            count += 1
            solver.add_clause([-model[x] for x in used])
            if not used:
                break
    return count << (variables - len(used))


def formulas():
    yield "pigeonhole 3 into 2", cnfgen.PigeonholePrinciple(3, 2)
    yield "pigeonhole 3 into 3", cnfgen.PigeonholePrinciple(3, 3)
    yield "pigeonhole 4 into 3", cnfgen.PigeonholePrinciple(4, 3)
    yield "pigeonhole 4 into 4", cnfgen.PigeonholePrinciple(4, 4)
    yield "pigeonhole 5 into 4", cnfgen.PigeonholePrinciple(5, 4)
    yield "parity (perfect matchings of K4)", cnfgen.PerfectMatchingPrinciple(cnfgen.Graph.complete_graph(4))
    yield "parity (perfect matchings of K5)", cnfgen.PerfectMatchingPrinciple(cnfgen.Graph.complete_graph(5))
    yield "parity (perfect matchings of K6)", cnfgen.PerfectMatchingPrinciple(cnfgen.Graph.complete_graph(6))
    for variables, clauses in [(9, 34), (10, 30), (10, 42), (11, 44), (12, 40), (14, 50), (16, 60), (20, 80)]:
        random.seed(variables)
        yield f"random 3-CNF, {variables} variables", cnfgen.RandomKCNF(3, variables, clauses)


def count_models(work):
    wrong = 0
    for name, formula in formulas():
        path = f"{work}/f.cnf"
        with open(path, "w") as file:
            file.write(formula.to_dimacs())
        expected = models(path)
        out = run("reduce", "sat-to-svm", path, "--counting", "-o", f"{work}/svm")
        assert out.returncode == 0, out.stderr
        sizes = [l for l in out.stdout.splitlines() if "N =" in l][0]
        # Exact values where they do not take minutes, otherwise rational bounds on them.
        kind = "exact" if int(sizes.split()[-1]) <= 64 else "sandwich"
        values = run("certify", f"{work}/svm", "--kind", kind, "--format", "json")
        assert values.returncode == 0, values.stderr
        verified = run("verify", f"{work}/svm/certificate.json")
        assert verified.returncode == 0, verified.stderr
        meaning = run("interpret", f"{work}/svm", "--answer", "-", "--format", "json", text=values.stdout)
        assert meaning.returncode == (10 if expected else 20), meaning
        found = int(meaning.stdout.split('"count":"')[1].split('"')[0])
        wrong += found != expected
        print(f"{name}: {expected} models by enumeration, {found} from three optimal values ({kind}, N {sizes.split()[-1]})")
    return wrong


def objective_libsvm(data, box, eps, kernel):
    """The dual value that svm-train reaches; it prints its negative."""
    arguments = ["-s", "0", "-c", str(box), "-e", str(eps), "-h", "0"]
    if kernel is None:
        arguments += ["-t", "4"]
    else:
        arguments += ["-t", "2", "-g", repr(kernel)]
    out = subprocess.run(["svm-train", *arguments, data, "/dev/null"], capture_output=True, text=True).stdout
    return -float(out.split("obj = ")[1].split(",")[0])


def objective_sklearn(data, box, eps, gamma):
    x, y = load_svmlight_file(data)
    x = x.toarray()
    machine = SVC(C=box, kernel="rbf", gamma=gamma, tol=eps).fit(x, y)
    alpha = numpy.zeros(len(y))
    alpha[machine.support_] = machine.dual_coef_[0]
    distance = (x[:, None, :] != x[None, :, :]).sum(2)
    return float(numpy.abs(alpha).sum() - alpha @ numpy.exp(-gamma * distance) @ alpha / 2)


def data_sets(work, problem):
    """The points, labels and kernel of each of the three data sets."""
    gamma = json.load(open(f"{work}/{problem}/instance.json"))["gamma"]
    for name in ["A", "B", "AB"]:
        x, y = load_svmlight_file(f"{work}/{problem}/{name}.libsvm")
        x = x.toarray()
        yield y, numpy.exp(-gamma * (x[:, None, :] != x[None, :, :]).sum(2))


def ridge_sklearn(work):
    """λ/2 yᵀ(K + λI)⁻¹y for λ = 1, and about what rounding does to it."""
    for y, kernel in data_sets(work, "ridge"):
        machine = KernelRidge(alpha=1, kernel="precomputed").fit(kernel, y)
        yield float(y @ machine.dual_coef_) / 2, len(y) ** 2 * 1e-15


def pca_sklearn(work):
    """N (N − Σ eigenvalues of the centred kernel)."""
    for y, kernel in data_sets(work, "pca"):
        count = len(y)
        machine = KernelPCA(kernel="precomputed", eigen_solver="dense").fit(kernel)
        yield count * (count - float(machine.eigenvalues_.sum())), count**3 * 1e-15


def ask_solvers(work):
    """Solvers' values, with the error that their tolerance allows, are read right or undecided, never wrong."""
    tally = {}

    def ask(solver, problem, values, errors, truth):
        answer = run("read", f"{work}/{problem}", "--values", ",".join(map(repr, values)), "--errors", ",".join(map(repr, errors)))
        assert answer.returncode in (0, 10, 20), answer.stderr
        verdict = {truth: "right", 0: "undecided"}.get(answer.returncode, "WRONG")
        tally.setdefault(solver, {"right": 0, "undecided": 0, "WRONG": 0})[verdict] += 1

    for n, d, seed in itertools.product([2, 4, 8], [3, 4, 5, 6], range(6)):
        family = ["no", "planted"][seed % 2]
        source = f"{work}/in.ov"
        made = run("generate", "ov", "--family", family, "--size", f"n={n},d={d}", "--seed", str(seed), "-o", source)
        if made.returncode == 3:
            # In few dimensions not every draw can be given exactly one pair.
            continue
        assert made.returncode == 0, made.stderr
        truth = run("solve", "ov", source).returncode
        for problem in ["svm-bias", "ridge", "pca"]:
            made = run("reduce", f"ov-to-{problem}", source, "-o", f"{work}/{problem}")
            assert made.returncode == 0, made.stderr
        gamma = json.load(open(f"{work}/svm-bias/instance.json"))["gamma"]
        for solver, eps in itertools.product(["svm-train, sparse", "svm-train, kernel", "scikit-learn SVC"], [1e-3, 1e-9]):
            values = []
            for name in ["A", "B", "AB"]:
                data = f"{work}/svm-bias/{name}.{'kernel' if 'kernel' in solver else 'libsvm'}"
                # A box of 4 holds every coefficient: the margin is hard.
                if solver == "scikit-learn SVC":
                    values.append(objective_sklearn(data, 4, eps, gamma))
                else:
                    values.append(objective_libsvm(data, 4, eps, None if "kernel" in solver else gamma))
            # The duality gap at a violation of eps is at most the sum of the boxes times it; and six decimals are printed.
            error = 4 * 4 * n * eps + (1e-6 if solver != "scikit-learn SVC" else 1e-12)
            ask(f"{solver}, tolerance {eps}", "svm-bias", values, [error], truth)
        for problem, found in [("ridge", ridge_sklearn(work)), ("pca", pca_sklearn(work))]:
            values, errors = zip(*found)
            ask({"ridge": "scikit-learn KernelRidge", "pca": "scikit-learn KernelPCA"}[problem], problem, values, errors, truth)
    for solver, counts in sorted(tally.items()):
        print(f"{solver}: " + ", ".join(f"{v} {k}" for k, v in counts.items()))
    return sum(counts["WRONG"] for counts in tally.values())


with tempfile.TemporaryDirectory() as work:
    wrong = count_models(work) + ask_solvers(work)
print("wrong:", wrong)
sys.exit(1 if wrong else 0)
