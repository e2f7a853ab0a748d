"""Times gmpy2 and python-flint on the operands of ExactBenchmark, and prints the table of all peers.

    exact_peers.py measure         tab-separated lines: peer, operation, bits, nanoseconds, check value
    exact_peers.py table FILE...   medians over the files (one per round), with ratios, as Markdown
"""
import collections
import math
import statistics
import sys
import time

MASK = 2**64 - 1
SIZES = [(30, 512), (62, 512), (64, 512), (1024, 256), (65536, 8)]
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

    def number(self, bits):
        """A number of exactly `bits` bits."""
        value = 0
        for limb in range((bits + 63) // 64):
            value |= self.next() << (64 * limb)
        return (value & ((1 << bits) - 1)) | 1 << (bits - 1)


def nanoseconds(operations, run):
    """Processor time per operation: the fastest of nine runs of at least 4 ms each, or of as many as fit in half a second."""

    def timed(count):
        start = time.process_time()
        run(count)
        return time.process_time() - start

    count = 1
    while timed(count) < 4e-3:
        count *= 2
    best, spent = math.inf, 0.0
    for _ in range(9):
        if spent < 0.5:
            run_time = timed(count)
            spent += run_time
            best = min(best, run_time)
    return best / (count * operations) * 1e9


def measure(peer, number, gcd, quotient):
    for bits, pairs in SIZES:
        stream = SplitMix64(bits)
        left, right, dividends = [], [], []
        for _ in range(pairs):
            left.append(number(stream.number(bits)))
            right.append(number(stream.number(bits)))
            dividends.append(number(stream.number(2 * bits)))
        near = list(zip(left, right))
        far = list(zip(dividends, right))
        zero = number(0)

        # Each loop body is spelled out: a function call would cost more than the operation.
        def empty(count):
            for _ in range(count):
                for a, b in near:
                    pass

        def add(count):
            for _ in range(count):
                for a, b in near:
                    a + b

        def sub(count):
            for _ in range(count):
                for a, b in far:
                    a - b

        def mul(count):
            for _ in range(count):
                for a, b in near:
                    a * b

        def div(count):
            for _ in range(count):
                for a, b in far:
                    a // b

        def gcds(count, gcd=gcd):
            for _ in range(count):
                for a, b in near:
                    gcd(a, b)

        def less(count):
            for _ in range(count):
                for a, b in near:
                    a < b

        def accumulate(count):
            for _ in range(count):
                total = zero
                for a, b in near:
                    total += a

        def inner(count):
            for _ in range(count):
                total = zero
                for a, b in near:
                    total += a * b

        def check(values):
            return sum(int(v) % MODULUS for v in values) % MODULUS

        checks = [
            ("empty loop", empty, ""),
            ("add", add, check(a + b for a, b in near)),
            ("sub", sub, check(a - b for a, b in far)),
            ("mul", mul, check(a * b for a, b in near)),
            ("div", div, check(a // b for a, b in far)),
            ("gcd", gcds, check(gcd(a, b) for a, b in near)),
            ("less", less, sum(a < b for a, b in near)),
            ("accumulate", accumulate, check(left)),
            ("inner product", inner, check(a * b for a, b in near)),
        ]
        for name, run, value in checks:
            print(peer, name, bits, nanoseconds(pairs, run), value, sep="\t")


def measure_all():
    import flint
    import gmpy2

    measure("gmpy2", gmpy2.mpz, gmpy2.gcd, None)
    measure("python-flint", flint.fmpz, lambda a, b: a.gcd(b), None)


# Exact run with the GMP that gmpy2's wheel brings, preloaded in place of the system's.
SAME_GMP = "Exact with gmpy2's GMP"


def table(files):
    times = collections.defaultdict(list)
    checks = collections.defaultdict(dict)
    for file in files:
        for line in open(file, encoding="utf-8"):
            peer, operation, bits, ns, check = line.rstrip("\n").split("\t")
            times[peer, operation, int(bits)].append(float(ns))
            checks[operation, int(bits)][peer] = check
    for (operation, bits), values in checks.items():
        if len(set(values.values())) != 1:
            sys.exit(f"the peers disagree on {operation} of {bits} bits: {values}")
    median = {key: statistics.median(values) for key, values in times.items()}
    fastest = {key: min(values) for key, values in times.items()}

    def net(peer, operation, bits, median=median):
        """Python's own loop is not the library's cost: subtract it. Exact and BigInt pay for their loops."""
        own = median["gmpy2", "empty loop", bits] if peer in ("gmpy2", "python-flint") else 0
        return max(median[peer, operation, bits] - own, 0.01)

    print("| operation | bits | Exact ns | gmpy2 ns | flint ns | BigInt ns "
          "| Exact/gmpy2 | Exact/gmpy2, fastest rounds | Exact/flint | Exact/BigInt |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    operations = ["add", "sub", "mul", "div", "gcd", "less", "accumulate", "inner product"]
    for operation in operations:
        for bits, _ in SIZES:
            own = net("Exact", operation, bits)
            others = [net(peer, operation, bits) for peer in ("gmpy2", "python-flint", "BigInt")]
            cells = [f"{value:.3g}" if value < 1000 else f"{value:.0f}" for value in [own, *others]]
            ratios = [f"{own / value:.2f}" for value in others]
            best = net("Exact", operation, bits, fastest) / net("gmpy2", operation, bits, fastest)
            print(f"| {operation} | {bits} | " + " | ".join(cells + [ratios[0], f"{best:.2f}"] + ratios[1:]) + " |")
    print()
    print("With the same GMP for both (gmpy2's, preloaded), where GMP's kernels take the time:")
    print()
    print("| operation | bits | Exact ns | gmpy2 ns | Exact/gmpy2 | fastest rounds |")
    print("|---|--:|--:|--:|--:|--:|")
    for operation in operations:
        for bits in (1024, 65536):
            own, other = net(SAME_GMP, operation, bits), net("gmpy2", operation, bits)
            best = net(SAME_GMP, operation, bits, fastest) / net("gmpy2", operation, bits, fastest)
            print(f"| {operation} | {bits} | {own:.0f} | {other:.0f} | {own / other:.2f} | {best:.2f} |")
    print()
    print("Empty loops, ns per step (already subtracted from the Python peers, contained in the others):")
    for peer in ("gmpy2", "python-flint", "Exact", "BigInt"):
        steps = [f"{bits} bits {median[peer, 'empty loop', bits]:.2f}" for bits, _ in SIZES]
        print(f"- {peer}: " + ", ".join(steps))
    spread = [max(v) / min(v) for (peer, op, _), v in times.items() if op != "empty loop" and peer in ("Exact", "gmpy2")]
    print(f"\nRounds: {len(files)}. Slowest over fastest round, Exact and gmpy2: median {statistics.median(spread):.2f}, "
          f"worst {max(spread):.2f}.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure_all()
    elif sys.argv[1:2] == ["table"] and len(sys.argv) > 2:
        table(sys.argv[2:])
    else:
        sys.exit(__doc__)
