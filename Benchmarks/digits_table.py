"""Reports of `tightbound quantize perceptron` as tables: means with paired differences, and each seed."""
import json
import math
import pathlib
import sys


def mean(values):
    middle = sum(values) / len(values)
    return middle, math.sqrt(sum((v - middle) ** 2 for v in values) / (len(values) - 1) / len(values))


failures = []
print("| bits, group | method | accuracy, % | divergence | gain over nearest, points | divergence saved |")
print("|---|---|--:|--:|--:|--:|")
reports = {pathlib.Path(path).stem.replace("-", ", "): json.load(open(path)) for path in sys.argv[1:]}
for name, report in reports.items():
    each = report["each"]
    for row in report["rows"]:
        method = row["method"]
        accuracy = [100 * seed[method]["accuracy"] for seed in each]
        gains = [100 * (seed[method]["accuracy"] - seed["rtn"]["accuracy"]) for seed in each]
        saved = [seed["rtn"]["divergence"] - seed[method]["divergence"] for seed in each]
        (gain, gain_error), (less, less_error) = mean(gains), mean(saved)
        print(f"| {name} | {method} | {mean(accuracy)[0]:.2f} | {mean([s[method]['divergence'] for s in each])[0]:.4f} "
              f"| {gain:+.2f} ± {gain_error:.2f} | {less:+.4f} ± {less_error:.4f} |")
        if method in ("gptq", "discquant") and not (gain > 3 * gain_error and less > 3 * less_error):
            failures.append(f"{method} at {name}")
    difference = mean([100 * (s["discquant"]["accuracy"] - s["gptq"]["accuracy"]) for s in each])
    saved = mean([s["discquant"]["divergence"] - s["gptq"]["divergence"] for s in each])
    print(f"| {name} | discquant less gptq | | | {difference[0]:+.2f} ± {difference[1]:.2f} | {saved[0]:+.4f} ± {saved[1]:.4f} |")
for name, report in reports.items():
    methods = [row["method"] for row in report["rows"]]
    print(f"\nAccuracy by seed, bits and group {name}:\n\n| seed | " + " | ".join(methods) + " |\n|--:" * 1 + "|--:" * len(methods) + "|")
    for number, seed in enumerate(report["each"], 1):
        print(f"| {number} | " + " | ".join(f"{100 * seed[m]['accuracy']:.2f}" for m in methods) + " |")
if failures:
    sys.exit("not better by three standard errors: " + ", ".join(failures))
