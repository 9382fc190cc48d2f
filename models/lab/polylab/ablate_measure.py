"""What a row of the ablation is measured by: texts against their English ones, by language, register and length, and photos."""

import copy
from collections import defaultdict

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import corpus, teacher
from .corpus import LANGUAGES
from .lessons import Lesson
from .photo_bank import PhotoBank
from .recall import recall_at
from .train_text import Training
from .trained_text import TrainedText

PER_SET = 200  # captions of a benchmark and language
Z_SAMPLE = 32  # texts a language from which mean z are made
PHOTO_LANGUAGES = ("en", "de", "fr", "cs", "pt", "zh", "ar")


class Embedder:
    """Texts of one language -> unit vectors of the joint space, with z as trained, or a mean, or another text's.

    `trained` has the tower and its `tokens`; `said` are the lessons, some of which the mean z are made of.
    """

    def __init__(self, trained: Training | TrainedText, head: nn.Module, said: list[Lesson]):
        self.tower, self.tokens, self.head, self.said = trained.tower, trained.tokens, head, said
        self.z, self.means = "own", {}

    def with_z(self, z: str) -> "Embedder":
        """The same with "own", "mean", "lang" or "shuffled" z."""
        other = copy.copy(self)
        other.z, other.means = z, self._means() if z in ("mean", "lang") else {}
        return other

    @torch.no_grad()
    def __call__(self, texts: list[str], language: str) -> Tensor:
        vectors = torch.empty(len(texts), teacher.WIDTH)
        number = torch.full((len(texts),), LANGUAGES.index(language))
        tower = self.tower
        for rows, ids, present in self.tokens.parts(texts):
            with torch.autocast("cpu", torch.bfloat16):
                x, related, agnostic = tower.first_pass(ids, present)
                z = self._replaced(tower.conditioning(related, agnostic, number[rows]), language)
                vectors[rows] = F.normalize(tower.second_pass(x, present, z, number[rows]).float(), dim=-1)
        return self.head(vectors)

    def _replaced(self, z: Tensor, language: str) -> Tensor:
        if self.z == "shuffled":
            return z.roll(1, 0)
        if not self.means:
            return z
        mean = self.means[language] if self.z == "lang" else torch.stack(list(self.means.values())).mean(0)
        return mean.to(z.dtype).expand_as(z)

    @torch.no_grad()
    def _means(self) -> dict[str, Tensor]:
        texts = defaultdict(list)
        for item in self.said[:: max(1, len(self.said) // 40_000)]:
            if len(texts[item.language]) < Z_SAMPLE:
                texts[item.language].append(item.text)
        means = {}
        for language, some in texts.items():
            found = []
            for _, ids, present in self.tokens.parts(some):
                with torch.autocast("cpu", torch.bfloat16):
                    _, related, agnostic = self.tower.first_pass(ids, present)
                    found.append(self.tower.conditioning(related, agnostic, None).float())
            means[language] = torch.cat(found).mean(0)
        return means


def measure(embed: Embedder, bank: PhotoBank) -> dict:
    """R@1 and R@10 to the English view by language, register and length, the mean rank variance, and photos found."""
    by_language, by_length = defaultdict(list), defaultdict(list)
    for language, english, texts in _caption_pairs(bank):
        found = _ranks(embed(texts, language), english)
        by_language[language] += found.tolist()
        for rank, text in zip(found.tolist(), texts):
            by_length[_length(text, language)].append(rank)
    queries = corpus.own_queries()
    english = _english([query.words["en"] for query in queries], "own-queries", bank)
    ranks = {language: _ranks(embed([q.words[language] for q in queries], language), english) for language in LANGUAGES}
    by_register = defaultdict(list)
    for found in ranks.values():
        for query, rank in zip(queries, found.tolist()):
            by_register[query.register].append(rank)
    return {
        "captions": _recalls(by_language),
        "length": _recalls(by_length),
        "queries": _recalls({language: found.tolist() for language, found in ranks.items()}),
        "register": _recalls(by_register),
        # Same query, other language, same result: the variance of its rank over languages (CCRK, arXiv 2406.18254).
        "mean_rank_variance": torch.stack(list(ranks.values())).float().var(0, unbiased=False).mean().item(),
        "photos": _photos_found(embed, bank),
    }


def _photos_found(embed: Embedder, bank: PhotoBank) -> dict[str, dict[str, float]]:
    """Text to image on the dev photos, one caption each."""
    photos = corpus.dev_photos()
    found = {}
    for language in PHOTO_LANGUAGES:
        rows = [i for i, photo in enumerate(photos) if photo.captions.get(language)]
        vectors = embed([photos[i].captions[language][0] for i in rows], language)
        first, _, tenth = recall_at(vectors @ bank.dev.T, rows)
        found[language] = {"R@1": round(first, 4), "R@10": round(tenth, 4)}
    return found


def _caption_pairs(bank: PhotoBank):
    """(language, the English captions as the teacher has them, captions) of each benchmark of texts."""
    groups: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for name, captions in corpus.evaluation_groups():
        for language in captions.keys() & set(LANGUAGES) - {"en"}:
            if "en" in captions and len(groups[name, language]) < PER_SET:
                groups[name, language].append((captions["en"][0], captions[language][0]))
    for (name, language), pairs in sorted(groups.items()):
        english = _english([english for english, _ in pairs], f"eval-{name}-{language}", bank)
        yield language, english, [text for _, text in pairs]


@torch.no_grad()
def _english(texts: list[str], name: str, bank: PhotoBank) -> Tensor:
    return bank.joint.text(torch.from_numpy(np.array(teacher.embed(texts, name, processes=1))).float())


def _ranks(vectors: Tensor, english: Tensor) -> Tensor:
    """For each row the rank (from 0) of its own English text."""
    similarity = vectors @ english.T
    return (similarity > similarity.diagonal()[:, None]).sum(-1)


def _recalls(ranks: dict[str, list[int]]) -> dict[str, dict[str, float]]:
    rows = {name: torch.tensor(found) for name, found in sorted(ranks.items())}
    return {
        name: {f"R@{k}": round((found < k).float().mean().item(), 4) for k in (1, 10)} for name, found in rows.items()
    }


def _length(text: str, language: str) -> str:
    """Words as the eye counts them; languages that write without spaces by three letters a word."""
    words = len(text) // 3 if language in ("ja", "zh", "th") else len(text.split())
    return next(name for name, most in (("1", 1), ("2-3", 3), ("4-5", 5), ("6+", 10**6)) if words <= most)
