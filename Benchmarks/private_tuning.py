"""An encoder whose last layer is tuned privately, beside its head alone."""
import csv
import sys

from private_runs import mean, train_all

program, model, data, folder, seeds, written = sys.argv[1:5] + [int(sys.argv[5]), sys.argv[6]]


def configuration(tuning):
    return {"model": {"encoder": model, "longest": 48, **tuning},
            "data": {"train": f"{data}/train.txt", "trainLabels": f"{data}/ytr.npy", "test": f"{data}/test.txt",
                     "testLabels": f"{data}/yte.npy", "classes": 2},
            "clipping": {"rule": "abadi", "groups": "per-layer", "threshold": "1", "adaptive": {"target": 0.5, "rate": 0.3}},
            "optimizer": {"name": "adam", "rate": 0.02},
            "privacy": {"epsilon": "4", "delta": "1/28000", "q": "256/2800", "steps": 60, "expectedBatch": "256"},
            "threads": 1}


arms = {"head": {"tuning": "head"}, "low-rank": {"tuning": "low-rank", "rank": 4, "lastLayers": 1, "scale": 0.1}}
jobs = [(arm, seed) for seed in range(1, seeds + 1) for arm in arms]
found = {arm: [] for arm in arms}
for (arm, _), line in zip(jobs, train_all(program, folder, [(arm, configuration(arms[arm]), seed) for arm, seed in jobs])):
    assert line["epsilon"] <= 4
    found[arm].append(100 * line["testAccuracy"])
with open(written, "w") as file:
    lines = csv.writer(file, lineterminator="\n")
    lines.writerow(["seed", *arms])
    lines.writerows([seed + 1, *(f"{found[arm][seed]:.2f}" for arm in arms)] for seed in range(seeds))
print("| what is trained | accuracy, % |\n|---|--:|")
for arm, values in found.items():
    print(f"| {arm} | {mean(values)[0]:.2f} ± {mean(values)[1]:.2f} |")
gain, error = mean([x - y for x, y in zip(found["low-rank"], found["head"])])
print(f"| low-rank less head, points | {gain:+.2f} ± {error:.2f} |")
