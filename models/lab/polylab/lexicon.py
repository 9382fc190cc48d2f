"""Words for words: English captions with some words in another language, for languages that have few captions.

Mixing languages inside a sentence is CoSDA-ML's way (Qin et al., arXiv 2006.06402) of bringing a language to
English without a translator. The pairs of words come from names, and from parallel sentences by IBM's model 1
(Brown et al., 1993): a word stays when each is the other's likely translation.
"""

import csv
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np

from . import corpus
from .places import LAB

Lexicon = dict[str, tuple[str, ...]]  # English word or phrase, lower case -> its translations

LONGEST_PHRASE = 3  # words
LIKELY = 0.3  # both probabilities of a pair of words
SEEN = 3  # sentences that hold the pair
ROUNDS = 8
KEPT = 0.9  # of the words known, when a caption becomes keywords
FEWEST = 3
SHUFFLED = 0.3  # of these: other languages have another order
UNSPACED = frozenset({"zh", "ja", "th"})  # whose sentences have no spaces to split at

_WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")
_EDGES = ".,!?;:\"'()[]«»„“”‘’…-–—।،؟¿¡·"


@cache
def lexicons() -> dict[str, Lexicon]:
    """A lexicon for each language but English."""
    groups = list(corpus.text_groups())
    parallel = _parallel(groups)
    return {
        language: {**_aligned(parallel[language]), **_named(groups, language), **_own(language)}
        for language in corpus.LANGUAGES
        if language != "en"
    }


def _named(groups: list[corpus.Group], language: str) -> Lexicon:
    named: Lexicon = {}
    for group in groups:
        if group.kind != "name":
            continue
        words = tuple(group.texts.get(language, ())[:2])
        for english in group.texts.get("en", ()) if words else ():
            if ":" not in english and len(english.split()) <= LONGEST_PHRASE:
                named[english.lower()] = words  # everyday names come last: they are ours, and better
    return named


def _own(language: str) -> Lexicon:
    """The words that captions have most often (`words.tsv`, ours): " / " stands between the forms of one word."""
    rows = csv.DictReader(
        (LAB / "words.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    return {english: tuple(row[language].split(" / ")) for row in rows for english in row["en"].split(" / ")}


def _parallel(groups: list[corpus.Group]) -> dict[str, list[tuple[list[str], list[str]]]]:
    pairs: defaultdict[str, list] = defaultdict(list)
    for group in groups:
        english = group.texts.get("en")
        if not english or not group.id.startswith(("flickr30k-74", "tatoeba", "phrase")):
            continue
        for source in (group.texts, group.machine):
            for language, texts in source.items():
                if language != "en" and language not in UNSPACED:
                    pairs[language].append((_words(english[0]), _words(texts[0])))
    return pairs


def _words(text: str) -> list[str]:
    return [word for word in (part.strip(_EDGES) for part in text.lower().split()) if word]


@dataclass(frozen=True)
class _Cells:
    """Every pair of words of every sentence pair: `english[i]` and `other[i]` in sentence `sentence[i]`."""

    english: np.ndarray
    other: np.ndarray
    sentence: np.ndarray


def _aligned(pairs: list[tuple[list[str], list[str]]]) -> Lexicon:
    if not pairs:
        return {}
    english, other = _numbers(words for words, _ in pairs), _numbers(words for _, words in pairs)
    cells = [
        (english[a], other[b], number)
        for number, (left, right) in enumerate(pairs)
        for a in set(left)
        for b in set(right)
    ]
    table = _Cells(*np.array(cells).T)
    forward = _model_one(table.english, table.other, table.sentence)
    backward = _model_one(table.other, table.english, table.sentence)
    seen = Counter(zip(table.english.tolist(), table.other.tolist()))
    names, words = list(english), list(other)
    found: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for pair, count in seen.items():
        if count >= SEEN and min(forward[pair], backward[pair[::-1]]) >= LIKELY:
            found[names[pair[0]]].append((-forward[pair], words[pair[1]]))
    return {name: tuple(word for _, word in sorted(options)[:2]) for name, options in found.items()}


def _numbers(sentences) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for words in sentences:
        for word in words:
            numbers.setdefault(word, len(numbers))
    return numbers


def _model_one(source: np.ndarray, target: np.ndarray, sentence: np.ndarray) -> dict[tuple[int, int], float]:
    """IBM's model 1: the probability of each target word given a source word, after `ROUNDS` of EM."""
    keys, pair = np.unique(np.stack([source, target], 1), axis=0, return_inverse=True)
    pair = pair.ravel()
    places, place = np.unique(np.stack([target, sentence], 1), axis=0, return_inverse=True)
    place = place.ravel()
    chance = np.ones(len(keys))
    for _ in range(ROUNDS):
        share = chance[pair] / np.bincount(place, chance[pair], len(places))[place]
        counted = np.bincount(pair, share, len(keys))
        chance = counted / np.bincount(keys[:, 0], counted)[keys[:, 0]]
    return dict(zip(map(tuple, keys.tolist()), chance.tolist()))


def mix(text: str, lexicon: Lexicon, share: float, draw: Random) -> str:
    """The English text with about `share` of the words that the lexicon knows in the other language."""
    words = list(_WORD.finditer(text))
    parts, end, at = [], 0, 0
    while at < len(words):
        length, translations = _longest(words[at : at + LONGEST_PHRASE], lexicon)
        if translations and draw.random() < share:
            before = re.sub(r"\b(a|an|the)\s+$", "", text[end : words[at].start()], flags=re.IGNORECASE)
            parts += [before, draw.choice(translations)]
            end = words[at + length - 1].end()
        at += length
    return "".join([*parts, text[end:]])


def keywords(text: str, lexicon: Lexicon, language: str, draw: Random) -> str:
    """What the lexicon knows of an English text, in the other language alone, as people type loose words.

    Empty when that is not enough to tell the text from others.
    """
    words, found, at = list(_WORD.finditer(text)), [], 0
    while at < len(words):
        length, translations = _longest(words[at : at + LONGEST_PHRASE], lexicon)
        if translations and draw.random() < KEPT:
            found.append(draw.choice(translations))
        at += length
    if len(found) < FEWEST:
        return ""
    if draw.random() < SHUFFLED:
        draw.shuffle(found)
    return ("" if language in UNSPACED and draw.random() < 0.5 else " ").join(found)


def _longest(words: list[re.Match], lexicon: Lexicon) -> tuple[int, tuple[str, ...]]:
    for length in range(len(words), 0, -1):
        phrase = " ".join(word.group().lower() for word in words[:length])
        if phrase in lexicon:
            return length, lexicon[phrase]
    return 1, ()
