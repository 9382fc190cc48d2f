"""What is said about each training photo: captions of people and machines, labels in words.

Every text gets the teacher's vector once; trainings index into that table.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import numpy as np

from . import corpus, teacher
from .corpus import Photo

# Registers in which people and captions name a thing; the bare label comes first.
_TEMPLATES = ("{}", "a photo of {}", "{} in the picture")


@dataclass(frozen=True)
class Said:
    """A text about photo `photo` (its row), in `language`; `register` is "caption" or "label"."""

    photo: int
    language: str
    text: str
    register: str


def training_photos() -> list[Photo]:
    """Photos of the training split, in the corpus's order."""
    return [photo for photo in corpus.photos() if photo.split == "train"]


def said_about(photos: list[Photo]) -> list[Said]:
    """All texts for these photos in the teacher's languages. Weak captions (they name the guide) are left out."""
    return [said for row, photo in enumerate(photos) for said in (*_captions(row, photo), *_labels(row, photo))]


def _captions(row: int, photo: Photo) -> list[Said]:
    if photo.weak:
        return []
    return [
        Said(row, language, text, "caption")
        for source in (photo.captions, photo.machine)
        for language, texts in source.items()
        if language in teacher.LANGUAGES
        for text in texts
    ]


def _labels(row: int, photo: Photo) -> list[Said]:
    said = [Said(row, "en", template.format(label), "label") for label in photo.labels for template in _TEMPLATES]
    if len(photo.labels) > 1:
        said.append(Said(row, "en", ", ".join(photo.labels[:4]), "label"))
    for label in photo.labels:
        for language, words in names_of(label).items():
            if language in teacher.LANGUAGES and language != "en":
                said.append(Said(row, language, words[0], "label"))
    return said


def names_of(label: str) -> corpus.Captions:
    """The everyday name that a label is, in all languages; empty when it is none."""
    return _names().get(label.lower(), {})


@cache
def _names() -> dict[str, corpus.Captions]:
    return {form.lower(): names for names in corpus.everyday_names() for form in names["en"]}


def by_photo(said: list[Said], count: int) -> list[list[int]]:
    """For each photo the indices into `said`."""
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for index, item in enumerate(said):
        rows[item.photo].append(index)
    return [rows[row] for row in range(count)]


def label_groups(photos: list[Photo]) -> np.ndarray:
    """A number a photo; equal numbers are never negatives of each other. Photos without labels stand alone."""
    numbers: dict[str, int] = {}
    return np.array(
        [numbers.setdefault(photo.labels[0].lower() if photo.labels else photo.id, len(numbers)) for photo in photos]
    )
