"""Which lessons a step sees, and in which form: drawn by register and language, typed as people type, cut into pieces."""

import random
import re
from collections import defaultdict
from dataclasses import replace
from itertools import takewhile

import torch

from . import corpus, lexicon, romanised, vocabulary
from .lessons import Lesson
from .places import LAB

PADDING = 1.25  # in a part, the longest text may have so many times the pieces of the shortest
LARGEST = 128  # texts in a part
PAD = 1  # XLM-R's piece that fills up; it is never looked at
EVERYDAY = 5  # what is ours is drawn so many times as often: everyday names, phrases
LOOSE = 0.5  # of the mixed texts: only what is in the other language
FRAMED = 0.15  # of captions
LANGUAGES_A_SET = 6  # captions of one photo that are drawn together
KINDS = ("caption", "keywords", "name", "sentence", "mixed")


class Tokens:
    """Texts -> piece ids in parts of like length, so that short queries are not mostly padding."""

    def __init__(self, cut: vocabulary.Cut, longest: int):
        self.tokenizer = cut.tokenizer()
        self.tokenizer.enable_truncation(longest)

    def parts(self, texts: list[str]):
        """Yields (rows of `texts`, ids [n, length], present [n, length])."""
        ids = self._ids(texts)
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        while order:
            most = len(ids[order[0]]) * PADDING + 1
            rows = list(takewhile(lambda i: len(ids[i]) <= most, order[:LARGEST]))  # noqa: B023
            order = order[len(rows) :]
            yield rows, *_padded([ids[i] for i in rows])

    def together(self, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """(ids [n, length], present [n, length]) of all texts in their order."""
        return _padded(self._ids(texts))

    def _ids(self, texts: list[str]) -> list[list[int]]:
        return [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]


def _padded(ids: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    length = max(len(row) for row in ids)
    padded, present = (torch.full((len(ids), length), fill) for fill in (PAD, 0))
    for position, row in enumerate(ids):
        padded[position, : len(row)] = torch.tensor(row)
        present[position, : len(row)] = 1
    return padded, present


def frames() -> dict[str, list[str]]:
    """What people put around what they look for, by language: "when {}", "Fotos von {}" (`frames.tsv`, ours)."""
    rows = (line.split("\t") for line in (LAB / "frames.tsv").read_text(encoding="utf-8").splitlines())
    return {language: cell.split(" / ") for language, cell in rows}


class Draw:
    """Draws lessons: the register by its share, then the language evenly (English more), then the text."""

    def __init__(self, items: list[Lesson], mix: dict[str, float], seed: int):
        self.random = random.Random(seed)
        self.by: dict[str, dict[str, list[Lesson]]] = {kind: defaultdict(list) for kind in KINDS}
        ours = {(language, form) for name in corpus.everyday_names() for language in name for form in name[language]}
        for group in corpus.own_phrases():
            ours |= {(language, text) for language, (text,) in (*group.texts.items(), *group.machine.items())}
        for item in items:
            often = EVERYDAY if (item.language, item.text) in ours else 1
            self.by[item.kind][item.language] += [item] * often
        self.lexicons = lexicon.lexicons() if "mixed" in mix else {}
        self.frames = frames()
        self.sets = self._sets(items)
        self.mix = mix
        self.english = 4.0  # how often English is drawn, in times of another language
        self.latin = 0.0  # share of texts with other letters, or marks on them, that are typed in plain Latin ones
        self.distance = dict.fromkeys(corpus.LANGUAGES, 0.3)

    def batch(self, size: int, sets: int = 0) -> list[Lesson]:
        """`size` lessons; `sets` photos among them with captions in several languages each (1-to-K, arXiv 2406.18254)."""
        drawn = [lesson for _ in range(sets) for lesson in self._set()]
        kinds = self.random.choices(list(self.mix), list(self.mix.values()), k=size - len(drawn))
        return drawn + [self._one(kind) for kind in kinds]

    def _set(self) -> list[Lesson]:
        said = self.random.choice(self.sets)
        return [self.random.choice(said[language]) for language in self.random.sample(sorted(said), LANGUAGES_A_SET)]

    @staticmethod
    def _sets(items: list[Lesson]) -> list[dict[str, list[Lesson]]]:
        """The captions, by language, of each photo that has them in enough languages."""
        photos: defaultdict[int, defaultdict[str, list[Lesson]]] = defaultdict(lambda: defaultdict(list))
        for item in items:
            if item.kind == "caption" and item.photo >= 0:
                photos[item.photo][item.language].append(item)
        return [said for said in photos.values() if len(said) >= LANGUAGES_A_SET]

    def _one(self, kind: str) -> Lesson:
        languages = list(self.lexicons if kind == "mixed" else self.by[kind])
        mean = sum(self.distance.values()) / len(self.distance)
        weights = [self.english if language == "en" else (self.distance[language] / mean) ** 2 for language in languages]
        language = self.random.choices(languages, weights)[0]
        if kind != "mixed":
            return self.random.choice(self.by[kind][language])
        # An English caption means what it means with half of its words in another language.
        item = self.random.choice(self.by["caption"]["en"])
        known = self.lexicons[language]
        text = lexicon.keywords(item.text, known, language, self.random) if self.random.random() < LOOSE else ""
        text = text or lexicon.mix(item.text, known, self.random.uniform(0.4, 1.0), self.random)
        return replace(item, language=language, kind="mixed", text=text)

    def learn(self, batch: list[Lesson], cosine: list[float]) -> None:
        """Languages that are learnt worst are drawn more often: a running mean of their distance to the target."""
        for item, found in zip(batch, cosine):
            self.distance[item.language] += 0.02 * (1 - found - self.distance[item.language])

    def as_typed(self, item: Lesson) -> str:
        """The text as people type it: "when ..." before it, often without capitals and full stop, now and then in plain
        Latin letters or with a slip."""
        text = item.text
        if item.kind in ("caption", "mixed") and self.random.random() < FRAMED:
            text = self.random.choice(self.frames[item.language]).format(re.sub(r"\s*[.!。।]+\s*$", "", text))
        if self.random.random() < 0.5:
            text = re.sub(r"\s*[.!。।]+\s*$", "", text)
        if self.random.random() < 0.3:
            text = text.lower()
        # Nothing is drawn where no stage asks for it: the others are as they were run.
        may_be_latin = self.latin > 0 and item.kind != "mixed" and item.language in romanised.LANGUAGES
        if may_be_latin and self.random.random() < self.latin:
            text = romanised.romanise(text, item.language, self.random)
        if self.random.random() < 0.04 and len(text) > 6:
            i = self.random.randrange(1, len(text) - 1)
            text = self.random.choice((text[:i] + text[i + 1 :], text[: i - 1] + text[i] + text[i - 1] + text[i + 1 :]))
        return text
