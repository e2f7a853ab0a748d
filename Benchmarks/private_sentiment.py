"""A private logistic head on sentence embeddings: accuracy against epsilon, and an audit of what is claimed."""
import csv
import json
import pathlib
import random
import struct
import subprocess
import sys

import numpy

from private_runs import mean, train

program, data, folder, seeds, written = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5]
# Accuracy of a prototype in NumPy without exact arithmetic.
ANCHORS = {"0.5": 76.0, "1": 77.6, "2": 78.8, "4": 79.6, "no noise": 79.5}
STEPS, RATE, BATCH, BOUND = 110, 8, 256, 0.5
failures = []


def configuration(epsilon, delta, files):
    return {"model": {"initial": "zeros"}, "data": {**files, "classes": 2},
            "clipping": {"rule": "exact", "groups": "flat", "threshold": str(BOUND), "steps": 4096},
            "optimizer": {"name": "sgd", "rate": RATE},
            "privacy": {"epsilon": epsilon, "delta": delta, "q": "256/2800", "steps": STEPS, "expectedBatch": str(BATCH)},
            "threads": 1}


def without_noise(seed):
    """The same steps in NumPy, with clipping and without noise."""
    generator = numpy.random.default_rng(seed)
    (x, y), (test, labels) = [[numpy.load(f"{data}/{name}{part}.npy") for name in "xy"] for part in ("tr", "te")]
    x, test = [numpy.hstack([rows, numpy.ones((len(rows), 1))]) for rows in (x, test)]
    weights = numpy.zeros((2, x.shape[1]))
    for _ in range(STEPS):
        drawn = generator.random(len(x)) < BATCH / 2800
        scores = x[drawn] @ weights.T
        chances = numpy.exp(scores - scores.max(1, keepdims=True))
        chances /= chances.sum(1, keepdims=True)
        chances[numpy.arange(len(chances)), y[drawn]] -= 1
        norms = numpy.linalg.norm(chances, axis=1) * numpy.linalg.norm(x[drawn], axis=1)
        chances *= numpy.minimum(1, BOUND / norms)[:, None]
        weights -= RATE / BATCH * chances.T @ x[drawn]
    return {"testAccuracy": float(((test @ weights.T).argmax(1) == labels).mean()), "sigma": 0.0, "epsilon": 0.0}


def accuracies():
    files = {"train": f"{data}/xtr.npy", "trainLabels": f"{data}/ytr.npy",
             "test": f"{data}/xte.npy", "testLabels": f"{data}/yte.npy"}
    print("| ε | σ | accuracy, % | anchor, % |\n|--:|--:|--:|--:|")
    with open(written, "w") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["epsilon", "sigma", "seed", "accuracy"])
        for epsilon, anchor in ANCHORS.items():
            lines = [without_noise(seed) if epsilon == "no noise"
                     else train(program, folder, f"e{epsilon}", configuration(epsilon, "1/28000", files), seed)
                     for seed in range(1, seeds + 1)]
            accuracy, error = mean([100 * line["testAccuracy"] for line in lines])
            for seed, line in enumerate(lines, 1):
                table.writerow([epsilon, line["sigma"], seed, f"{100 * line['testAccuracy']:.2f}"])
            if epsilon != "no noise":
                assert all(line["epsilon"] <= float(epsilon) for line in lines)
            print(f"| {epsilon} | {lines[0]['sigma']:g} | {accuracy:.2f} ± {error:.2f} | {anchor} |", flush=True)
            if accuracy < anchor - 2:
                failures.append(f"accuracy at ε {epsilon} is more than 2 points below the anchor")


def weights(run):
    """The weights of a head, from its checkpoint."""
    content = (run / "checkpoint.safetensors").read_bytes()
    size = struct.unpack("<Q", content[:8])[0]
    entry = json.loads(content[8:8 + size])["layers.0.weight"]
    first, last = entry["data_offsets"]
    return numpy.frombuffer(content[8 + size + first:8 + size + last], "<f4").reshape(entry["shape"])


CANARIES, GUESSES, DELTA = 2000, 1000, "1e-10"


def refuted(epsilon, seed):
    """Trains with canaries that are in by fair coins, guesses the coins from the weights; which ε the guesses refute.

    A canary has a column of its own, which is 0 for all others: nothing else moves its weights but noise. Labels alternate, so that the bias
    does not learn them."""
    coins = random.Random(f"coins {seed}")
    present = [coins.random() < 0.5 for _ in range(CANARIES)]
    x = numpy.load(f"{data}/xtr.npy")
    y = numpy.load(f"{data}/ytr.npy")
    rows = numpy.zeros((sum(present), x.shape[1] + CANARIES), dtype=numpy.float32)
    inside = [i for i in range(CANARIES) if present[i]]
    for row, canary in enumerate(inside):
        rows[row, x.shape[1] + canary] = 1
    wide = numpy.hstack([x, numpy.zeros((len(x), CANARIES), dtype=numpy.float32)])
    numpy.save(f"{folder}/canaries-x.npy", numpy.vstack([wide, rows]))
    numpy.save(f"{folder}/canaries-y.npy", numpy.concatenate([y, numpy.array(inside, dtype=numpy.int64) % 2]))
    files = {"train": f"{folder}/canaries-x.npy", "trainLabels": f"{folder}/canaries-y.npy"}
    train(program, folder, f"audit{epsilon}", configuration(epsilon, DELTA, files), seed)
    head = weights(pathlib.Path(folder) / f"audit{epsilon}-{seed}")[:, x.shape[1]:]
    order = numpy.argsort((head[1] - head[0]) * (2 * (numpy.arange(CANARIES) % 2) - 1), kind="stable")
    right = (sum(not present[i] for i in order[:GUESSES // 2]) + sum(present[i] for i in order[-GUESSES // 2:]))
    found = subprocess.run(
        [program, "dp", "audit", "--canaries", str(CANARIES), "--guesses", str(GUESSES), "--correct", str(right), "--delta", DELTA,
         "--confidence", "0.999999", "--format", "json"], capture_output=True, text=True, check=True)
    return right, float(json.loads(found.stdout)["epsilon"]["lower"])


def audits():
    print(f"\nGuesses that are right, of {GUESSES}, and the ε that they refute:\n")
    print("| claimed ε | seeds | right | largest refuted ε |\n|--:|--:|--:|--:|")
    for epsilon in ["0.5", "1", "2", "4"]:
        found = [refuted(epsilon, seed) for seed in range(1, seeds + 1)]
        print(f"| {epsilon} | {seeds} | {', '.join(str(right) for right, _ in found)} "
              f"| {max(bound for _, bound in found):.3f} |", flush=True)
        if max(bound for _, bound in found) > float(epsilon):
            failures.append(f"the audit refutes ε {epsilon}")
    # An audit that refutes nothing could be blind. Who claims 2 for a run with next to no noise is found out.
    right, bound = refuted("5000", 1)
    print(f"| 2, in truth 5000 | 1 | {right} | {bound:.3f} |")
    if not bound > 2:
        failures.append("the audit does not notice noise that is too small")


accuracies()
audits()
if failures:
    sys.exit("; ".join(failures))
