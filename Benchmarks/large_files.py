"""Commands on files of 100 MB, under a pseudo-terminal: processor seconds, peak memory, and what the terminal sees.

    large_files.py PATH-OF-tightbound [WORD...]
"""
import array
import os
import pty
import random
import signal
import struct
import sys
import tempfile
import time

SIZE = 100_000_000
# Processor seconds of a command, at most.
MOST = 300
COMMANDS = [
    "inspect log.txt", "compress log.txt -o log.tbgv", "expand log.tbgv --bytes -o log.back", "dot log.tbgv log.tbgv",
    "dot log.txt log.txt", "inspect table.csv", "compress table.csv -o table.tbgm", "expand table.tbgm -o table.back.csv",
    "multiply table.tbgm twenty.csv -o y.npy", "compress table.npy -o npy.tbgm", "expand npy.tbgm -o back.npy",
    "multiply table.npy twenty.csv -o y.npy", "inspect entries.mtx", "compress entries.mtx -o mtx.tbgm",
    "fair cluster points.csv --color group --balance 1:2 -k 5 -o fair.csv", "lp convert program.mps -o program.lp",
    "lp convert program.lp -o back.mps", "lp solve program.mps -o program.vipr", "solve sat formula.cnf",
    "evaluate sat formula.cnf --answer model.txt", "quantize model.safetensors -o q.safetensors",
]


def make(folder):
    """The files, the same each time."""
    dice = random.Random(3)

    def write(name, parts, mode="w"):
        """Parts until the file is large enough."""
        with open(f"{folder}/{name}", mode) as file:
            for part in parts:
                file.write(part)
                if file.tell() >= SIZE:
                    return

    def log():
        """Lines of a log."""
        second = 0
        while True:
            lines = []
            for _ in range(10000):
                second += dice.randint(0, 3)
                lines.append(
                    f"2024-05-{1 + second // 86400 % 28:02d} {second // 3600 % 24:02d}:{second // 60 % 60:02d}:{second % 60:02d} "
                    f"host{dice.randint(1, 40)} service[{dice.randint(100, 9999)}]: GET /api/v1/item/{dice.randint(1, 5000)} "
                    f"took {dice.randint(1, 999)} ms\n")
            yield "".join(lines)

    eighths = [f"{number / 8}" for number in range(100)]
    doubles = [number / 8 for number in range(100)]
    write("log.txt", log())
    write("table.csv", ("".join(",".join(dice.choices(eighths, k=20)) + "\n" for _ in range(5000)) for _ in iter(int, 1)))
    write("points.csv", ["group,x,y,z\n"])
    with open(f"{folder}/points.csv", "a", encoding="utf-8") as file:
        while file.tell() < SIZE:
            file.write("".join(
                f"{dice.choice('ab')},{dice.random():.6f},{dice.random():.6f},{dice.random():.6f}\n" for _ in range(10000)))
    header = "{'descr': '<f8', 'fortran_order': False, 'shape': (625000, 20), }"
    header += " " * (117 - len(header)) + "\n"
    with open(f"{folder}/table.npy", "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        for _ in range(625):
            file.write(array.array("d", dice.choices(doubles, k=20000)).tobytes())
    rows, in_row = 300_000, 23
    with open(f"{folder}/entries.mtx", "w", encoding="utf-8") as file:
        file.write(f"%%MatrixMarket matrix coordinate real general\n{rows} {rows} {rows * in_row}\n")
        for row in range(1, rows + 1):
            column, lines = dice.randint(1, 200), []
            for _ in range(in_row):
                lines.append(f"{row} {column} {dice.randint(1, 9)}\n")
                column += dice.randint(1, 10000)
            file.write("".join(lines))
    with open(f"{folder}/formula.cnf", "w", encoding="utf-8") as file:
        file.write("p cnf 1000000 4200000\n")
        for _ in range(420):
            file.write("".join(
                " ".join(str(dice.choice((-1, 1)) * dice.randint(1, 1_000_000)) for _ in range(3)) + " 0\n"
                for _ in range(10000)))
    constraints, variables = 100_000, 1_250_000
    with open(f"{folder}/program.mps", "w", encoding="utf-8") as file:
        file.write("NAME large\nROWS\n N obj\n" + "".join(f" L r{i}\n" for i in range(constraints)) + "COLUMNS\n")
        for j in range(variables):
            file.write(
                f" x{j} obj {-dice.randint(1, 9)}\n x{j} r{j % constraints} {dice.randint(1, 9)} "
                f"r{(j + 1 + 7 * j % (constraints - 1)) % constraints} 3\n")
        file.write("RHS\n" + "".join(f" rhs r{i} {dice.randint(10, 99)}\n" for i in range(constraints)))
        file.write("BOUNDS\n" + "".join(f" UP bnd x{j} 4\n" for j in range(variables)) + "ENDATA\n")
    tensors = ",".join(
        f'"w{i}.weight":{{"dtype":"F32","shape":[2560,1000],"data_offsets":[{i * 10240000},{(i + 1) * 10240000}]}}' for i in range(10))
    with open(f"{folder}/model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(tensors) + 2) + f"{{{tensors}}}".encode())
        for _ in range(10):
            file.write(array.array("f", (dice.gauss(0, 1) for _ in range(2_560_000))).tobytes())
    write("twenty.csv", ["".join(f"{number}\n" for number in range(20))])
    write("model.txt", ["s SATISFIABLE\nv 1 0\n"])


def run(tightbound, command, folder):
    """Runs a command with a terminal as standard error: exit code or what ended it, rusage, and what the terminal saw by when."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        with open("/dev/null", "w", encoding="utf-8") as nothing:
            os.dup2(nothing.fileno(), 1)
        import resource  # pylint: disable=import-outside-toplevel
        resource.setrlimit(resource.RLIMIT_CPU, (MOST, MOST))
        os.execv(tightbound, [tightbound, *command.split()])
    start, first, seen = time.monotonic(), None, b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        seen += piece
        # A line of a progress, which is cleared behind its end, not a notice.
        if first is None and b"\x1b[K" in seen:
            first = time.monotonic() - start
    os.close(terminal)
    _, status, usage = os.wait4(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    return ended, usage, first, seen.decode(errors="replace")


def main():
    """The table."""
    tightbound, words = os.path.realpath(sys.argv[1]), sys.argv[2:] or [""]
    with tempfile.TemporaryDirectory() as folder:
        make(folder)
        print("| command | input, MB | processor seconds | peak memory, MB | of the input | progress |\n|---|--:|--:|--:|--:|---|")
        for command in COMMANDS:
            if not any(word in command for word in words):
                continue
            inputs = [f"{folder}/{part}" for part in command.split() if os.path.exists(f"{folder}/{part}")]
            size = max(map(os.path.getsize, inputs), default=0) / 1e6
            ended, usage, first, seen = run(tightbound, command, folder)
            memory = usage.ru_maxrss * 1024 / 1e6
            end = "" if ended == 0 else f", exit code {ended}" if ended > 0 else (
                f", ended after {MOST} s" if -ended in (signal.SIGXCPU, signal.SIGKILL) else f", signal {-ended}")
            progress = "none" if first is None else f"after {first:.1f} s"
            print(f"| `{command}`{end} | {size:.0f} | {usage.ru_utime + usage.ru_stime:.1f} | {memory:.0f} | "
                  f"{memory / max(size, 1e-9):.1f} | {progress} |")
            for line in seen.replace("\r", "\n").split("\n"):
                if line.startswith(("notice", "Error")):
                    print(f"<!-- {line[:300]} -->")


main()
