"""Solves every program of a folder by `tightbound lp solve`, which writes a proof, and by a peer: esolver of QSopt_ex, or
`glpsol --exact` where PEER=glpsol. Checks that both say the same value and that `tightbound verify` accepts the proof, and prints
processor seconds and peak memory of whole processes.

Both read the same uncompressed file. A run beyond the limit, in processor seconds, is ended and shown as such; one that ends without an
optimum is shown as `none`. `glpsol --exact` is given 60 times what tightbound took, but at least 5 and at most 300 s.
"""
import fractions
import gzip
import mmap
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
peer_name = os.environ.get("PEER", "esolver")


# Optima have thousands of digits.
sys.set_int_max_str_digits(0)


def run(command, limit=limit, pattern=None):
    """What it printed, or the pattern's groups in it; its processor seconds and its peak memory in MB. None for the first if it was ended.

    An output that is searched is not read: a process counts as its own the memory that this script had when it started it.
    """
    with tempfile.TemporaryFile("w+") as output:
        child = subprocess.Popen(
            command, stdout=output, stderr=subprocess.DEVNULL,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1)))
        _, status, usage = os.wait4(child.pid, 0)
        seconds = usage.ru_utime + usage.ru_stime
        if not os.WIFEXITED(status):
            found = None
        elif pattern is None:
            output.seek(0)
            found = output.read()
        elif os.fstat(output.fileno()).st_size == 0:
            found = None
        else:
            with mmap.mmap(output.fileno(), 0, access=mmap.ACCESS_READ) as text:
                match = re.search(pattern, text)
                found = match and [group.decode() for group in match.groups()]
        return found, seconds, usage.ru_maxrss / 1024


def ours(path, proof):
    """The value, seconds, memory, and the number of exact steps."""
    found, seconds, memory = run(
        [program, "lp", "solve", path, "--format", "json", "-o", proof],
        pattern=rb'\],"exactSteps":([0-9]+),"status":"optimal","value":"([^"]+)"')
    return found and fractions.Fraction(found[1]), seconds, memory, found and found[0]


def verified(path, proof):
    """Whether the checker takes the proof for one about this file, and its seconds."""
    text, seconds, _ = run([program, "lp", "verify", proof, "--program", path])
    return bool(text) and text.startswith("verified: the optimum of"), seconds


def esolver(path, scratch, _):
    """The value, seconds, and the limit."""
    solution = os.path.join(scratch, "solution.sol")
    _, seconds, _ = run(["esolver", "-O", solution, path])
    if not os.path.exists(solution):
        return None, seconds, limit
    with open(solution) as file:
        found = re.search(r"Value = (\S+)", file.read())
    os.remove(solution)
    return found and fractions.Fraction(found[1]), seconds, limit


def glpsol(path, scratch, own):
    """The same; its value is rounded to 15 digits."""
    limit = min(300, max(5, int(60 * own) + 1))
    text, seconds, _ = run(["glpsol", "--mps", path, "--exact"], limit)
    found = text and "OPTIMAL SOLUTION FOUND" in text and re.findall(r"objval = +(\S+)", text)
    return fractions.Fraction(found[-1]) if found else None, seconds, limit


def agree(value, expected):
    """glp_exact solves a program near by: it takes fractions within a relative 1e-10 for all numbers that are not whole."""
    return abs(value - expected) <= (abs(value) / 10**8 if peer_name == "glpsol" else 0)


def figure(seconds, value, limit):
    if value is not None:
        return f"{seconds:.2f}"
    # The kernel's clock of the limit may be a little ahead of what it then says was used.
    return f"> {limit}" if seconds > 0.9 * limit else "none"


def ratio(seconds, value, peer):
    """Ours by esolver's, or glpsol's by ours, of which there is a least value if it was ended."""
    expected, other, limit = peer
    if value is None or expected is None and (peer_name == "esolver" or figure(other, expected, limit) == "none"):
        return ""
    if peer_name == "esolver":
        return f"{seconds / other:.2f}"
    return ("> " if expected is None else "") + f"{other / seconds:.1f}"


def main():
    solve = {"esolver": esolver, "glpsol": glpsol}[peer_name]
    with_peer = shutil.which(peer_name) is not None
    columns = "program,tightbound s,MB,exact steps,verify s"
    if with_peer:
        columns += f",{peer_name} s," + {"esolver": "tightbound / esolver", "glpsol": "glpsol / tightbound"}[peer_name]
    print(columns)
    ratios, more, wrong, unsolved = [], [], [], []
    for file in sorted(os.listdir(folder)):
        name = file.removesuffix(".gz").removesuffix(".mps")
        if not file.endswith((".mps", ".mps.gz")) or wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            path, proof = os.path.join(scratch, name + ".mps"), os.path.join(scratch, "proof.json")
            opened = gzip.open if file.endswith(".gz") else open
            with opened(os.path.join(folder, file), "rb") as source, open(path, "wb") as copy:
                shutil.copyfileobj(source, copy)
            own, peer = [], []
            for _ in range(rounds):
                own.append(ours(path, proof))
                if with_peer:
                    peer.append(solve(path, scratch, own[-1][1]))
            value, _, memory, steps = own[0]
            is_proved, checking = verified(path, proof) if value is not None else (False, 0)
        seconds = statistics.median(run[1] for run in own)
        cells = [
            name, figure(seconds, value, limit), f"{memory:.0f}", steps or "",
            f"{checking:.2f}" if is_proved else ""]
        if not is_proved:
            unsolved.append(name)
        if peer:
            expected, other, peer_limit = peer[0][0], statistics.median(run[1] for run in peer), peer[0][2]
            cells += [figure(other, expected, peer_limit), ratio(seconds, value, (expected, other, peer_limit))]
            if value is not None and expected is not None:
                if not agree(value, expected):
                    wrong.append(f"{name}: {float(value)} and {float(expected)}")
                if other >= 0.2:
                    ratios.append(seconds / other)
                else:
                    more.append((seconds - other, name))
        print(",".join(cells))
    if ratios and peer_name == "esolver":
        print(f"\n{len(ratios)} programs that take esolver 0.2 s or more: median ratio {statistics.median(ratios):.2f}, "
              f"greatest {max(ratios):.2f}.")
    if more and peer_name == "esolver":
        print(f"The {len(more)} others: at most {max(more)[0]:.2f} s more ({max(more)[1]}).")
    if unsolved:
        print("Without a verified proof: " + ", ".join(unsolved))
    if wrong:
        print("Values that differ: " + "; ".join(wrong))


main()
