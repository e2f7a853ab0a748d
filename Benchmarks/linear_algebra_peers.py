"""Times python-flint's fmpz_mat on the systems of LinearAlgebraBenchmark, and prints the table of all.

    linear_algebra_peers.py measure BITS ORDER...   lines as LinearAlgebraBenchmark prints them
    linear_algebra_peers.py table FILE...           medians over the files (one per round), with ratios, as Markdown
"""
import collections
import statistics
import sys
import time

MASK = 2**64 - 1
MODULUS = 2**61 - 1


class SplitMix64:
    def __init__(self, state):
        self.state = state

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def entry(self, bits):
        """An entry of at most `bits` bits and a random sign."""
        value = sum(self.next() << (64 * index) for index in range((bits + 63) // 64)) % (1 << bits)
        return value if self.next() & 1 == 0 else -value


def milliseconds(run):
    """Processor time: the fastest of up to nine runs, fewer once they took a second."""
    best, total = float("inf"), 0.0
    for _ in range(9):
        if total < 1:
            start = time.process_time()
            result = run()
            spent = time.process_time() - start
            best, total = min(best, spent), total + spent
    return best * 1e3, result


def measure(bits, orders):
    import flint

    for order in orders:
        stream = SplitMix64(order)
        matrix = flint.fmpz_mat(order, order, [stream.entry(bits) for _ in range(order * order)])
        right = flint.fmpz_mat(order, 1, [stream.entry(bits) for _ in range(order)])
        spent, determinant = milliseconds(matrix.det)
        print("flint", "determinant", bits, order, spent, int(determinant) % MODULUS, sep="\t")
        if determinant != 0:
            spent, solution = milliseconds(lambda: matrix.solve(right))
            check = 0
            for x in solution.entries():
                check = (check + int(x.p)) * 3 + int(x.q)
            print("flint", "solve", bits, order, spent, check % MODULUS, sep="\t")


def table(files):
    times = collections.defaultdict(list)
    checks = collections.defaultdict(set)
    for file in files:
        for line in open(file, encoding="utf-8"):
            peer, operation, bits, order, spent, check = line.rstrip("\n").split("\t")
            key = operation, int(bits), int(order)
            times[peer, key].append(float(spent))
            checks[key].add(check)
    for key, values in checks.items():
        if len(values) != 1:
            sys.exit(f"the peers disagree on {key}: {values}")
    median = {key: statistics.median(values) for key, values in times.items()}
    print("| operation | bits | order | fraction-free ms | multi-modular ms | automatic ms | FLINT ms | automatic/FLINT |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for key in sorted(checks):
        values = [median[peer, key] for peer in ("fractionFree", "multimodular", "automatic", "flint")]
        cells = [f"{value:.3g}" for value in values] + [f"{values[2] / max(values[3], 1e-6):.2f}"]
        print("| " + " | ".join([*map(str, key), *cells]) + " |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"] and len(sys.argv) > 3:
        measure(int(sys.argv[2]), [int(order) for order in sys.argv[3:]])
    elif sys.argv[1:2] == ["table"] and len(sys.argv) > 2:
        table(sys.argv[2:])
    else:
        sys.exit(__doc__)
