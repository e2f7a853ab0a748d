"""An encoder at few bits: Tightbound's quantize beside NumPy's GPTQ, by the cosine of embeddings to those of the float model."""
import json
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np
import safetensors.numpy
import tokenizers

from numpy_gptq import gptq, rounded, symmetric

ours, model, snippets = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]
HEADS = 12

weights = safetensors.numpy.load_file(f"{model}/model.safetensors")
weights = {name: tensor for name, tensor in weights.items() if tensor.dtype == np.float32}
tokenizer = tokenizers.Tokenizer.from_file(f"{model}/tokenizer.json")
tokenizer.no_padding()
tokenizer.enable_truncation(256)


def norm(x, name, w):
    mean = x.mean(-1, keepdims=True)
    return (x - mean) / np.sqrt(x.var(-1, keepdims=True) + 1e-12) * w[name + ".weight"] + w[name + ".bias"]


def gelu(x):
    """With the error function of Abramowitz and Stegun, 7.1.26: within 1.5e-7."""
    y = np.abs(x) * np.float32(math.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * y)
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * np.exp(-y * y)
    return 0.5 * x * (1 + np.sign(x) * (1 - tail))


def embed(text, w, seen=None):
    """The normalised mean of the last layer; `seen` is given what each linear layer is given."""
    ids = tokenizer.encode(text).ids
    x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][: len(ids)]
    x = norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm", w)

    def linear(name, y):
        if seen is not None:
            seen.setdefault(name + ".weight", []).append(y)
        return y @ w[name + ".weight"].T + w[name + ".bias"]

    for layer in range(6):
        p = f"encoder.layer.{layer}."
        q, k, v = (
            linear(p + f"attention.self.{part}", x).reshape(len(ids), HEADS, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = q @ k.transpose(0, 2, 1) / math.sqrt(q.shape[-1])
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (scores / scores.sum(-1, keepdims=True)) @ v
        mixed = mixed.transpose(1, 0, 2).reshape(len(ids), -1)
        x = norm(x + linear(p + "attention.output.dense", mixed), p + "attention.output.LayerNorm", w)
        inner = gelu(linear(p + "intermediate.dense", x))
        x = norm(x + linear(p + "output.dense", inner), p + "output.LayerNorm", w)
    mean = x.mean(0)
    return mean / np.linalg.norm(mean)


def rtn(w, bits, group):
    return np.hstack([rounded(p, *symmetric(p, bits), bits) for p in np.split(w, w.shape[1] // group, 1)])


lines = [line.split("\t") for line in open(snippets, encoding="latin-1")]
texts = [fields[2].strip() for fields in lines if len(fields) > 2 and abs(float(fields[1])) >= 1]
random.Random(1).shuffle(texts)
calibration, test = texts[:128], texts[128:228]

seen = {}
for text in calibration:
    embed(text, weights, seen)
seen = {name: np.ascontiguousarray(np.concatenate(rows), np.float32) for name, rows in seen.items()}
start = time.perf_counter()
expected = np.array([embed(text, weights) for text in test])
print(f"{len(seen)} layers, {sum(weights[n].size for n in seen)} weights; {len(next(iter(seen.values())))} tokens of calibration; "
      f"{time.perf_counter() - start:.1f} s to embed {len(test)} snippets")


def cosine(changed):
    found = np.array([embed(text, {**weights, **changed}) for text in test])
    cosines = (expected * found).sum(1)
    return f"{cosines.mean():.4f} ± {cosines.std(ddof=1) / math.sqrt(len(cosines)):.4f}"


peers = [(3, 64), (4, 64), (2, 32)] if len(sys.argv) < 5 else json.loads(sys.argv[4])
with tempfile.TemporaryDirectory() as work:
    safetensors.numpy.save_file(seen, f"{work}/inputs.safetensors")
    print("| bits, group | method | mean cosine ± standard error | seconds | of processors |")
    print("|---|---|--:|--:|--:|")
    for bits, group in peers:
        for name, method in [("NumPy, nearest", rtn), ("NumPy, GPTQ", gptq)]:
            start, used = time.perf_counter(), time.process_time()
            changed = {
                n: method(weights[n], bits, group) if method is rtn else method(weights[n], seen[n], bits, group) for n in seen
            }
            seconds, used = time.perf_counter() - start, time.process_time() - used
            print(f"| {bits}, {group} | {name} | {cosine(changed)} | {seconds:.1f} | {used:.1f} |", flush=True)
        runs = [
            ("nearest", ["--method", "rtn", "--only", "encoder.layer", "--except", "Norm"]),
            ("GPTQ, full range", ["--method", "gptq", "--range", "full"]),
            ("GPTQ", ["--method", "gptq"]),
            ("GPTQ, natural order", ["--method", "gptq", "--order", "natural"]),
            ("GPTQ, asymmetric", ["--method", "gptq", "--style", "asymmetric"]),
        ]
        for name, options in runs:
            command = [ours, "quantize", f"{model}/model.safetensors", "--bits", str(bits), "--group", str(group)]
            command += options + ["-o", f"{work}/out.safetensors", "--format", "json"]
            if "gptq" in options:
                command += ["--calibration", f"{work}/inputs.safetensors"]
            start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            report = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
            written = safetensors.numpy.load_file(f"{work}/out.safetensors")
            changed = {n: written[n] for n in seen}
            print(f"| {bits}, {group}: {report['bitsPerWeight']:.2f} | Tightbound, {name} | {cosine(changed)} | {seconds:.1f} "
                  f"| {used:.1f} |", flush=True)

    # The GPTQ layout, read by its published rule: weight = scale · (code − (zero + 1)).
    for bits, group in [(2, 32), (3, 64), (4, 64), (8, 64)]:
        command = [ours, "quantize", f"{model}/model.safetensors", "--bits", str(bits), "--group", str(group), "--only", "encoder.layer.0"]
        command += ["--except", "Norm"]
        for layout in ["weights", "gptq"]:
            subprocess.run(command + ["--layout", layout, "-o", f"{work}/{layout}.safetensors"], check=True, capture_output=True)
        plain, packed = (safetensors.numpy.load_file(f"{work}/{layout}.safetensors") for layout in ["weights", "gptq"])

        def codes(words, count):
            """Codes of a column of words, one after the other, the lowest bits first."""
            stream = np.unpackbits(words.view(np.uint8).reshape(len(words), -1), axis=-1, bitorder="little")
            return stream.reshape(len(words), -1)[:, : count * bits].reshape(len(words), count, bits) @ (1 << np.arange(bits))

        layers = [n for n in seen if n.startswith("encoder.layer.0.")]
        for n in layers:
            part = {key: packed[n[: -len("weight")] + key] for key in ("qweight", "qzeros", "scales", "g_idx")}
            outputs, inputs = weights[n].shape
            q = codes(np.ascontiguousarray(part["qweight"].T), inputs)
            z = codes(np.ascontiguousarray(part["qzeros"]), outputs) + 1
            read = part["scales"].astype(np.float32)[part["g_idx"]].T * (q - z[part["g_idx"]].T)
            assert (read.astype(np.float32) == plain[n]).all(), (bits, n)
        print(f"{bits} bits: {len(layers)} layers in the GPTQ layout, read by NumPy, are the dequantized weights bit for bit")
