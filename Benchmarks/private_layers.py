"""Fixed and adaptive thresholds where the gradients of layers differ a thousandfold."""
import csv
import gzip
import random
import sys

from private_runs import mean, train_all

program, digits, folder, seeds, table = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5]
opened = gzip.open(digits, "rt") if digits.endswith(".gz") else open(digits)
rows = [[float(x) for x in line.split(",")] for line in opened]
random.Random(1).shuffle(rows)
for name, part in (("train", rows[:1400]), ("test", rows[1400:])):
    with open(f"{folder}/{name}.csv", "w") as file:
        for row in part:
            file.write(",".join(f"{x:g}" for x in row) + "\n")


def configuration(scale, clipping):
    # Pixels are at most 16. Scaled, they scale the gradients of the first weights, and not those of biases.
    return {"model": {"hidden": [32]},
            "data": {"train": "train.csv", "test": "test.csv", "classes": 10, "scale": scale},
            "clipping": {"rule": "exact", "steps": 4096, "threshold": "1", **clipping},
            "optimizer": {"name": "adam", "rate": 0.1},
            "privacy": {"epsilon": "4", "delta": "1/14000", "q": "1/8", "steps": 100, "expectedBatch": "175"},
            "threads": 1}


SCALES = [0.001, 0.004]
adaptive = {"adaptive": {"target": 0.5, "rate": 0.3}}
arms = {
    "flat": {"groups": "flat"},
    "per layer, fixed": {"groups": "per-layer"},
    "per layer, adaptive": {"groups": "per-layer", **adaptive},
    "per parameter, fixed": {"groups": "per-parameter"},
    "per parameter, adaptive": {"groups": "per-parameter", **adaptive},
}
jobs = [(scale, arm, seed) for scale in SCALES for arm in arms for seed in range(1, seeds + 1)]
lines = train_all(program, folder, [(f"{arm.replace(', ', '-').replace(' ', '-')}-{scale}", configuration(scale, arms[arm]), seed)
                                    for scale, arm, seed in jobs])
found = {}
for (scale, arm, _), line in zip(jobs, lines):
    found.setdefault((scale, arm), []).append(100 * line["testAccuracy"])
with open(table, "w") as file:
    lines = csv.writer(file, lineterminator="\n")
    lines.writerow(["scale", "seed", *arms])
    lines.writerows([scale, seed + 1, *(f"{found[scale, arm][seed]:.2f}" for arm in arms)]
                    for scale in SCALES for seed in range(seeds))
print("| thresholds |" + "".join(f" scale {scale:g}, % |" for scale in SCALES) + "\n|---|" + "--:|" * len(SCALES))


def row(name, values, sign=""):
    print(f"| {name} |" + "".join(f" {middle:{sign}.2f} ± {error:.2f} |" for middle, error in values))


for arm in arms:
    row(arm, [mean(found[scale, arm]) for scale in SCALES])
failures = []
for groups in ("per layer", "per parameter"):
    for other in (f"{groups}, fixed", "flat"):
        arm = f"{groups}, adaptive"
        gains = [mean([x - y for x, y in zip(found[scale, arm], found[scale, other])]) for scale in SCALES]
        row(f"{arm}, less {other}", gains, "+")
        for scale, (gain, error) in zip(SCALES, gains):
            if other != "flat" and not gain > 3 * error:
                failures.append(f"{other}, equal, does not lose by three standard errors at scale {scale}")
            if other == "flat" and not gain > -3 * error:
                failures.append(f"{arm}, loses to flat clipping by three standard errors at scale {scale}")
if failures:
    sys.exit("; ".join(failures))
