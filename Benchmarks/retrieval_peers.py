"""Retrieval of neighbours: Tightbound's methods beside BM25 of bm25s (NumPy and Numba) and of rank_bm25, on one core."""
import os
import subprocess
import sys
import tempfile
import time

os.environ["NUMBA_NUM_THREADS"] = "1"
import bm25s
import rank_bm25

ours, count, queries = os.path.abspath(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])


def timed(body):
    start = time.perf_counter()
    result = body()
    return time.perf_counter() - start, result


lines = subprocess.run([ours, "measure", str(count), str(queries)], capture_output=True, text=True, check=True).stdout.splitlines()
rows = [line.split("\t") for line in lines if not line.startswith("scores")]
scores = [[float(x) for x in line.split("\t")[1].split()] for line in lines if line.startswith("scores")]
print(f"| {count} records | prepare, s | a query, ms |")
print("|---|--:|--:|")
for name, prepare, query in rows:
    print(f"| {name} | {float(prepare):.2f} | {1000 * float(query):.2f} |")

with tempfile.TemporaryDirectory() as work:
    subprocess.run([ours, "write", str(count), f"{work}/texts"], check=True)
    texts = [line.split() for line in open(f"{work}/texts")]
asked = [texts[-1 - index] for index in range(queries)]
for backend in ["numpy", "numba"]:
    index = bm25s.BM25(method="lucene", k1=1.5, b=0.75, backend=backend)
    prepare, _ = timed(lambda: index.index(texts, show_progress=False))
    index.retrieve(asked[:2], k=20, show_progress=False)
    query, (_, found) = timed(lambda: index.retrieve(asked, k=20, show_progress=False, n_threads=0))
    print(f"| bm25s {bm25s.__version__}, {backend} | {prepare:.2f} | {1000 * query / queries:.2f} |")
    # The same formula: scores agree to the precision of its floats.
    worst = max(abs(a - b) / max(a, 1) for mine, theirs in zip(scores, found) for a, b in zip(mine, theirs))
    assert worst < 1e-4, f"scores of bm25s differ by {worst}"
part = asked[:20]
prepare, index = timed(lambda: rank_bm25.BM25Okapi(texts))
query, _ = timed(lambda: [index.get_top_n(text, range(count), n=20) for text in part])
print(f"| rank_bm25 | {prepare:.2f} | {1000 * query / len(part):.0f} |")
