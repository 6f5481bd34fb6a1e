"""Ranks an exported workload with the peers, and says how long each took.

    python peers.py FOLDER TOP REPEATS

`cargo run --release -p passerelle-benches --example scale` writes FOLDER and
reads what is printed. The matrices are there before the clock runs: credits
(candidates by skills) and weights (vacancies by skills, each row summing to
one), as 32-bit floats. Nothing here knows of gates.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

# Candidates of a scipy product: what it keeps is as large as the pairs.
CHUNK = 1024
# How many lists are printed, to be compared.
SAMPLE = 1000


def matrix(folder, name, columns):
    read = lambda part, kind: np.fromfile(folder / f"{name}.{part}", dtype=kind)
    indptr = read("indptr", "<i8")
    # 32-bit positions are what both libraries are fastest with.
    shape = (len(indptr) - 1, columns)
    return sparse.csr_matrix(
        (read("data", "<f4"), read("indices", "<i4"), indptr.astype("<i4")), shape=shape
    )


def timed(repeats, work):
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return seconds, result


def scipy_topn(credits, weights, top):
    lists = []
    for start in range(0, credits.shape[0], CHUNK):
        scores = (credits[start : start + CHUNK] @ weights).toarray()
        best = np.argpartition(-scores, top - 1, axis=1)[:, :top]
        lists.append((best, np.take_along_axis(scores, best, axis=1)))
    return lists


def main():
    folder, top, repeats = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    columns = int((folder / "columns").read_text())
    credits = matrix(folder, "credits", columns)
    weights = sparse.csr_matrix(matrix(folder, "weights", columns).T)

    measured = []
    for threads in (1, 2):
        seconds, found = timed(
            repeats, lambda: sp_matmul_topn(credits, weights, top_n=top, sort=True, n_threads=threads)
        )
        measured.append({"by": "sparse_dot_topn", "threads": threads, "candidates": credits.shape[0], "seconds": seconds})
    some = credits[: 4 * CHUNK]
    seconds, _ = timed(repeats, lambda: scipy_topn(some, weights, top))
    measured.append({"by": "scipy", "threads": 1, "candidates": some.shape[0], "seconds": seconds})

    lists = []
    for row in range(min(SAMPLE, found.shape[0])):
        own = slice(found.indptr[row], found.indptr[row + 1])
        lists.append([[int(i), float(s)] for i, s in zip(found.indices[own], found.data[own])])
    names = ("numpy", "scipy", "sparse_dot_topn")
    json.dump(
        {
            "versions": [f"Python {sys.version.split()[0]}"] + [f"{n} {version(n)}" for n in names],
            "credits": int(credits.nnz),
            "measured": measured,
            "lists": lists,
        },
        sys.stdout,
    )


main()
