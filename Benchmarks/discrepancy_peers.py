"""Vertex rounding and exact linear programs: Tightbound against GLPK's exact simplex method and QSopt_ex, in rounds."""
import fractions
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import numpy

tightbound, rounds = os.path.abspath(sys.argv[1]), int(sys.argv[2])


def timed(*arguments):
    start = time.perf_counter()
    run = subprocess.run(arguments, capture_output=True, text=True, check=True)
    return time.perf_counter() - start, run.stdout


def shown(seconds):
    return f"{statistics.median(seconds):.3f} ({min(seconds):.3f} ... {max(seconds):.3f})"


def rounding_program(rows, point, path):
    """The program whose vertices are wanted, as CPLEX-LP with integers: rows and point are scaled to that."""
    with open(path, "w") as file:
        file.write("Minimize\n obj:")
        for j, x in enumerate(point):
            file.write(f" {'+' if 12 - 2 * x >= 0 else '-'} {abs(12 - 2 * x)} x{j}\n")
        file.write("Subject To\n")
        for i, row in enumerate(rows):
            terms = "\n".join(f" {'+' if a >= 0 else '-'} {12 * abs(a)} x{j}" for j, a in enumerate(row))
            file.write(f" c{i}:{terms} = {int(numpy.dot(row, point))}\n")
        file.write("Bounds\n" + "".join(f" x{j} <= 1\n" for j in range(len(point))) + "End\n")


def glpk(work):
    print("| n | m | tightbound round, simplex, s | kernel walk, s | glpsol --exact, s | glpsol / simplex |")
    print("|--:|--:|--:|--:|--:|--:|")
    for n, m in [(100, 10), (400, 40)]:
        random = numpy.random.default_rng(n)
        rows = random.integers(-9, 10, size=(m, n))
        point = random.integers(1, 12, size=n)
        numpy.savetxt(f"{work}/m.csv", rows, fmt="%d", delimiter=",")
        with open(f"{work}/x.csv", "w") as file:
            file.write("".join(f"{x}/12\n" for x in point))
        rounding_program(rows, point, f"{work}/p.lp")
        simplex, walk, exact = [], [], []
        for _ in range(rounds):
            arguments = [tightbound, "round", "--matrix", f"{work}/m.csv", "--point", f"{work}/x.csv", "--method", "vertex"]
            seconds, _ = timed(*arguments, "--format", "json", "-o", f"{work}/v.json")
            simplex.append(seconds)
            walk.append(timed(*arguments, "--back-end", "kernel-walk")[0])
            exact.append(timed("glpsol", "--exact", "--lp", f"{work}/p.lp")[0])
        print(f"| {n} | {m} | {shown(simplex)} | {shown(walk)} | {shown(exact)} | "
              f"{statistics.median(exact) / statistics.median(simplex):.0f} |")
        assert "verified" in timed(tightbound, "verify", f"{work}/v.json")[1]
    print()


def gradients(work):
    """Products of uniform numbers, so of widely different sizes, as doubles."""
    print("| n | m | back end | s | largest memory of any process so far, MiB | fractional | verify, s |")
    print("|--:|--:|---|--:|--:|--:|--:|")
    for n, m, back_end in [(2_000, 64, "simplex"), (2_000, 64, "column-blocks"),
                           (5_000, 64, "simplex"), (5_000, 64, "column-blocks"), (20_000, 64, "column-blocks"),
                           (100_000, 64, "column-blocks")]:
        random = numpy.random.default_rng(n)
        rows = (random.random((m, n)) - 0.5) * random.random((m, n)) * random.random((m, n))
        numpy.save(f"{work}/m.npy", rows)
        numpy.save(f"{work}/x.npy", random.random(n))
        arguments = [tightbound, "round", "--matrix", f"{work}/m.npy", "--point", f"{work}/x.npy", "--method", "vertex",
                     "--back-end", back_end, "--format", "json"]
        seconds, printed = [], ""
        for _ in range(rounds if n < 50_000 else 1):
            spent, printed = timed(*arguments)
            seconds.append(spent)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        answer = json.loads(printed)
        assert answer["largestChange"] == "0"
        verified = "not written"
        if n <= 20_000:
            timed(*arguments, "-o", f"{work}/v.json")
            spent, printed = timed(tightbound, "verify", f"{work}/v.json")
            assert "verified" in printed
            verified = f"{spent:.2f}"
        print(f"| {n} | {m} | {back_end} | {shown(seconds)} | {memory:.0f} | {answer['fractional']} | {verified} |")
    print()


def optima(work):
    print("| program | tightbound lp solve, s | QSopt_ex, s | exact steps | QSopt_ex / Tightbound |")
    print("|---|--:|--:|--:|--:|")
    for n, m, digits, density in [(50, 30, 2, 0.5), (200, 100, 2, 0.5), (400, 40, 2, 0.5), (200, 100, 6, 0.5),
                                  (1_000, 300, 2, 0.02)]:
        random = numpy.random.default_rng(n + m + digits)
        rows = random.integers(1, 10 ** digits, size=(m, n)) * (random.random((m, n)) < density)
        rows[numpy.arange(n) % m, numpy.arange(n)] += 1
        costs = random.integers(1, 10 ** digits, size=n)
        right = random.integers(n * 10 ** digits // 20, n * 10 ** digits // 4, size=m)
        with open(f"{work}/p.lp", "w") as file:
            file.write("Maximize\n obj:" + "".join(f" + {c} x{j}\n" for j, c in enumerate(costs)) + "Subject To\n")
            for i, row in enumerate(rows):
                terms = "\n".join(f" + {a} x{j}" for j, a in enumerate(row) if a)
                file.write(f" c{i}:{terms} <= {right[i]}\n")
            file.write("End\n")
        ours, theirs = [], []
        for _ in range(rounds):
            seconds, printed = timed(tightbound, "lp", "solve", f"{work}/p.lp", "--format", "json", "-o", f"{work}/c.json")
            ours.append(seconds)
            answer = json.loads(printed)
            theirs.append(timed("esolver", "-L", "-O", f"{work}/p.sol", f"{work}/p.lp")[0])
            with open(f"{work}/p.sol") as file:
                found = next(line.split("=")[1].strip() for line in file if "Value =" in line)
            assert fractions.Fraction(answer["value"]) == fractions.Fraction(found), "different optima"
        assert "verified" in timed(tightbound, "verify", f"{work}/c.json")[1]
        a, b = statistics.median(ours), statistics.median(theirs)
        print(f"| {n} columns, {m} rows, {digits} digits, {density:.0%} nonzeros | {shown(ours)} | {shown(theirs)} "
              f"| {answer['exactSteps']} | {b / a:.2f} |")


with tempfile.TemporaryDirectory() as work:
    glpk(work)
    gradients(work)
    optima(work)
