"""Text to text (`python models/lab evaluate --texts`): does a caption in each language find its English caption?

XTD10's captions of 1,000 images (Aggarwal and Kale, arXiv 2012.05107), written by people in eleven languages, machine-
translated in the others. In the pack's space, beside what the text tower was made from (raw e5) and its teacher (USE).
"""

import tomllib
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from . import corpus, teacher, vocabulary
from .corpus import LANGUAGES
from .drawing import Tokens
from .e5 import E5, PREFIX
from .graphs import meaning_of
from .pack import Pack
from .places import LAB

COUNT = 500  # captions of each language; one of so many is to be found
LONGEST = 64  # pieces

Embed = Callable[[list[str]], Tensor]


def measure(pack: Pack) -> dict[str, dict]:
    """For each language R@1 to English in the pack's space and in e5's, in USE's where it reads it, and who wrote it."""
    english, texts, by_people = captions()
    spaces: dict[str, Embed] = {"pack": in_pack(pack), "e5": raw_e5()}
    wanted = {name: embed(english) for name, embed in spaces.items()}
    wanted["use"] = use(english, "en")
    rows = {}
    for language, found in texts.items():
        row = {name: first(embed(found), wanted[name]) for name, embed in spaces.items()}
        if language in teacher.LANGUAGES:
            row["use"] = first(use(found, language), wanted["use"])
        rows[language] = {**row, "people": language in by_people}
    return rows


def captions() -> tuple[list[str], dict[str, list[str]], set[str]]:
    """(English captions, those of the same images in each other language, the languages in which people wrote them)."""
    people = {texts["en"][0]: texts for name, texts in corpus.evaluation_groups() if name == "xtd10" and "en" in texts}
    machine = {texts["en"][0]: texts for _, texts in corpus.evaluation_groups("xtd-74") if "en" in texts}
    english = [text for text in people if text in machine][:COUNT]
    texts, by_people = {}, set()
    for language in LANGUAGES[1:]:
        source = people if all(language in people[text] for text in english) else machine
        texts[language] = [source[text][language][0] for text in english]
        if source is people:
            by_people.add(language)
    return english, texts, by_people


def first(vectors: Tensor, wanted: Tensor) -> float:
    """R@1 of unit vectors [n, d], each to its own row among the wanted ones."""
    return ((vectors @ wanted.T).argmax(-1) == torch.arange(len(wanted))).float().mean().item()


def in_pack(pack: Pack) -> Embed:
    # The correction of hubs is for ranking photos.
    return lambda texts: meaning_of(torch.from_numpy(pack.embed_texts(texts)))


def raw_e5() -> Embed:
    """The encoder that the text tower was made from, with the pack's pieces."""
    cut = vocabulary.cut(tomllib.loads((LAB / "configs" / "text.toml").read_text())["vocabulary"])
    tokens, encoder = Tokens(cut, LONGEST), E5(cut.ids).eval()

    @torch.no_grad()
    def embed(texts: list[str]) -> Tensor:
        vectors = torch.empty(len(texts), encoder.norm.normalized_shape[0])
        for rows, ids, present in tokens.parts([PREFIX + text for text in texts]):
            vectors[rows] = encoder(ids, present)
        return vectors

    return embed


def use(texts: list[str], language: str) -> Tensor:
    return torch.from_numpy(np.array(teacher.embed(texts, f"xtd-{COUNT}-{language}"))).float()


def as_text(rows: dict[str, dict]) -> str:
    """The table as Markdown."""
    lines = [
        f"Text to text: the English caption among {COUNT} (XTD10), R@1. * machine-translated",
        "",
        "| language | this pack | raw e5 | its teacher |",
        "|---|---|---|---|",
    ]
    for language, row in rows.items():
        taught = f"{row['use']:.3f}" if "use" in row else ""
        lines.append(f"| {language}{'' if row['people'] else '*'} | {row['pack']:.3f} | {row['e5']:.3f} | {taught} |")
    means = [np.mean([row[name] for row in rows.values()]) for name in ("pack", "e5")]
    lines += ["", f"The mean of {len(rows)} languages is {means[0]:.3f}, raw e5's {means[1]:.3f}."]
    return "\n".join(lines)
