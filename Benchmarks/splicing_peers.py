"""Shortest derivations: Tightbound's oracle against the same dynamic programme in C++ and in Python, in rounds."""
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ours, cpp, rounds = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), int(sys.argv[3])
infinity = float("inf")


def cost(target, neighbours):
    n = len(target)
    sums = [[infinity] * (n + 1) for _ in range(n + 1)]
    pieces = [[[None] * n for _ in range(len(text) + 1)] for text in neighbours]
    suffixes = [[[None] * n for _ in range(len(text) + 1)] for text in neighbours]
    for i in range(n - 1, -1, -1):
        tree, inner = [infinity] * (n + 1), sums[i + 1]
        for m, text in enumerate(neighbours):
            for l in range(len(text) - 1, -1, -1):
                below = suffixes[m][l + 1][i]
                if text[l] != target[i]:
                    suffixes[m][l][i] = below
                    continue
                row = [infinity] * (n + 1)
                row[i + 1] = 0
                longer = pieces[m][l + 1][i + 1] if i + 1 < n else None
                if longer:
                    row[i + 2:] = longer[i + 2:]
                for k in range(i + 2, n):
                    rest = suffixes[m][l + 1][k]
                    if rest:
                        inside = inner[k]
                        for j in range(k + 1, n + 1):
                            if inside + rest[j] < row[j]:
                                row[j] = inside + rest[j]
                pieces[m][l][i] = row
                suffixes[m][l][i] = [min(a, b) for a, b in zip(row, below)] if below else row
                for j in range(i + 1, n + 1):
                    if row[j] + 1 < tree[j]:
                        tree[j] = row[j] + 1
        sums[i] = tree[:]
        for k in range(i + 1, n):
            for j in range(k + 1, n + 1):
                if tree[k] + sums[k][j] < sums[i][j]:
                    sums[i][j] = tree[k] + sums[k][j]
    return sums[0][n]


def read(path):
    for line in open(path):
        numbers = [int(word) for word in line.split()]
        texts, place = [], 1
        for _ in range(numbers[0] + 1):
            texts.append(numbers[place + 1:place + 1 + numbers[place]])
            place += 1 + numbers[place]
        yield texts[0], texts[1:]


def run(*arguments):
    lines = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.splitlines()
    return {name: (float(seconds), int(total)) for name, seconds, total in (line.split("\t") for line in lines)}


with tempfile.TemporaryDirectory() as work:
    subprocess.run([ours, "write", work], check=True)
    print("| family | n | N | M | cost alone, ms | with derivation, ms | with interning, ms | C++, ms | Python, ms | C++ / cost |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for family in ["templated", "zipf1000-30", "zipf50-30", "zipf50-60", "binary-15", "binary-30", "binary-60"]:
        path = f"{work}/{family}"
        problems = list(read(path))
        found = {}
        for _ in range(rounds):
            results = {**run(ours, "measure", path, "0.4"), **run(cpp, path, "0.4")}
            # Python takes a part of the instances, and one round of the large ones.
            part = problems[:{"templated": 40, "binary-60": 0, "zipf50-60": 2, "binary-30": 1}.get(family, 5)]
            if part and (family == "templated" or "Python" not in found):
                start = time.perf_counter()
                for target, neighbours in part:
                    cost(target, neighbours)
                results["Python"] = ((time.perf_counter() - start) / len(part), 0)
            assert len({total for name, (_, total) in results.items() if name != "Python"}) == 1, "different costs"
            for name, (seconds, _) in results.items():
                found.setdefault(name, []).append(seconds)
        ms = {name: 1000 * statistics.median(values) for name, values in found.items()}
        size = [sum(values) / len(problems) for values in zip(
            *((len(target), sum(map(len, neighbours)), len(neighbours)) for target, neighbours in problems))]
        python = f"{ms['Python']:.1f}" if "Python" in ms else ""
        print(f"| {family} | {size[0]:.1f} | {size[1]:.0f} | {size[2]:.1f} | {ms['cost']:.4f} | {ms['derivation']:.4f} | "
              f"{ms['interning and derivation']:.4f} | {ms['C++']:.4f} | {python} | {ms['C++'] / ms['cost']:.1f} |")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nLargest memory of a peer's process, C++ included: {memory:.0f} MiB.")
