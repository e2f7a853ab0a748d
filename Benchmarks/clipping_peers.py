"""Clipped gradients by `tightbound clip bench`, by Opacus, and without privacy by PyTorch, on the same weights and examples.

clipping_peers.py TIGHTBOUND [ROUNDS]. A step is a forward pass, a backward pass and the sum of (clipped) gradients: no noise, no update.
Processes of both sides alternate. First the sums are compared.
"""
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np

MODELS = [("784-512-512-10", 256, 1, 8), ("256-1024-256-1024-256", 32, 64, 4)]
OURS = ["none", "plain", "instantiate", "ghost", "book-keeping", "fused"]
THEIRS = ["torch", "opacus", "opacus-ghost"]


def peak(command):
    """Runs a command, and returns what it printed and the peak of its resident memory in MB."""
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"{command} ended with {process.returncode}")
        out.seek(0)
        return out.read(), usage.ru_maxrss / 1024


def peer(mode, path, rows, rounds):
    """Runs in a process of its own a mode of the peers: `rounds` times, and prints the times as JSON; or, for 0 rounds, once in double precision,
    and saves the sums. In single precision a unit near 0 may be on for one library and off for the other."""
    warnings.filterwarnings("ignore")
    import torch
    from torch.nn.functional import cross_entropy
    torch.set_num_threads(2)
    archive = np.load(path)
    count = sum(1 for name in archive.files if name.startswith("model.") and name.endswith("weight"))
    layers = []
    for index in range(count):
        weight = torch.tensor(archive[f"model.layers.{index}.weight"])
        layer = torch.nn.Linear(weight.shape[1], weight.shape[0])
        with torch.no_grad():
            layer.weight.copy_(weight)
            layer.bias.copy_(torch.tensor(archive[f"model.layers.{index}.bias"]))
        layers += [layer, torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    x, labels = torch.tensor(archive["inputs"]), torch.tensor(archive["labels"])
    if rounds == 0:
        model, x = model.double(), x.double()
    examples = len(x) // rows
    if rows > 1:
        x = x.reshape(examples, rows, -1)

    def losses(y):
        each = cross_entropy(y.reshape(len(labels), -1), labels, reduction="none")
        return each.reshape(examples, rows).sum(1)

    if mode == "torch":
        def step():
            model.zero_grad(set_to_none=True)
            losses(model(x)).sum().backward()
            return [p.grad for p in model.parameters()]
    else:
        import opacus
        from opacus.optimizers import DPOptimizer, DPOptimizerFastGradientClipping
        sgd = torch.optim.SGD(model.parameters(), lr=0.1)
        how = dict(noise_multiplier=0.0, max_grad_norm=1.0, expected_batch_size=examples, loss_reduction="sum")
        if mode == "opacus":
            private = opacus.GradSampleModule(model, loss_reduction="sum")
            optimizer = DPOptimizer(sgd, **how)

            def step():
                optimizer.zero_grad(set_to_none=True)
                losses(private(x)).sum().backward()
                optimizer.clip_and_accumulate()
                return [p.summed_grad for p in model.parameters()]
        else:
            from opacus.grad_sample import GradSampleModuleFastGradientClipping
            from opacus.utils.fast_gradient_clipping_utils import DPTensorFastGradientClipping
            private = GradSampleModuleFastGradientClipping(
                model, max_grad_norm=1.0, use_ghost_clipping=True, loss_reduction="sum")
            optimizer = DPOptimizerFastGradientClipping(sgd, **how)

            def step():
                optimizer.zero_grad(set_to_none=True)
                DPTensorFastGradientClipping(private, optimizer, losses(private(x)), "sum").backward()
                optimizer.accumulate()
                return [p.summed_grad for p in model.parameters()]
    if rounds == 0:
        np.savez(path + "." + mode + ".npz", *[value.detach().numpy() for value in step()])
        return
    times = []
    for round in range(rounds + 1):
        start = time.perf_counter()
        step()
        # The first round warms up.
        if round > 0:
            times.append(1000 * (time.perf_counter() - start))
    print(json.dumps(times))


def measured(tightbound, widths, examples, rows, rounds, repeats):
    shape = ["--widths", widths, "--examples", str(examples), "--rows", str(rows)]
    times = {mode: [] for mode in OURS + THEIRS}
    memory = dict.fromkeys(OURS + THEIRS, 0.0)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "trial.npz")
        peak([tightbound, "clip", "bench", *shape, "--rounds", "1", "--modes", ",".join(OURS), "--save", path])
        for _ in range(repeats):
            out, _ = peak([
                tightbound, "clip", "bench", *shape, "--rounds", str(rounds), "--modes", ",".join(OURS), "--format", "json"])
            for line in out.splitlines():
                found = json.loads(line)
                times[found["mode"]].append(found["milliseconds"])
            for mode in THEIRS:
                out, most = peak([sys.executable, __file__, "--peer", mode, path, str(rows), str(rounds)])
                times[mode].append(min(json.loads(out)))
                memory[mode] = max(memory[mode], most)
        for mode in OURS:
            _, memory[mode] = peak([tightbound, "clip", "bench", *shape, "--rounds", "3", "--modes", mode])
        for mode in THEIRS:
            peak([sys.executable, __file__, "--peer", mode, path, str(rows), "0"])
        archive = np.load(path)
        names = [name.removeprefix("model.") for name in archive.files if name.startswith("model.")]
        pairs = [("none", "torch"), ("ghost", "opacus"), ("instantiate", "opacus"), ("book-keeping", "opacus"),
                 ("book-keeping", "opacus-ghost")]
        print(f"\n{widths}, {examples} examples of {rows} rows; largest difference of sums from those of a peer in double precision, relative to the largest number:")
        for ours, theirs in pairs:
            other = np.load(f"{path}.{theirs}.npz")
            worst = 0.0
            for index, name in enumerate(names):
                mine, his = archive[f"{ours}.{name}"], other[f"arr_{index}"]
                worst = max(worst, np.abs(mine - his).max() / np.abs(his).max())
            print(f"{ours} and {theirs}: {worst:.1e}")
            if worst > 1e-4:
                raise SystemExit("the sums differ")
    print("\n| mode | ms | of a step without privacy | peak MB |\n|---|--:|--:|--:|")
    best = {mode: min(list) for mode, list in times.items()}
    for mode in OURS + THEIRS:
        base = "torch" if mode in THEIRS else "none"
        print(f"| {mode} | {best[mode]:.1f} | {best[mode] / best[base]:.2f} | {memory[mode]:.0f} |")


if sys.argv[1] == "--peer":
    peer(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
else:
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    for widths, examples, rows, rounds in MODELS:
        measured(os.path.abspath(sys.argv[1]), widths, examples, rows, rounds, repeats)
