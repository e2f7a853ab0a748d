"""The Gram–Schmidt walk of `tightbound round` beside a plain walk in doubles, on ten data sets, and under scalings of rows."""
import json
import math
import os
import subprocess
import sys
import tempfile

import numpy
from sklearn import datasets

tightbound, walks = os.path.abspath(sys.argv[1]), int(sys.argv[2])


def plain_walk(rows, random):
    """The walk as in arXiv 1911.03071, its direction by numpy's least squares, which is the shortest of several."""
    n = rows.shape[1]
    x, pivot = numpy.zeros(n), n - 1
    alive = numpy.ones(n, bool)
    while alive.any():
        if not alive[pivot]:
            pivot = numpy.flatnonzero(alive)[-1]
        others = numpy.flatnonzero(alive)[:-1]
        u = numpy.zeros(n)
        u[pivot] = 1
        if len(others):
            u[others] = -numpy.linalg.lstsq(rows[:, others], rows[:, pivot], rcond=1e-10)[0]
        moving = numpy.flatnonzero(numpy.abs(u) > 1e-13)
        forward = ((numpy.sign(u[moving]) - x[moving]) / u[moving]).min()
        backward = ((numpy.sign(u[moving]) + x[moving]) / u[moving]).min()
        x += u * (forward if random.random() * (forward + backward) < backward else -backward)
        alive &= numpy.abs(x) < 1 - 1e-11
        x[~alive] = numpy.sign(x[~alive])
    return x


def whitened(rows):
    _, sizes, basis = numpy.linalg.svd(rows / numpy.abs(rows).max(axis=1, keepdims=True), full_matrices=False)
    return basis[sizes > 1e-10 * sizes[0]]


def mean(norms):
    return numpy.mean(norms), numpy.std(norms, ddof=1) / math.sqrt(len(norms))


def tables():
    """Rows are covariates, columns at most 40 units."""
    random = numpy.random.default_rng(14)
    some = lambda table: table[random.permutation(len(table))[:40]].T
    some_of = lambda name: some(getattr(datasets, "load_" + name)().data)
    yield "iris", some_of("iris")
    yield "wine", some_of("wine")
    yield "breast_cancer", some_of("breast_cancer")
    yield "diabetes, raw", some(datasets.load_diabetes(scaled=False).data)
    yield "linnerud", datasets.load_linnerud().data.T
    digits = some_of("digits")
    yield "digits", digits[digits.any(axis=1)]
    yield "normal, 40 × 10", random.normal(size=(10, 40))
    yield "Student t, 2 degrees, 40 × 10", random.standard_t(2, size=(10, 40))
    yield "categories, 40 of 2 × 5", numpy.vstack([numpy.eye(5)[random.integers(5, size=40)].T for _ in range(2)])
    t = numpy.linspace(-1, 1, 40)
    yield "powers 0 to 6, 40 points", numpy.array([t ** k for k in range(7)])


def sampled(rows, original, work, seed, *options):
    numpy.save(f"{work}/m.npy", rows)
    run = subprocess.run([tightbound, "round", "--matrix", f"{work}/m.npy", "--method", "gram-schmidt-walk", "--samples", str(walks),
                          "--seed", str(seed), "--format", "json", *options], capture_output=True, text=True, check=True)
    signs = 2 * numpy.array(json.loads(run.stdout)["samples"]) - 1
    return mean(numpy.linalg.norm(signs @ original.T, axis=1))


def distance(a, b):
    error = math.hypot(a[1], b[1])
    return 0 if abs(a[0] - b[0]) <= 1e-9 * abs(b[0]) else (a[0] - b[0]) / error


worst = 0
print("| data set | rows | units | coins | walk | plain | s.e. apart | whitened | plain | s.e. apart |")
print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
scalings = []
with tempfile.TemporaryDirectory() as work:
    for number, (name, rows) in enumerate(tables()):
        rows = numpy.ascontiguousarray(rows, dtype=float)
        random = numpy.random.default_rng(number)
        coins = mean(numpy.linalg.norm((2 * random.integers(2, size=(walks, rows.shape[1])) - 1) @ rows.T, axis=1))
        shown, found = [f"{coins[0]:.4g}"], {}
        for options, vectors in [([], rows), (["--whiten"], whitened(rows))]:
            ours = sampled(rows, rows, work, 1, *options)
            plain = mean([numpy.linalg.norm(rows @ plain_walk(vectors, random)) for _ in range(walks)])
            apart = distance(ours, plain)
            worst = max(worst, abs(apart))
            found[bool(options)] = ours
            shown += [f"{ours[0]:.4g} ± {ours[1]:.2g}", f"{plain[0]:.4g} ± {plain[1]:.2g}", f"{apart:+.2f}"]
        print(f"| {name} | {rows.shape[0]} | {rows.shape[1]} | " + " | ".join(shown) + " |", flush=True)
        apart = []
        for scale in [1e200, 1e-200]:
            first = numpy.ones((len(rows), 1))
            first[0] = scale
            for factor, options in [(scale, []), (scale, ["--whiten"]), (first, ["--whiten"])]:
                apart.append(distance(sampled(rows * factor, rows, work, 2, *options), found[bool(options)]))
        scalings.append((name, apart))
    print()
    print("| data set | all × 1e200 | whitened | first row, whitened | all × 1e−200 | whitened | first row, whitened |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, apart in scalings:
        worst = max([worst] + [abs(x) for x in apart])
        print(f"| {name} | " + " | ".join(f"{x:+.2f}" for x in apart) + " |")
print(f"\nThe greatest distance is {worst:.2f} standard errors.")
