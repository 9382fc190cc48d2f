"""Cuts the vocabulary to the pieces that our languages use and writes the one tokenizer file of a pack."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from . import corpus, e5
from .places import work

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
SPACE = "\u2581"
# What XLM-R's normaliser reads as a space, joiners and marks of direction included.
_WHITE = r"\t\n\u000c\r \u0085\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2581\u3000\ufeff\ufffd"


def tokenizer(pieces: list[str], scores: np.ndarray) -> Tokenizer:
    """A SentencePiece unigram tokenizer (Kudo, arXiv 1804.10959) with XLM-R's marks around the text.

    The original normaliser maps code points one by one by NFKC and white space rules; NFKC of the whole
    string and two replacements say the same in a form that every reader of tokenizer.json knows.
    """
    made = Tokenizer(models.Unigram(list(zip(pieces, map(float, scores))), unk_id=3, byte_fallback=False))
    made.normalizer = normalizers.Sequence([
        normalizers.Replace(Regex(r"[\u0000-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"), ""),
        normalizers.NFKC(),
        normalizers.Replace(Regex(f"[{_WHITE}]+"), " "),
    ])  # fmt: skip
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always", split=False)
    made.decoder = decoders.Metaspace(replacement=SPACE, prepend_scheme="always", split=False)
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return made


@cache
def whole() -> Tokenizer:
    """The tokenizer of all 250,002 pieces."""
    source = e5.read()
    return tokenizer(source.pieces, source.scores)


@dataclass(frozen=True)
class Cut:
    """The kept pieces, by their id in the whole vocabulary; the position in `ids` is the new id."""

    ids: np.ndarray
    pieces: list[str]
    scores: np.ndarray

    def tokenizer(self) -> Tokenizer:
        return tokenizer(self.pieces, self.scores)


# How much a piece's frequency on the web weighs against its frequency in one language of the corpus, which is
# small for most languages.
_WEB = 12.0


def cut(size: int) -> Cut:
    """The `size` pieces worth keeping for our languages, chosen once: word vectors that have learnt belong to them."""
    source, path = e5.read(), work(kept_as(size))
    if not path.exists():
        np.save(path, _chosen(size))
    ids = np.load(path)
    return Cut(ids, [source.pieces[i] for i in ids], source.scores[ids])


def kept_as(size: int) -> str:
    """The file of the kept pieces' ids."""
    return f"vocabulary-{size}.npy"


def _chosen(size: int) -> np.ndarray:
    """Every character of our languages' scripts, then the pieces of those scripts by frequency, counted in each
    language apart so that a small corpus weighs as much. Ids in the whole vocabulary, in its order."""
    source = e5.read()
    weight = np.exp(source.scores.astype(np.float64)) * _WEB
    letters: Counter[str] = Counter()
    for counts in _used().values():
        total = sum(counts.values())
        for i, count in counts.items():
            weight[i] += count / total
            letters.update(dict.fromkeys(source.pieces[i], count))
    # A letter seen fewer than 20 times in all came from a foreign name, not from a script of ours.
    scripts = {_script(letter) for letter, count in letters.items() if count >= 20 and letter.isalpha()}
    rank = [i for i in np.argsort(-weight, kind="stable") if i >= len(SPECIAL)]
    ours = [i for i in rank if _within(source.pieces[i], scripts)]
    single = [i for i in ours if len(source.pieces[i].strip(SPACE)) <= 1]
    ids = np.array([*range(len(SPECIAL)), *list(dict.fromkeys(single + ours))[: size - len(SPECIAL)]])
    ids[len(SPECIAL) :].sort()
    return ids


def _used() -> dict[str, Counter[int]]:
    """How often each piece occurs in what may be trained on, by language. Counted once, then kept."""
    path = work("pieces.json")
    if not path.exists():
        texts: dict[str, list[str]] = {language: [] for language in corpus.LANGUAGES}
        for language, text in _training_texts():
            texts[language].extend((text, text.lower()))
        counted = {language: _count(found) for language, found in texts.items()}
        path.write_text(json.dumps(counted))
    return {language: Counter({int(k): v for k, v in counts.items()}) for language, counts in json.loads(path.read_text()).items()}


def _count(texts: list[str]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for start in range(0, len(texts), 4096):
        for encoding in whole().encode_batch(texts[start : start + 4096], add_special_tokens=False):
            counts.update(encoding.ids)
    return counts


def _training_texts() -> Iterator[tuple[str, str]]:
    said = [(photo.captions, photo.machine) for photo in corpus.photos() if photo.split == "train"]
    said += [(group.texts, group.machine) for group in corpus.text_groups()]
    for sources in said:
        for source in sources:
            for language, texts in source.items():
                if language in corpus.LANGUAGES:
                    yield from ((language, text) for text in texts)


@cache
def _script(character: str) -> str:
    """The script's name as Unicode's character names begin ("CYRILLIC", "HANGUL", "CJK"); "" for marks and digits."""
    if not character.isalpha() and not unicodedata.combining(character):
        return ""
    return unicodedata.name(character, "?").split(" ")[0].split("-")[0]


def _within(piece: str, scripts: set[str]) -> bool:
    return all(not (found := _script(character)) or found in scripts for character in piece)


def save(chosen: Cut, path: Path, longest: int) -> None:
    """Writes tokenizer.json, texts cut to `longest` pieces with both marks kept."""
    made = chosen.tokenizer()
    made.enable_truncation(longest)
    made.save(str(path), pretty=False)
