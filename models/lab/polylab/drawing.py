"""Which lessons a step sees, and in which form: drawn by register and language, typed as people type, cut into pieces."""

import random
import re
from collections import defaultdict
from dataclasses import replace

import torch

from . import corpus, lexicon, vocabulary
from .lessons import Lesson

CHUNKS = 4  # a batch is run in this many parts of like length
EVERYDAY = 5  # an everyday name is drawn so many times as often as one of CLDR's signs
KINDS = ("caption", "keywords", "name", "sentence", "mixed")


class Tokens:
    """Texts -> piece ids in parts of like length, so that short queries are not mostly padding."""

    def __init__(self, cut: vocabulary.Cut, longest: int):
        self.tokenizer = cut.tokenizer()
        self.tokenizer.enable_truncation(longest)

    def parts(self, texts: list[str], chunks: int = CHUNKS):
        """Yields (rows of `texts`, ids [n, length], present [n, length])."""
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        size = -(-len(order) // chunks)
        for start in range(0, len(order), size):
            rows = order[start : start + size]
            length = max(len(ids[i]) for i in rows)
            padded = torch.ones(len(rows), length, dtype=torch.long)
            present = torch.zeros(len(rows), length, dtype=torch.long)
            for position, i in enumerate(rows):
                padded[position, : len(ids[i])] = torch.tensor(ids[i])
                present[position, : len(ids[i])] = 1
            yield rows, padded, present


class Draw:
    """Draws lessons: the register by its share, then the language evenly (English more), then the text."""

    def __init__(self, items: list[Lesson], mix: dict[str, float], seed: int):
        self.random = random.Random(seed)
        self.by: dict[str, dict[str, list[Lesson]]] = {kind: defaultdict(list) for kind in KINDS}
        everyday = {(language, form) for name in corpus.everyday_names() for language in name for form in name[language]}
        for item in items:
            often = EVERYDAY if item.kind == "name" and (item.language, item.text) in everyday else 1
            self.by[item.kind][item.language] += [item] * often
        self.lexicons = lexicon.lexicons() if "mixed" in mix else {}
        self.mix = mix
        self.distance = dict.fromkeys(corpus.LANGUAGES, 0.3)

    def batch(self, size: int) -> list[Lesson]:
        return [self._one(kind) for kind in self.random.choices(list(self.mix), list(self.mix.values()), k=size)]

    def _one(self, kind: str) -> Lesson:
        languages = list(self.lexicons if kind == "mixed" else self.by[kind])
        mean = sum(self.distance.values()) / len(self.distance)
        weights = [4.0 if language == "en" else (self.distance[language] / mean) ** 2 for language in languages]
        language = self.random.choices(languages, weights)[0]
        if kind != "mixed":
            return self.random.choice(self.by[kind][language])
        # An English caption means what it means with half of its words in another language.
        item = self.random.choice(self.by["caption"]["en"])
        text = lexicon.mix(item.text, self.lexicons[language], self.random.uniform(0.4, 1.0), self.random)
        return replace(item, language=language, kind="mixed", text=text)

    def learn(self, batch: list[Lesson], cosine: list[float]) -> None:
        """Languages that are learnt worst are drawn more often: a running mean of their distance to the target."""
        for item, found in zip(batch, cosine):
            self.distance[item.language] += 0.02 * (1 - found - self.distance[item.language])

    def as_typed(self, text: str) -> str:
        """The text as people type it: often without capitals and full stop, now and then with a slip."""
        if self.random.random() < 0.5:
            text = re.sub(r"\s*[.!。।]+\s*$", "", text)
        if self.random.random() < 0.3:
            text = text.lower()
        if self.random.random() < 0.04 and len(text) > 6:
            i = self.random.randrange(1, len(text) - 1)
            text = self.random.choice((text[:i] + text[i + 1 :], text[: i - 1] + text[i] + text[i - 1] + text[i + 1 :]))
        return text
