"""GPTQ over a whole encoder, block by block, from texts to rounded weights: `tightbound quantize` beside NumPy, in turns.

gptq_peers.py TIGHTBOUND MODEL_FOLDER SNIPPETS ROUNDS

NumPy has the model in memory and the texts as symbols; Tightbound is a process, with its start and all files.
"""
import math
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import safetensors.numpy
import tokenizers

from numpy_gptq import gptq

ours, folder, snippets, rounds = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
BITS, GROUP, HEADS, LAYERS = 3, 64, 12, 6
weights = safetensors.numpy.load_file(f"{folder}/model.safetensors")
weights = {name: tensor for name, tensor in weights.items() if tensor.dtype == np.float32}
tokenizer = tokenizers.Tokenizer.from_file(f"{folder}/tokenizer.json")
tokenizer.no_padding()
tokenizer.enable_truncation(256)


def norm(x, name):
    mean = x.mean(-1, keepdims=True)
    return (x - mean) / np.sqrt(x.var(-1, keepdims=True) + 1e-12) * weights[name + ".weight"] + weights[name + ".bias"]


def gelu(x):
    """With the error function of Abramowitz and Stegun, 7.1.26: within 1.5e-7."""
    y = np.abs(x) * np.float32(math.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * y)
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * np.exp(-y * y)
    return 0.5 * x * (1 + np.sign(x) * (1 - tail))


def embedded(texts):
    """The rows of all texts below each other."""
    ids, places = np.concatenate(texts), np.concatenate([np.arange(len(text)) for text in texts])
    x = weights["embeddings.word_embeddings.weight"][ids] + weights["embeddings.position_embeddings.weight"][places]
    return norm(x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")


def block(x, ranges, index, changed, seen=None):
    """One layer of the encoder; `seen` is given what each linear layer is given."""
    path = f"encoder.layer.{index}."

    def linear(name, y):
        name = path + name
        if seen is not None:
            seen[name + ".weight"] = y
        return y @ changed.get(name + ".weight", weights[name + ".weight"]).T + weights[name + ".bias"]

    q, k, v = (linear(f"attention.self.{part}", x) for part in ("query", "key", "value"))
    mixed = np.empty_like(x)
    for first, last in ranges:
        a, b, c = (y[first:last].reshape(last - first, HEADS, -1).transpose(1, 0, 2) for y in (q, k, v))
        scores = a @ b.transpose(0, 2, 1) / np.float32(math.sqrt(a.shape[-1]))
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed[first:last] = ((scores / scores.sum(-1, keepdims=True)) @ c).transpose(1, 0, 2).reshape(last - first, -1)
    x = norm(x + linear("attention.output.dense", mixed), path + "attention.output.LayerNorm")
    return norm(x + linear("output.dense", gelu(linear("intermediate.dense", x))), path + "output.LayerNorm")


def quantized(texts):
    """Rounded weights, each block calibrated on what those before it give."""
    ends = np.cumsum([len(text) for text in texts])
    ranges = [(int(end) - len(text), int(end)) for end, text in zip(ends, texts)]
    x, changed = embedded(texts), {}
    for index in range(LAYERS):
        seen = {}
        block(x, ranges, index, {}, seen)
        for name, inputs in seen.items():
            changed[name] = gptq(weights[name], inputs, BITS, GROUP)
        x = block(x, ranges, index, changed)
    return changed


def vectors(texts, changed):
    x = embedded(texts)
    ends = np.cumsum([len(text) for text in texts])
    ranges = [(int(end) - len(text), int(end)) for end, text in zip(ends, texts)]
    for index in range(LAYERS):
        x = block(x, ranges, index, changed)
    means = np.array([x[first:last].mean(0) for first, last in ranges])
    return means / np.linalg.norm(means, axis=1, keepdims=True)


lines = [line.split("\t") for line in open(snippets, encoding="latin-1")]
texts = [fields[2].strip() for fields in lines if len(fields) > 2 and abs(float(fields[1])) >= 1]
random.Random(1).shuffle(texts)
calibration = [tokenizer.encode(text).ids for text in texts[:128]]
test = [tokenizer.encode(text).ids for text in texts[128:228]]
expected = vectors(test, {})


def processors():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


with tempfile.TemporaryDirectory() as work:
    with open(f"{work}/texts.txt", "w") as file:
        file.write("".join(text + "\n" for text in texts[:128]))

    def tightbound():
        command = [ours, "quantize", folder, "--method", "gptq", "--bits", str(BITS), "--group", str(GROUP), "--range", "full"]
        subprocess.run(command + ["--calibration", f"{work}/texts.txt", "-o", f"{work}/out.safetensors"], check=True, capture_output=True)

    runs = {"NumPy": lambda: quantized(calibration), "Tightbound, a process with start and files": tightbound}
    times = {name: [] for name in runs}
    changed = {}
    for number in range(rounds):
        for name, run in runs.items():
            start, used = time.perf_counter(), processors()
            changed[name] = run()
            times[name].append((time.perf_counter() - start, processors() - used))
            print(f"round {number + 1}: {name}: {times[name][-1][0]:.2f} s, {times[name][-1][1]:.2f} of processors", file=sys.stderr)
    written = safetensors.numpy.load_file(f"{work}/out.safetensors")
changed["Tightbound, a process with start and files"] = {name: written[name] for name in changed["NumPy"]}
print(f"{sum(weights[n].size for n in changed['NumPy'])} weights, {sum(map(len, calibration))} symbols of calibration, "
      f"{len(os.sched_getaffinity(0))} processors; medians of {rounds} rounds in turns; NumPy {np.__version__}")
print("| | s | s of processors | mean cosine |\n|---|--:|--:|--:|")
medians = []
for name, pairs in times.items():
    wall, used = (statistics.median(part) for part in zip(*pairs))
    medians.append((wall, used))
    cosine = (expected * vectors(test, changed[name])).sum(1)
    print(f"| {name} | {wall:.2f} | {used:.2f} | {cosine.mean():.4f} ± {cosine.std(ddof=1) / math.sqrt(len(cosine)):.4f} |")
print(f"NumPy / Tightbound: {medians[0][0] / medians[1][0]:.2f} in time, {medians[0][1] / medians[1][1]:.2f} in that of processors")
