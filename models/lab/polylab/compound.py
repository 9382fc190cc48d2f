"""Two things at once, and one without the other: everyday names over the test photos with several labels.

"Without" is asked as the app asks it: a share of the unwanted thing's vector is taken from the wanted one's.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from . import corpus
from .corpus import LANGUAGES, Captions, Photo
from .pack import Pack
from .recall import precision_at

UNWANTED_SHARE = 0.5  # as in src-main/engine/search/search.ts
FEWEST = 4  # photos with both, and with the first alone


@dataclass(frozen=True)
class Pair:
    """Two names with what each photo shows, bool [photos]."""

    wanted: Captions
    other: Captions
    both: Tensor
    alone: Tensor


def pairs(photos: list[Photo]) -> list[Pair]:
    """Ordered pairs of everyday names that enough photos show together, and enough the first without the second."""
    shown = [{label.lower() for label in photo.labels} for photo in photos]
    names = [
        (name, torch.tensor([bool({form.lower() for form in name["en"]} & labels) for labels in shown]))
        for name in corpus.everyday_names()
    ]
    return [
        Pair(wanted, other, shows & hides, shows & ~hides)
        for wanted, shows in names
        for other, hides in names
        if wanted is not other and (shows & hides).sum() >= FEWEST and (shows & ~hides).sum() >= FEWEST
    ]


def measure(pack: Pack, photos: list[Photo], vectors: Tensor) -> dict:
    """For each language: precision@10 of "a b"; of "a, not b", and the share of b among its first ten, with that of "a"."""
    several = [i for i, photo in enumerate(photos) if len(photo.labels) > 1]
    asked, gallery = pairs([photos[i] for i in several]), vectors[several]
    both, alone = torch.stack([pair.both for pair in asked]), torch.stack([pair.alone for pair in asked])
    rows = {}
    for language in LANGUAGES:
        embed = lambda texts: torch.from_numpy(pack.embed_texts(texts))  # noqa: E731
        name = [pair.wanted[language][0] for pair in asked]
        other = [pair.other[language][0] for pair in asked]
        together = embed([f"{a} {b}" for a, b in zip(name, other)]) @ gallery.T
        wanted = embed(name)
        without = F.normalize(wanted - UNWANTED_SHARE * embed(other), dim=-1) @ gallery.T
        rows[language] = {
            "both": _share(together, both),
            "not": _share(without, alone),
            "unwanted": precision_at(without, both).mean().item(),
            "unwanted_bare": precision_at(wanted @ gallery.T, both).mean().item(),
        }
    return {"pairs": len(asked), "photos": len(several), **rows}


def _share(similarity: Tensor, relevant: Tensor) -> float:
    """Mean precision@10, of what can be had."""
    return (precision_at(similarity, relevant) / (relevant.sum(-1).clamp(max=10) / 10)).mean().item()


def as_text(measured: dict) -> str:
    """English and the mean of the others as Markdown."""
    lines = [
        f"Two names at once, and one without the other: {measured['pairs']} ordered pairs over {measured['photos']} photos",
        "",
        "| | a and b, precision@10 | a, not b, precision@10 | b among the first ten of a, not b | of a |",
        "|---|---|---|---|---|",
    ]
    columns = ("both", "not", "unwanted", "unwanted_bare")
    others = {name: np.mean([measured[language][name] for language in LANGUAGES[1:]]) for name in columns}
    for label, row in (("en", measured["en"]), ("mean of the others", others)):
        lines.append(f"| {label} | " + " | ".join(f"{row[name]:.3f}" for name in columns) + " |")
    return "\n".join(lines)
