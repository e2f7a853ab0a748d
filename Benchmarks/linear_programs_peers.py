"""Solves every program of a folder by `tightbound lp solve`, which writes a proof, and by esolver of QSopt_ex; checks that both
say the same value, and prints processor seconds and peak memory of whole processes.

Both read the same uncompressed file. A run beyond the limit, in processor seconds, is ended and shown as such.
"""
import fractions
import gzip
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

program, folder, limit, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
wanted = set(sys.argv[5:])


def run(command):
    """What it printed, its processor seconds and its peak memory in MB; None and the limit if it was ended."""
    with tempfile.TemporaryFile("w+") as output:
        child = subprocess.Popen(
            command, stdout=output, stderr=subprocess.DEVNULL,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1)))
        _, status, usage = os.wait4(child.pid, 0)
        seconds = usage.ru_utime + usage.ru_stime
        output.seek(0)
        return (output.read() if os.WIFEXITED(status) else None), seconds, usage.ru_maxrss / 1024


def ours(path, scratch):
    proof = os.path.join(scratch, "proof.json")
    text, seconds, memory = run([program, "lp", "solve", path, "--format", "json", "-o", proof])
    if not text:
        return None, seconds, memory, None
    answer = json.loads(text)
    return answer.get("value") and fractions.Fraction(answer["value"]), seconds, memory, answer.get("exactSteps")


def theirs(path, scratch):
    solution = os.path.join(scratch, "solution.sol")
    _, seconds, _ = run(["esolver", "-O", solution, path])
    if not os.path.exists(solution):
        return None, seconds
    with open(solution) as file:
        found = re.search(r"Value = (\S+)", file.read())
    os.remove(solution)
    return found and fractions.Fraction(found[1]), seconds


def figure(seconds, value):
    return f"{seconds:.2f}" if value is not None else f"> {limit}"


def main():
    with_peer = shutil.which("esolver") is not None
    print("| program | tightbound s | MB | exact steps | esolver s | tightbound / esolver |")
    print("|---|--:|--:|--:|--:|--:|")
    ratios, wrong = [], []
    for name in sorted(os.listdir(folder)):
        stem = name.removesuffix(".gz").removesuffix(".mps")
        if not name.endswith((".mps", ".mps.gz")) or wanted and stem not in wanted:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            path = os.path.join(scratch, stem + ".mps")
            opened = gzip.open if name.endswith(".gz") else open
            with opened(os.path.join(folder, name), "rb") as source, open(path, "wb") as copy:
                shutil.copyfileobj(source, copy)
            own, peer = [], []
            for _ in range(rounds):
                own.append(ours(path, scratch))
                if with_peer:
                    peer.append(theirs(path, scratch))
        value, _, memory, steps = own[0]
        seconds = statistics.median(run[1] for run in own)
        row = f"| {stem} | {figure(seconds, value)} | {memory:.0f} | {'' if steps is None else steps} |"
        if peer:
            expected, other = peer[0][0], statistics.median(run[1] for run in peer)
            if value is not None and expected is not None:
                if value != expected:
                    wrong.append(f"{stem}: {float(value)} and {float(expected)}")
                if other >= 0.2:
                    ratios.append(seconds / other)
            ratio = f"{seconds / other:.2f}" if value is not None and expected is not None else ""
            row += f" {figure(other, expected)} | {ratio} |"
        print(row)
    if ratios:
        print(f"\n{len(ratios)} programs that take esolver 0.2 s or more: median ratio {statistics.median(ratios):.2f}, greatest {max(ratios):.2f}.")
    if wrong:
        print("Values that differ: " + "; ".join(wrong))


main()
