"""Embeddings of texts: `tightbound encode` beside ONNX Runtime and PyTorch, on the same model, texts and processors.

encoder_peers.py TIGHTBOUND MODEL_FOLDER SNIPPETS [COUNT] [ROUNDS]
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer
from transformers import AutoModel

ours, folder, snippets = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]
count, rounds = (int(n) for n in (sys.argv[4:] + ["2000", "5"])[:2]) if len(sys.argv) > 4 else (2000, 5)
lines = [line.split("\t") for line in open(snippets, encoding="latin-1")]
texts = [fields[2].strip() for fields in lines if len(fields) > 2][:count]
threads = len(os.sched_getaffinity(0))
torch.set_num_threads(threads)
tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
tokenizer.no_padding()
tokenizer.enable_truncation(256)


class Rows(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask):
        return self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


def batches(size):
    """Symbols of texts, the longest first, padded batch by batch."""
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
    for first in range(0, len(order), size):
        part = order[first : first + size]
        width = len(ids[part[0]])
        rows, mask = np.zeros((len(part), width), np.int64), np.zeros((len(part), width), np.int64)
        for row, i in enumerate(part):
            rows[row, : len(ids[i])], mask[row, : len(ids[i])] = ids[i], 1
        yield part, rows, mask


def pooled(run, size):
    vectors = np.zeros((len(texts), 384), np.float32)
    for part, rows, mask in batches(size):
        weights = mask[:, :, None].astype(np.float32)
        mean = (run(rows, mask) * weights).sum(1) / weights.sum(1)
        vectors[part] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    return vectors


with tempfile.TemporaryDirectory() as work, torch.inference_mode():
    model = Rows(AutoModel.from_pretrained(folder, attn_implementation="eager").eval())
    example = torch.ones((2, 7), dtype=torch.int64)
    torch.onnx.export(model, (example, example), f"{work}/model.onnx", input_names=["input_ids", "attention_mask"],
                      output_names=["rows"], dynamic_axes={name: {0: "texts", 1: "symbols"} for name in ("input_ids", "attention_mask", "rows")},
                      opset_version=17, dynamo=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(f"{work}/model.onnx", options, providers=["CPUExecutionProvider"])
    faster = Rows(AutoModel.from_pretrained(folder, attn_implementation="sdpa").eval())
    peers = {
        "ONNX Runtime": lambda rows, mask: session.run(None, {"input_ids": rows, "attention_mask": mask})[0],
        "PyTorch": lambda rows, mask: faster(torch.from_numpy(rows), torch.from_numpy(mask)).numpy(),
    }
    with open(f"{work}/texts.txt", "w") as file:
        file.write("".join(text + "\n" for text in texts))

    def tightbound():
        subprocess.run([ours, "encode", folder, f"{work}/texts.txt", "-o", f"{work}/ours.npy"], check=True, capture_output=True)
        return np.load(f"{work}/ours.npy")

    runs = {"Tightbound, a process with start and files": tightbound}
    for name, run in peers.items():
        for size in (16, 64):
            runs[f"{name}, batches of {size}"] = lambda run=run, size=size: pooled(run, size)
    times = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            start = time.perf_counter()
            vectors = run()
            if number:
                times[name].append(time.perf_counter() - start)
            if name.startswith("Tightbound"):
                expected = vectors
            assert np.abs(vectors - expected).max() < 1e-4, name
symbols = sum(len(encoding.ids) for encoding in tokenizer.encode_batch(texts))
print(f"{len(texts)} texts of {symbols} symbols, {threads} processors; torch {torch.__version__}, onnxruntime {onnxruntime.__version__}; "
      f"medians of {rounds} rounds, tokenizing included")
print("| | s | texts per second |")
print("|---|--:|--:|")
for name, seconds in times.items():
    print(f"| {name} | {statistics.median(seconds):.2f} | {len(texts) / statistics.median(seconds):.0f} |")
best = min(statistics.median(times[name]) for name in times if name.startswith("ONNX"))
print(f"Tightbound / ONNX Runtime, throughput: {best / statistics.median(times['Tightbound, a process with start and files']):.2f}")
