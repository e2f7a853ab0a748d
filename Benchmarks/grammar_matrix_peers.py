"""Compressed matrices against mm-repair (C), scipy and numpy: prepares the data, runs all of them in rounds, prints tables.

usage: grammar_matrix_peers.py SCRATCH MM_REPAIR PROGRAM DIGITS.csv ROUNDS
"""

import os
import statistics
import subprocess
import sys
import time

import numpy as np
import scipy
import scipy.sparse


def synthetic():
    """100,000 × 54: six factors of 40 levels, each of which determines nine columns, and 2 % of the entries at random."""
    rng = np.random.default_rng(0)
    rows, factors, levels, width = 100_000, 6, 40, 9
    matrix = np.empty((rows, factors * width))
    for factor in range(factors):
        level = rng.integers(0, levels, rows)
        table = rng.integers(0, 50, (levels, width))
        matrix[:, factor * width : (factor + 1) * width] = table[level]
    changed = rng.random(matrix.shape) < 0.02
    matrix[changed] = rng.integers(0, 50, changed.sum())
    return matrix


def write_csrv(name, matrix):
    """The matrix as mm-repair's csvmat2csrv writes it: the values, and 1 + index · columns + column, with 0 after each row."""
    row, column = np.nonzero(matrix)
    entries = matrix[row, column]
    values, first, inverse = np.unique(entries, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    symbols = np.zeros(len(row) + matrix.shape[0], dtype=np.int32)
    symbols[np.arange(len(row)) + row] = 1 + rank[inverse] * matrix.shape[1] + column
    values[order].tofile(name + ".val")
    symbols.tofile(name + ".vc")
    middle = (matrix.shape[0] + 1) // 2
    cut = np.flatnonzero(symbols == 0)[middle - 1] + 1
    symbols[:cut].tofile(name + ".2.0.vc")
    symbols[cut:].tofile(name + ".2.1.vc")
    np.ones(matrix.shape[1]).tofile(name + ".x")


def seconds(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def irepair(tools, name):
    took = seconds([tools + "/brepair/irepair0", name + ".vc", "4000"])
    for part in (".2.0", ".2.1"):
        seconds([tools + "/brepair/irepair0", name + part + ".vc", "4000"])
    for part in ("", ".2.0", ".2.1"):
        for kind in (".vc.R", ".vc.C"):
            seconds([tools + "/sdsl/encode.x", name + part + kind])
    return took


def mm_repair(tools, program, name, shape, blocks, iterations):
    """Milliseconds of both products: a run with many of them less a run with one."""
    command = [f"{tools}/{program}", "-b", str(blocks), name, str(shape[0]), str(shape[1]), name + ".x"]
    one = min(seconds(command + ["-n", "1"]) for _ in range(2))
    return (seconds(command + ["-n", str(iterations + 1)]) - one) / iterations * 1e3


def python_peer(multiply, transposed, columns, iterations):
    x = np.ones(columns)
    times = []
    for _ in range(iterations):
        start = time.perf_counter()
        y = multiply(x)
        x = transposed(y)
        times.append((time.perf_counter() - start) * 1e3)
        x = x / np.linalg.norm(x)
    return statistics.median(times)


def spread(figures):
    return f"{statistics.median(figures):.3g} ({min(figures):.3g} ... {max(figures):.3g})"


def compare(name, matrix, tools, program, rounds, iterations):
    dense_bytes = 8 * matrix.size
    matrix.tofile(name + ".f64")
    write_csrv(name, matrix)
    sparse = scipy.sparse.csr_array(matrix)
    times, sizes, builds, grammars = {}, {}, {}, {}

    def add(table, key, figure):
        table.setdefault(key, []).append(figure)

    for turn in range(rounds):
        print(f"{os.path.basename(name)}: round {turn + 1} of {rounds}", file=sys.stderr)
        add(builds, "irepair0", irepair(tools, name) * 1e3)
        lines = subprocess.run(
            [program, name, str(matrix.shape[0]), str(matrix.shape[1]), str(iterations)],
            check=True, capture_output=True, text=True).stdout.splitlines()
        for line in lines:
            kind, *fields = line.split("\t")
            if kind == "build":
                add(builds, "tightbound", float(fields[0]))
                grammars["tightbound"] = (int(fields[1]), int(fields[2]))
            elif kind == "import":
                grammars["irepair0"] = (int(fields[1]), int(fields[2]))
                assert fields[3] == "true", "irepair's grammar was not read as the matrix"
            elif kind == "dealt":
                dealt = fields
            else:
                encoding, threads = fields[0], int(fields[1])
                add(times, (f"tightbound {encoding}", threads), float(fields[2]) + float(fields[3]))
                sizes[f"tightbound {encoding}"] = int(fields[4])
                y = matrix @ np.ones(matrix.shape[1])
                assert float(fields[5]) == y.sum() and float(fields[6]) == (y @ matrix).sum(), "wrong product"
        for peer, kinds in (("re32mm", ("", "")), ("reivmm", (".iv", ".iv"))):
            for blocks in (1, 2):
                add(times, (f"mm-repair {peer}", blocks), mm_repair(tools, peer, name, matrix.shape, blocks, iterations))
            sizes[f"mm-repair {peer}"] = os.path.getsize(name + ".val") + sum(
                os.path.getsize(name + kind + end) for kind, end in zip((".vc.R", ".vc.C"), kinds))
        add(times, ("numpy dense", 1), python_peer(
            lambda x: matrix @ x, lambda y: y @ matrix, matrix.shape[1], iterations))
        transposed = sparse.T
        add(times, ("scipy CSR", 1), python_peer(
            lambda x: sparse @ x, lambda y: transposed @ y, matrix.shape[1], iterations))
    sizes["numpy dense"] = dense_bytes
    sizes["scipy CSR"] = sparse.data.nbytes + sparse.indices.nbytes + sparse.indptr.nbytes
    reference = statistics.median(times[("mm-repair re32mm", 1)])
    print(f"\n{os.path.basename(name)}, {matrix.shape[0]} × {matrix.shape[1]}, {sparse.nnz} nonzero entries\n")
    print("| program | threads | M x and Mᵀ y, ms (fastest ... slowest) | mm-repair re32mm, 1 thread / it | memory, % of dense |")
    print("|---|--:|--:|--:|--:|")
    for (peer, threads), figures in times.items():
        print(f"| {peer} | {threads} | {spread(figures)} | {reference / statistics.median(figures):.2f}"
              f" | {100 * sizes[peer] / dense_bytes:.2f} |")
    print("\n| grammar | build, ms (fastest ... slowest) | R | \\|C\\| | 2R + \\|C\\| |")
    print("|---|--:|--:|--:|--:|")
    for peer in ("tightbound", "irepair0"):
        rules, length = grammars[peer]
        print(f"| {peer} | {spread(builds[peer])} | {rules} | {length} | {2 * rules + length} |")
    print(f"\nColumns dealt out in steps of 23: 2R + |C| = {dealt[0]}; with a path cover {dealt[1]}"
          f" (in {float(dealt[2]):.3g} ms, all in all).")


def main():
    scratch, tools, program, digits, rounds = sys.argv[1:]
    compare(scratch + "/synthetic", synthetic(), tools, program, int(rounds), 100)
    if os.path.exists(digits):
        compare(scratch + "/digits", np.loadtxt(digits, delimiter=",")[:, :64], tools, program, int(rounds), 2000)
    else:
        print("digits: left out; `./setup --models` fetches Models/digits.csv", file=sys.stderr)
    print(f"\nnumpy {np.__version__}, scipy {scipy.__version__}.")


main()
