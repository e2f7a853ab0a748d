"""Orthogonal Vectors: Tightbound's algorithms against plain C, in rounds; every count is compared."""
import statistics
import subprocess
import sys
import tempfile

ours, peer, rounds, selected = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
# Of an algorithm that takes longer than this, one round is enough.
slow = 1.0
fast = ["auto", "rows", "columns", "zeta", "light-first"]
everything = fast + ["branching", "sparse"]
# The table of the hardness dossier, then instances on which other algorithms are at their best.
cells = [
    ("n=4096,d=32,p=50", everything), ("n=16384,d=16,p=50", everything), ("n=16384,d=32,p=50", everything),
    ("n=16384,d=64,p=50", everything), ("n=65536,d=24,p=50", everything), ("n=65536,d=32,p=50", everything),
    ("n=4096,d=32,p=25", everything), ("n=16384,d=16,p=25", everything), ("n=16384,d=32,p=25", everything),
    ("n=16384,d=64,p=25", fast), ("n=65536,d=24,p=25", fast + ["sparse"]), ("n=65536,d=32,p=25", fast),
    ("n=16,d=32,p=50", everything + ["polynomial"]), ("n=256,d=32,p=50", everything),
    ("n=1024,d=8,p=50", everything + ["polynomial"]), ("n=1024,d=16,p=50", everything + ["polynomial"]),
    ("n=16384,d=128,p=25", fast), ("n=65536,d=20,p=50", everything), ("n=65536,d=64,p=90", everything),
    ("n=65536,d=200,w=2", ["auto", "columns", "zeta", "light-first", "sparse"]),
]


def run(*arguments):
    lines = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.splitlines()
    return [line.split("\t") for line in lines]


def shown(seconds):
    return "-" if seconds is None else f"{1000 * seconds:.3g}"


def ratio(theirs, mine):
    return "-" if theirs is None or mine is None else f"{theirs / mine:.1f}"


against, among, choices = [], [], []
with tempfile.TemporaryDirectory() as folder:
    for name, algorithms in cells:
        if selected and name not in selected:
            continue
        print(name, file=sys.stderr)
        path = f"{folder}/instance"
        run(ours, "write", name, path)
        mine, plain, choice, counts = {}, {}, "", set()
        for _ in range(rounds):
            again = [a for a in algorithms if a not in mine or statistics.median(mine[a]) < slow]
            for algorithm, seconds, count, *_ in run(ours, "measure", path, "0.2", *again):
                if algorithm == "choice":
                    choice = count
                elif seconds != "refused":
                    mine.setdefault(algorithm, []).append(float(seconds))
                    if algorithm != "light-first":
                        counts.add(int(count))
            for variant, seconds, count in run(peer, path, "0.2"):
                plain.setdefault(variant, []).append(float(seconds))
                counts.add(int(count))
        assert len(counts) == 1, f"{name}: different counts {counts}"
        mine = {algorithm: statistics.median(values) for algorithm, values in mine.items()}
        plain = {variant: statistics.median(values) for variant, values in plain.items()}

        def best(kind):
            return min((seconds for variant, seconds in plain.items() if variant.startswith(kind)), default=None)

        cells_shown = [name.replace(",", ", "), str(counts.pop())]
        for kind in ["rows", "columns", "zeta"]:
            cells_shown += [shown(mine.get(kind)), shown(best(kind)), ratio(best(kind), mine.get(kind))]
        against.append(cells_shown)
        among.append([name.replace(",", ", ")] + [
            shown(mine.get(a)) for a in ["rows", "columns", "zeta", "branching", "sparse", "polynomial", "light-first"]])
        counting = {a: s for a, s in mine.items() if a not in ("auto", "light-first")}
        fastest = min(counting, key=counting.get)
        choices.append([name.replace(",", ", "), choice, shown(mine["auto"]), fastest, shown(counting[fastest]),
                        f"{mine['auto'] / counting[fastest]:.2f}"])


def table(heading, rows):
    print("| " + " | ".join(heading) + " |")
    print("|---" + "|--:" * (len(heading) - 1) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


print("Milliseconds of the processor; C is the best of its variants; C / ours is how many times as long C takes.\n")
table(["instance", "pairs", "rows", "C", "C / ours", "columns", "C", "C / ours", "zeta", "C", "C / ours"], against)
print("All algorithms, milliseconds. `light-first` decides and does not count; - is refused or left out.\n")
table(["instance", "rows", "columns", "zeta", "branching", "sparse", "polynomial", "light-first"], among)
print("What `auto` chooses, and the fastest of those that count.\n")
table(["instance", "auto", "ms", "fastest", "ms", "auto / fastest"], choices)
