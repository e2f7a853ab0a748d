"""sizes.py TIGHTBOUND: what files and commands may take, asked and measured, in one run of the benchmarks that have the figures."""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def output(*command):
    """What a command prints, which is shown as well."""
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    if run.returncode:
        sys.exit(f"failed: {' '.join(command)}")
    return "".join(lines)


def tables(text):
    """Of each table the rows by their first cell: bytes, processor seconds, MB."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| program"):
            found.append({})
        elif line.startswith("|") and len(cells) == 4 and cells[1].isdigit():
            found[-1][cells[0]] = (int(cells[1]), float(cells[2]), int(cells[3].split()[0]))
    return found


def main():
    """Both benchmarks, and the table."""
    program = os.path.realpath(sys.argv[1])
    log, *far = tables(output(f"{HERE}/grammar-vectors", program))
    documents = output(sys.executable, f"{HERE}/splicing_documents.py", program)
    ours, theirs = log["tightbound compress, .tbgv"], log["irepair0, .R and .C"]
    rows = [
        ("bytes of a log of 4 MB, of irepair's files", "at most 1.15", f"{ours[0] / theirs[0]:.2f}"),
        ("seconds of compressing it, of irepair's", "at most 1.5", f"{ours[1] / theirs[1]:.2f}"),
        ("memory of compressing it, of irepair's", "at most 3", f"{ours[2] / theirs[2]:.2f}"),
        ("`inspect` of it, off the file's bytes", "at most 10 %",
         f"{100 * (log['tightbound inspect, predicted'][0] / ours[0] - 1):+.1f} %"),
    ]
    for name, table in zip(("versions of a document", "a log with changes"), far):
        ours, theirs = table["tightbound compress, .tbgv"], table["xz -9"]
        name = f"{name}, 100 MB: "
        rows += [
            (name + "bytes, of xz's", "at most 2", f"{ours[0] / theirs[0]:.2f}"),
            (name + "compressed in a second of the processor", "at least 5 MB", f"{100 / ours[1]:.0f} MB"),
            (name + "`inspect`, off the file's bytes", "at most 10 %",
             f"{100 * (table['tightbound inspect, predicted'][0] / ours[0] - 1):+.1f} %"),
        ]
        for row, where in (("tightbound expand --bytes, to a file", "to a file"),
                           ("the same, to a pipe, with cat", "to a pipe, `cat`'s time with it")):
            rows.append((name + f"expanded in a second of the processor, {where}", "at least 200 MB",
                         f"{100 / max(table[row][1], 0.01):.0f} MB, holding {table[row][2]} MB"))
    cost, lower = map(int, re.search(r"cost (\d+) lower (\d+)", documents).groups())
    page = re.search(r"bytes, ([\d.]+) times", documents).group(1)
    rows += [
        ("`splice oracle` of 5,000 words and 100 sources, 1 GB: operations, of what is needed", "an interval, below 2",
         f"{cost} / {lower} = {cost / lower:.2f}"),
        ("side-by-side page, of the texts' bytes", "at most 3", page),
    ]
    print("\n| what | asked | measured |\n| --- | --- | --- |")
    for row in rows:
        print("| " + " | ".join(row) + " |")


main()
