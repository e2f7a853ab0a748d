"""splicing_documents.py PROGRAM: whole documents. Seconds, memory, interval and size of the page for the first 5,000 white-space
words of perl5300delta from those of the 100 longest other pages of Debian's perl-doc, which it downloads into a folder of its own."""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])


def words(path, count=5000):
    """The beginning of a text, and how many words all of it has."""
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        text = file.read()
    ends = [match.end() for match in re.finditer(r"\S+\s*", text)]
    return text[:ends[min(count, len(ends)) - 1]], len(ends)


def run(*arguments):
    """Seconds of the processor, seconds, KiB."""
    found = subprocess.run(
        ["/usr/bin/time", "-f", "%U %S %e %M", PROGRAM, "splice", *arguments], stderr=subprocess.PIPE, text=True)
    user, system, wall, memory = found.stderr.strip().splitlines()[-1].split()
    assert found.returncode == 0, found.stderr
    return f"{float(user) + float(system):.1f} s of processor, {wall} s, {int(memory) // 1024} MiB"


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    subprocess.run("apt-get download perl-doc && dpkg -x perl-doc*.deb .", shell=True, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pages = glob.glob("usr/share/perl/*/pod/*.pod")
    target = next(page for page in pages if page.endswith("/perl5300delta.pod"))
    # perldelta is the newest perl5*delta again.
    others = [page for page in pages if page != target and not page.endswith("/perldelta.pod")]
    sources = sorted(((words(page)[1], page) for page in others), reverse=True)[:100]
    names = []
    for page in [target] + [page for _, page in sources]:
        names.append(os.path.basename(page))
        with open(names[-1], "w", encoding="utf-8", newline="") as file:
            file.write(words(page)[0])
    size = sum(os.path.getsize(name) for name in names)
    common = ["--from", *names[1:]]
    for limit in sys.argv[2:] or ["1G"]:
        print("oracle:", run("oracle", names[0], "--limit", limit, "-o", "found.jsonl", *common))
        found = json.load(open("found.jsonl"))
        print("  limit", limit, "words", len(found["ops"]) and max(op["at"] for op in found["ops"]), "cost", found["cost"],
              "lower", found.get("lower"))
        print("verify:", run("verify", names[0], "found.jsonl", "-o", "verified.jsonl", *common))
        print("page:", run("render", names[0], "--limit", limit, "--html", "-o", "page.html", *common))
        page = os.path.getsize("page.html")
        print(f"  {page} bytes, {page / size:.2f} times the {size} of the texts")
