"""Orders of rounding side by side: over an encoder, and exactly on rows of weights.

orders.py TIGHTBOUND MODEL_FOLDER SNIPPETS ROWS COLUMNS
"""
import concurrent.futures
import fractions
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile

import numpy as np

ours, folder, snippets = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]
ROWS, COLUMNS = int(sys.argv[4]), int(sys.argv[5])
ORDERS = ["natural", "reversed", "activation", "least-pivot"]
lines = [line.split("\t") for line in open(snippets, encoding="latin-1")]
texts = [fields[2].strip() for fields in lines if len(fields) > 2 and abs(float(fields[1])) >= 1]
random.Random(1).shuffle(texts)


def encoder(work):
    for name, part in [("calibration", texts[:128]), ("test", texts[128:228])]:
        with open(f"{work}/{name}.txt", "w") as file:
            file.write("".join(text + "\n" for text in part))
    print("| bits, group | grids | " + " | ".join(ORDERS) + " |\n|---|---|" + "--:|" * len(ORDERS))
    for bits, group in [(4, 64), (3, 64), (2, 32)]:
        for grids in ["full", "searched"]:
            cells = []
            for order in ORDERS:
                subprocess.run(
                    [ours, "quantize", folder, "--method", "gptq", "--bits", str(bits), "--group", str(group), "--range", grids, "--order", order,
                     "--calibration", f"{work}/calibration.txt", "-o", f"{work}/out.safetensors"], check=True, capture_output=True)
                told = subprocess.run(
                    [ours, "encode", folder, f"{work}/test.txt", "--quantized", f"{work}/out.safetensors", "--compare", "-o", f"{work}/e.npy"],
                    check=True, capture_output=True, text=True).stderr
                cells.append(re.search(r"mean cosine (\S+ ± \S+)", told).group(1))
            print(f"| {bits}, {group} | {grids} | " + " | ".join(cells) + " |", flush=True)


def row(work, number):
    """Losses of a row by each order, over the least one, which a certificate proves."""
    generator = np.random.default_rng(number)
    turns = [np.linalg.qr(generator.normal(size=(COLUMNS, COLUMNS)))[0] for _ in range(2)]
    mixture = turns[0] * 0.8 ** np.arange(COLUMNS) @ turns[1]
    x = np.rint(40 * generator.normal(size=(4 * COLUMNS, COLUMNS)) @ mixture).astype(int)
    with open(f"{work}/h{number}.csv", "w") as file:
        file.write("".join(",".join(map(str, line)) + "\n" for line in x.T @ x + np.eye(COLUMNS, dtype=int)))
    with open(f"{work}/w{number}.csv", "w") as file:
        file.write(",".join(f"{weight}/997" for weight in generator.integers(-3000, 3000, COLUMNS)) + "\n")

    def losses(*options):
        command = [ours, "quantize", "row", "--hessian", f"{work}/h{number}.csv", "--weights", f"{work}/w{number}.csv", "--format", "json", *options]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return {answer["method"]: fractions.Fraction(answer["loss"]) for answer in told}

    found = losses("--method", "closest", "-o", f"{work}/c{number}.json")
    least = found["closest"]
    subprocess.run([ours, "verify", f"{work}/c{number}.json"], check=True, capture_output=True)
    result = {"nearest": losses("--method", "nearest")["nearest"] / least}
    for order in ORDERS:
        result["GPTQ, " + order] = losses("--method", "gptq", "--order", order)["gptq"] / least
    result["nearest plane, reduced basis"] = losses("--method", "reduced-nearest-plane")["reduced-nearest-plane"] / least
    return result


with tempfile.TemporaryDirectory() as work:
    encoder(work)
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        rows = list(pool.map(lambda number: row(work, number), range(1, ROWS + 1)))
print(f"\n{ROWS} rows of {COLUMNS} weights, each with a certificate of the least loss:\n")
print("| method | least | mean | greatest | the best integers |\n|---|--:|--:|--:|--:|")
for name in rows[0]:
    ratios = [float(ratio[name]) for ratio in rows]
    mean, error = np.mean(ratios), np.std(ratios, ddof=1) / math.sqrt(len(ratios))
    print(f"| {name} | {min(ratios):.2f} | {mean:.2f} ± {error:.2f} | {max(ratios):.2f} | {sum(ratio[name] == 1 for ratio in rows)} of {ROWS} |")
