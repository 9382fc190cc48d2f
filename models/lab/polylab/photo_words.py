"""What is said about the training photos, in all languages, as the trained text tower places it in the joint space.

The photo tower is refined against these vectors: they are what a search will bring, and they stay where they are.
"""

import random
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from . import pairs
from .corpus import LANGUAGES, Photo
from .places import work

PER_LANGUAGE = {"en": 5}
OTHERS = 2  # captions of a photo in another language
SHOTS = ("{}", "a photo of {}")


@dataclass(frozen=True)
class PhotoWords:
    """`vectors` [texts, 512] are unit; text `i` is said of the photos `said_of[i]`, photo `p` has the texts `of[p]`."""

    vectors: Tensor
    said_of: list[list[int]]
    of: list[list[int]]


def said(photos: list[Photo]) -> dict[tuple[str, str], list[int]]:
    """(language, text) -> rows of the photos that it is said of."""
    texts: dict[tuple[str, str], list[int]] = {}
    for row, photo in enumerate(photos):
        for language, text in (*_captions(photo), *_labels(photo)):
            rows = texts.setdefault((language, text), [])
            if row not in rows[-1:]:
                rows.append(row)
    return texts


def _captions(photo: Photo):
    draw = random.Random(photo.id)
    for source in () if photo.weak else (photo.captions, photo.machine):
        for language in LANGUAGES:
            texts = source.get(language, [])
            yield from ((language, text) for text in draw.sample(texts, min(len(texts), PER_LANGUAGE.get(language, OTHERS))))


def _labels(photo: Photo):
    for label in photo.labels:
        yield from (("en", shot.format(label)) for shot in SHOTS)
        for language, words in pairs.names_of(label).items():
            if language in LANGUAGES and language != "en":
                yield language, words[0]
    if len(photo.labels) > 1:
        yield "en", ", ".join(photo.labels[:4])


def load(photos: list[Photo], stage: str, embed) -> PhotoWords:
    """The table of a round; `embed(texts, language)` -> unit vectors in the joint space is asked once and remembered."""
    texts = said(photos)
    path = work("features", f"photo-words-{stage}.pt")
    if path.exists():
        vectors = torch.load(path)
    else:
        vectors = torch.empty(len(texts), 512, dtype=torch.float16)
        names = list(texts)
        for language in LANGUAGES:
            rows = [i for i, (spoken, _) in enumerate(names) if spoken == language]
            for start in range(0, len(rows), 4096):
                part = rows[start : start + 4096]
                vectors[part] = embed([names[i][1] for i in part], language).half()
            print(f"photo words {language}: {len(rows)}", flush=True)
        torch.save(vectors, path)
    assert len(vectors) == len(texts), f"{path} is of other texts: delete it"
    of: list[list[int]] = [[] for _ in photos]
    for i, rows in enumerate(texts.values()):
        for row in rows:
            of[row].append(i)
    return PhotoWords(vectors, list(texts.values()), of)
