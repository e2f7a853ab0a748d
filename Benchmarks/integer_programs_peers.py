"""Integer programs solved and proved, beside glpsol: seconds of processor and of the clock, of whole processes."""
import glob
import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

program, folder, limit, *names = sys.argv[1:]
limit = float(limit)
names = names or ["p0033", "p0201", "flugpl", "stein27", "lseu", "bell5", "egout", "rgn", "mod008"]
checker = os.environ.get("VIPRCHK")


def timed(command):
    """Exit code, output, processor seconds, seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=2 * limit + 600)
        code, output = run.returncode, run.stdout
    except subprocess.TimeoutExpired:
        code, output = None, ""
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return code, output, seconds, time.monotonic() - start


print("program       status    objective            nodes     cpu s   clock s  verify s  viprchk    glpsol s  glpsol")
for name in names:
    path = next(iter(sorted(glob.glob(f"{folder}/{name}.mps*"))), None)
    if path is None:
        print(f"{name}: not in {folder}")
        continue
    with tempfile.TemporaryDirectory() as place:
        proof, plain = f"{place}/proof.vipr", f"{place}/{name}.mps"
        with (gzip.open if path.endswith(".gz") else open)(path, "rb") as source, open(plain, "wb") as copy:
            shutil.copyfileobj(source, copy)
        code, output, cpu, clock = timed(
            [program, "lp", "solve", plain, "--time-limit", str(limit), "--format", "json", "-o", proof])
        answer = json.loads(output) if output else {"status": f"exit {code}"}
        verified = checked = "-"
        if os.path.exists(proof):
            code, _, seconds, _ = timed([program, "lp", "verify", proof, "--program", plain])
            verified = f"{seconds:.2f}" if code == 0 else "REFUSED"
            if checker:
                code, output, seconds, _ = timed([checker, proof])
                # It ends with 0 also where it refuses.
                said = "verified" in output or "Successfully" in output
                checked = f"{seconds:.2f}" if code == 0 and said else "REFUSED"
        _, output, peer, _ = timed(["glpsol", "--mps", plain, "--tmlim", str(int(limit)), "--cuts"])
        says = "optimal" if "INTEGER OPTIMAL SOLUTION FOUND" in output else "limit"
        value = answer.get("value", "-")
        print(
            f"{name:13} {answer['status']:9} {value:20} {answer.get('nodes', '-'):>6} {cpu:9.2f} {clock:9.2f} "
            f"{verified:>9} {checked:>9} {peer:9.2f}   {says}")
