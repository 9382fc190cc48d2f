"""What the text tower learns from: texts of 36 languages, each with the teacher's vector of its meaning.

A text in one of the teacher's languages that a person wrote on its own is its own target. Names, translations
and texts in other languages take the English view: the mean of the English texts of their group. The same
short text is what the teacher reads, so that a bare label is not taught as a whole caption.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from . import corpus, pairs, teacher
from .corpus import Captions, Group

PER_LANGUAGE = 2  # captions of one group and language; five say little more than two
SENTENCES = 20_000  # of the English-Japanese pairs, which are not about pictures
KEYWORDS = 8_000  # strings of two to four names in all languages
SHOTS = ("a photo of {}", "a picture of {}")


@dataclass(frozen=True)
class Lesson:
    """`targets` are rows of the teacher's table whose mean is what `text` means; `photo` a training photo or -1."""

    language: str
    kind: str
    text: str
    targets: tuple[int, ...]
    photo: int


@dataclass(frozen=True)
class Teacher:
    """The languages whose texts it reads, and how."""

    languages: frozenset[str]
    embed: Callable[[list[str]], np.ndarray]


USE = Teacher(teacher.LANGUAGES, lambda texts: teacher.embed(texts, "lessons", processes=1))


@dataclass(frozen=True)
class Lessons:
    items: list[Lesson]
    vectors: np.ndarray  # float16 [texts the teacher read, 512]

    def target(self, item: Lesson) -> np.ndarray:
        mean = self.vectors[list(item.targets)].astype(np.float32).mean(0)
        return mean / np.linalg.norm(mean)


def load(reader: Teacher = USE) -> Lessons:
    """All lessons, the same ones in the same order at every call."""
    return of(_groups(), reader)


def of(groups: Iterable[tuple[int, Group]], reader: Teacher) -> Lessons:
    """The lessons of these groups, each with its training photo or -1."""
    read: dict[str, int] = {}  # each text that the teacher reads, by its row
    items = [item for photo, group in groups for item in _of_group(group, photo, read, reader.languages)]
    return Lessons(items, reader.embed(list(read)))


def _groups() -> Iterator[tuple[int, Group]]:
    for row, photo in enumerate(pairs.training_photos()):
        if photo.captions and not photo.weak:
            yield row, Group(photo.id, "caption", photo.captions, photo.machine)
    for number, group in enumerate(corpus.text_groups()):
        if group.id.startswith("english-japanese") and number % (51_000 // SENTENCES) > 0:
            continue
        if group.kind == "sentence" and len(group.texts) < 2:
            continue
        yield -1, group
    yield from ((-1, group) for group in (*_keywords(), *_tags()))


def _keywords() -> Iterator[Group]:
    """Strings of names as people type them: "dog beach", "Hund Strand", "犬 浜辺"."""
    names, draw = corpus.everyday_names(), random.Random(1)
    for number in range(KEYWORDS):
        chosen = draw.sample(names, draw.choice((2, 2, 3, 4)))
        joint = draw.choice((" ", " ", ", "))
        texts = {
            language: [joint.join(draw.choice(name[language]) for name in chosen)]
            for language in corpus.LANGUAGES
            if all(language in name for name in chosen)
        }
        yield Group(f"keywords:{number}", "keywords", texts)


def _tags() -> Iterator[Group]:
    """CLDR's keywords of a sign, a few at a time: loose words around one meaning."""
    for sign, names in corpus.sign_keywords():
        draw = random.Random(sign)
        texts = {
            language: [" ".join(draw.sample(words, min(3, len(words)))) for _ in range(2 if language == "en" else 1)]
            for language, words in names.items()
            if len(words) > 1
        }
        if "en" in texts:
            yield Group(f"tags:{sign}", "keywords", texts)


def _of_group(group: Group, photo: int, read: dict[str, int], languages: frozenset[str]) -> Iterator[Lesson]:
    draw = random.Random(group.id)
    english = (group.texts.get("en") or group.machine.get("en") or [])[:5]
    own_words = group.kind == "caption"
    view = tuple(_row(text, read) for text in _read_by_teacher(english, group.kind))
    for source, people in ((group.texts, True), (group.machine, False)):
        for language, texts in _ordered(source):
            for text in draw.sample(texts, min(PER_LANGUAGE if own_words else len(texts), len(texts))):
                if language in languages and own_words and people:
                    yield Lesson(language, group.kind, text, (_row(text, read),), photo)
                elif view:
                    yield Lesson(language, group.kind, text, view, photo)


def _ordered(source: Captions) -> list[tuple[str, list[str]]]:
    return [(language, source[language]) for language in corpus.LANGUAGES if language in source]


def _read_by_teacher(english: list[str], kind: str) -> list[str]:
    if kind != "name" or not english:
        return english
    # The other forms are synonyms; the first is the name itself, bare and in a sentence as captions have it.
    return [english[0], english[0], *(shot.format(english[0]) for shot in SHOTS)]


def _row(text: str, read: dict[str, int]) -> int:
    return read.setdefault(text, len(read))

