"""Fairlets and fair clusters: Tightbound against the code of the paper's authors and PyPI's kmedoids, in rounds.

The authors' file is read from a folder that is given; what is run of it is its tree and its decomposition, without MATLAB.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time
import types

import numpy

binary, authors, rounds, adult = os.path.abspath(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4:5]
parts = sys.argv[5:] or ["speed", "slope", "people", "medoids", "assignments"]


def authors_module():
    """The functions of fairtree.py, without its main program."""
    with open(os.path.join(authors, "fairtree.py")) as file:
        text = file.read().split("### MAIN ###")[0].replace("import matlab.engine\n", "")
    module = types.ModuleType("fairtree")
    exec(compile(text, "fairtree.py", "exec"), module.__dict__)
    return module


sys.setrecursionlimit(100_000)
fairtree = authors_module()


def theirs(points, groups, p, q, seed):
    numpy.random.seed(seed)
    fairtree.FAIRLETS.clear()
    fairtree.FAIRLET_CENTERS.clear()
    start = time.perf_counter()
    root = fairtree.build_quadtree(points)
    cost = fairtree.tree_fairlet_decomposition(p, q, root, points, groups)
    return time.perf_counter() - start, cost


def ours(*arguments):
    run = subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True, check=True)
    return [float(word) for word in run.stdout.split()]


def gaussians(n, d, seed):
    """20 Gaussians of deviation .03 in the unit cube; each has its own share of one colour, from .35 to .65."""
    random = numpy.random.default_rng(seed)
    centres, shares = random.random((20, d)), random.uniform(0.35, 0.65, 20)
    which = random.integers(0, 20, n)
    points = centres[which] + 0.03 * random.standard_normal((n, d))
    return points, (random.random(n) < shares[which]).astype(numpy.int64)


def saved(work, points, groups):
    numpy.save(f"{work}/x.npy", points)
    numpy.save(f"{work}/g.npy", groups)
    return f"{work}/x.npy", f"{work}/g.npy"


def speed(work):
    print("| n | d | balance | ours, 1 tree, s | cost | 4 trees and 2 repairs, s | cost | authors' code, s | cost | theirs / ours |")
    print("|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|")
    for n, d, p, q in [(10_000, 2, 1, 2), (10_000, 5, 1, 2), (100_000, 2, 1, 2), (100_000, 5, 1, 2), (100_000, 2, 4, 5)]:
        points, groups = gaussians(n, d, n + d)
        files = saved(work, points, groups)
        single, several, peer = [], [], []
        for number in range(rounds):
            single.append(ours("fairlets", *files, f"{p}:{q}", 1, 0))
            several.append(ours("fairlets", *files, f"{p}:{q}", 4, 2))
            peer.append(theirs(points, groups.tolist(), p, q, number))
        fast, best, slow = (statistics.median(run[0] for run in runs) for runs in (single, several, peer))
        cost = statistics.mean(run[1] for run in peer)
        print(f"| {n} | {d} | {p}:{q} | {fast:.3f} | {single[0][1]:.1f} | {best:.3f} | {several[0][1]:.1f} | {slow:.2f} | {cost:.1f} | {slow / fast:.0f} |")


def slope(work):
    """From 10^5 points on, where what does not grow with n is nothing beside what does; each size in one
    process, the median of 5 rounds (3 for 3,162,278; 1 for 10^7)."""
    sizes = [100_000, 316_228, 1_000_000, 3_162_278, 10_000_000]
    print(f"\n| d | {' | '.join(f'{n:,}' for n in sizes)} | log-log slope |\n|--:|{'--:|' * (len(sizes) + 1)}")
    for d in (2, 5):
        seconds = []
        for n in sizes:
            files = saved(work, *gaussians(n, d, n))
            seconds.append(ours("fairlets", *files, "1:2", 1, 0, "tree", 5 if n <= 1_000_000 else 3 if n < 10_000_000 else 1)[0])
        fit = numpy.polyfit(numpy.log(sizes), numpy.log(seconds), 1)[0]
        print(f"| {d} | {' | '.join(f'{s:.3f}' for s in seconds)} | {fit:.2f} |", flush=True)
    files = saved(work, *gaussians(1_000_000, 2, 1_000_000))
    print(f"\nn = 1,000,000, d = 2, 4 trees and 2 repairs: {ours('fairlets', *files, '1:2', 4, 2)[0]:.2f} s")


def people(work):
    """Adult's first rows, sex against age, fnlwgt, education-num, capital-gain and hours-per-week."""
    if not adult:
        return
    rows = []
    with open(adult[0]) as file:
        for line in file:
            fields = [field.strip() for field in line.split(",")]
            if len(fields) == 15:
                rows.append([0 if fields[9] == "Female" else 1] + [float(fields[k]) for k in (0, 2, 4, 10, 12)])
    table = numpy.array(rows)
    print("\n| Adult, 600 rows, 1:2 | authors' code, mean of 5 | tree, mean of 5 seeds' trees | 4 trees, 2 repairs | flow |")
    print("|---|--:|--:|--:|--:|")
    for name in ("raw", "z-scored"):
        random = numpy.random.default_rng(1)
        # As many women as 1:2 needs, and a sample that has them.
        while True:
            part = table[random.permutation(len(table))[:600]]
            women = int((part[:, 0] == 0).sum())
            if 2 * women >= 600 - women:
                break
        points, groups = part[:, 1:].copy(), part[:, 0].astype(numpy.int64)
        if name == "z-scored":
            points = (points - points.mean(axis=0)) / points.std(axis=0)
        files = saved(work, points, groups)
        peer = statistics.mean(theirs(points, groups.tolist(), 1, 2, seed)[1] for seed in range(5))
        one = ours("fairlets", *files, "1:2", 1, 0)[1]
        tree = ours("fairlets", *files, "1:2", 4, 2)[1]
        flow = ours("fairlets", *files, "1:2", 1, 0, "flow")[1]
        if name == "raw":
            # Whole numbers: the certificate's distances are exact.
            stars = ours("stars", *files, "1:2")
        print(f"| {name} | {peer:.1f} | {one:.1f} | {tree:.1f} ({tree / peer:.2f}) | {flow:.1f} ({flow / peer:.2f}) |")
    print(f"\nThe best stars of the 600 raw rows, l1: cost {stars[1]:.0f}, proved by potentials to be the least: {stars[2]:.0f}; "
          f"flow {stars[0]:.3f} s, verified in {stars[3]:.3f} s")


def assignments(work):
    print("\n| points, l1, 1:2 | bound by assignments, s |\n|--:|--:|")
    random = numpy.random.default_rng(3)
    for n in (25, 50, 100, 200):
        files = saved(work, random.integers(0, 100_000, (n, 5)).astype(float), (numpy.arange(n) % 5 < 2).astype(numpy.int64))
        print(f"| {n} | {ours('assignments', *files, '1:2')[0]:.2f} |", flush=True)


def medoids(work):
    import kmedoids

    points, groups = gaussians(4000, 2, 7)
    files = saved(work, points, groups)
    mine, peer, costs = [], [], []
    for number in range(rounds):
        mine.append(ours("cluster", *files, "1:2", 20))
        matrix = numpy.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
        start = time.perf_counter()
        found = kmedoids.fasterpam(matrix, 20, random_state=number)
        peer.append(time.perf_counter() - start)
        costs.append(found.loss)
    fast = statistics.median(run[0] for run in mine)
    print(f"\nk = 20, n = 4000: ours, fairlets and clusters, {fast:.3f} s, fair cost {mine[0][1]:.2f}; kmedoids "
          f"{kmedoids.__version__ if hasattr(kmedoids, '__version__') else ''} on a ready matrix {statistics.median(peer):.3f} s, "
          f"cost without fairness {min(costs):.2f}; ratio {statistics.median(peer) / fast:.1f}")


with tempfile.TemporaryDirectory() as work:
    for part in parts:
        {"speed": speed, "slope": slope, "people": people, "medoids": medoids, "assignments": assignments}[part](work)
