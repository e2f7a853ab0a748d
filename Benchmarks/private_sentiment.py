"""A private logistic head on sentence embeddings: accuracy against epsilon."""
import sys

from private_runs import mean, train

program, data, folder, seeds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
ANCHORS = {"0.5": 76.0, "1": 77.6, "2": 78.8, "4": 79.6}


def configuration(epsilon):
    return {"model": {"initial": "zeros"},
            "data": {"train": f"{data}/xtr.npy", "trainLabels": f"{data}/ytr.npy", "test": f"{data}/xte.npy",
                     "testLabels": f"{data}/yte.npy", "classes": 2},
            "clipping": {"rule": "exact", "groups": "flat", "threshold": "0.5", "steps": 4096},
            "optimizer": {"name": "sgd", "rate": 8},
            "privacy": {"epsilon": epsilon, "delta": "1/28000", "q": "256/2800", "steps": 110, "expectedBatch": "256"},
            "threads": 1}


print("| ε | σ | accuracy, % | anchor, % |\n|--:|--:|--:|--:|")
failures = []
for epsilon, anchor in ANCHORS.items():
    lines = [train(program, folder, f"e{epsilon}", configuration(epsilon), seed) for seed in range(1, seeds + 1)]
    accuracy, error = mean([100 * line["testAccuracy"] for line in lines])
    assert all(line["epsilon"] <= float(epsilon) for line in lines)
    print(f"| {epsilon} | {lines[0]['sigma']:g} | {accuracy:.2f} ± {error:.2f} | {anchor} |", flush=True)
    if accuracy < anchor - 2:
        failures.append(epsilon)
if failures:
    sys.exit(f"more than 2 points below the anchor at ε {', '.join(failures)}")
