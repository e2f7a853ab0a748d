"""Movie snippets with a clear sentiment, and their embeddings cut into training and test data.

    private_sentiment_data.py texts SNIPPETS FOLDER      writes texts.txt and labels.txt
    tightbound encode MODEL FOLDER/texts.txt -o FOLDER/emb.npy
    private_sentiment_data.py split FOLDER               writes xtr.npy, ytr.npy, xte.npy, yte.npy; train.txt, test.txt
"""
import random
import sys

if sys.argv[1] == "texts":
    snippets, folder = sys.argv[2:]
    rows = []
    for line in open(snippets, encoding="latin-1"):
        fields = line.rstrip("\n").rstrip("\r").split("\t")
        if len(fields) >= 3 and abs(float(fields[1])) >= 1:
            rows.append((float(fields[1]) > 0, fields[2]))
    random.Random(20).shuffle(rows)
    open(f"{folder}/texts.txt", "w").write("".join(text + "\n" for _, text in rows[:3500]))
    open(f"{folder}/labels.txt", "w").write("".join(f"{int(label)}\n" for label, _ in rows[:3500]))
else:
    import numpy

    folder = sys.argv[2]
    x = numpy.load(f"{folder}/emb.npy")
    y = numpy.array([int(line) for line in open(f"{folder}/labels.txt")], dtype=numpy.int64)
    lines = open(f"{folder}/texts.txt").readlines()
    for name, texts, part in (("tr", "train", slice(None, 2800)), ("te", "test", slice(2800, None))):
        open(f"{folder}/{texts}.txt", "w").writelines(lines[part])
        numpy.save(f"{folder}/x{name}.npy", x[part])
        numpy.save(f"{folder}/y{name}.npy", y[part])
