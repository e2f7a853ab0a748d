"""Bytes that repeat far apart, drawn from a fixed seed: repetitive.py versions|log BYTES.

`versions` is a document of 6 MB, again and again, each time with 300 edits: words replaced, sentences added, lines deleted,
paragraphs moved. `log` is a log of 8 MB, again and again, each time with one line in a hundred changed. Either repeats farther apart
than a block of 4 MiB.
"""
import os
import random
import subprocess
import sys

kind, limit = sys.argv[1], int(sys.argv[2])
draws = random.Random(11)
LETTERS = "etaoinshrdlucmfwypvbgkjqxz"
WORDS = ["".join(draws.choices(LETTERS, weights=range(52, 0, -2), k=draws.randrange(2, 11))) for _ in range(20000)]
# Zipf's law.
WEIGHTS = [0.0]
for rank in range(1, len(WORDS) + 1):
    WEIGHTS.append(WEIGHTS[-1] + 1 / rank)


def sentence():
    words = draws.choices(WORDS, cum_weights=WEIGHTS[1:], k=draws.randrange(6, 20))
    return " ".join(words).capitalize() + ".\n"


def edited(lines):
    """A new version: most of it the old one."""
    lines = list(lines)
    for _ in range(300):
        place, what = draws.randrange(len(lines)), draws.randrange(10)
        if what < 6:
            words = lines[place].split(" ")
            words[draws.randrange(len(words))] = draws.choice(WORDS)
            lines[place] = " ".join(words)
        elif what < 8:
            lines.insert(place, sentence())
        elif what < 9:
            del lines[place]
        else:
            paragraph = lines[place:place + 8]
            del lines[place:place + 8]
            goal = draws.randrange(len(lines))
            lines[goal:goal] = paragraph
    return lines


def changed(lines):
    """The log again, with one line in a hundred changed."""
    lines = list(lines)
    for _ in range(len(lines) // 100):
        place = draws.randrange(len(lines))
        fields = lines[place].split(" ")
        fields[9 % len(fields)] = str(draws.randrange(200, 60000))
        lines[place] = " ".join(fields)
    return lines


if kind == "versions":
    lines, length = [], 0
    while length < 6_000_000:
        lines.append(sentence())
        length += len(lines[-1])
    following = edited
elif kind == "log":
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "access_log.py")
    text = subprocess.run([sys.executable, script, "8000000"], stdout=subprocess.PIPE, text=True, check=True).stdout
    lines, following = text.splitlines(keepends=True), changed
else:
    sys.exit(__doc__)
length = 0
while length < limit:
    text = "".join(lines)
    sys.stdout.write(text[:limit - length])
    length += len(text)
    lines = following(lines)
