"""Runs of `tightbound train` with several seeds, and their means."""
import concurrent.futures
import json
import math
import os
import pathlib
import subprocess


def train(program, folder, name, configuration, seed):
    """The last line of the log of a run, and the noise multiplier."""
    run = pathlib.Path(folder) / f"{name}-{seed}"
    path = pathlib.Path(folder) / f"{name}-{seed}.json"
    configuration = {**configuration, "model": {**configuration["model"], "seed": seed}}
    path.write_text(json.dumps(configuration))
    steps = str(configuration["privacy"]["steps"])
    done = subprocess.run([program, "train", "--config", str(path), "-o", str(run), "--insecure-seed", str(seed),
                           "--report-every", steps, "--checkpoint-every", steps], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{name}, seed {seed}: {done.stderr}")
    line = json.loads((run / "log.jsonl").read_text().splitlines()[-1])
    line["sigma"] = float(done.stdout.split("noise multiplier ")[1].split(",")[0])
    return line


def train_all(program, folder, jobs):
    """The last lines of the logs of runs, given as (name, configuration, seed), a run on each processor."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda job: train(program, folder, *job), jobs))


def mean(values):
    middle = sum(values) / len(values)
    return middle, math.sqrt(sum((v - middle) ** 2 for v in values) / (len(values) - 1) / len(values))
