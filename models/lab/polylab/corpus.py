"""Reads the corpus: photos with captions and labels, texts without photos, evaluation texts, queries.

Splits are the corpus's own. `train` is for training; checkpoints are chosen on `dev`, which
only a last round of fixed length learns; `test` and `val` are only ever measured, but for the few numbers that `calibrate` fits by halves.
"""

import csv
import io
import json
import lzma
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from .places import CORPUS, LAB

# The 36 languages that the starter pack promises, English first.
LANGUAGES = (
    "en de fr es it pt nl pl cs sk ru uk bg hr sr tr ar fa he hi bn ta th vi id ja ko zh sw el hu ro sv da no fi"
).split()

# Sources that state a licence which forbids use in a product, or whose captions do not describe the photo.
SOURCES_LEFT_OUT: frozenset[str] = frozenset()

Captions = dict[str, list[str]]


@dataclass(frozen=True)
class Photo:
    """One photo of the corpus. `captions` holds people's captions, `machine` machine-translated ones."""

    id: str
    archive: str
    source: str
    split: str
    origin: str = ""
    benchmark: str = ""
    labels: tuple[str, ...] = ()
    captions: Captions = field(default_factory=dict)
    machine: Captions = field(default_factory=dict)
    weak: bool = False
    noisy: bool = False
    squashed: bool = False


@dataclass(frozen=True)
class Group:
    """Texts that mean the same: one image, one sentence or one thing, in several languages."""

    id: str
    kind: str
    texts: Captions
    machine: Captions = field(default_factory=dict)


def _lines(name: str) -> Iterator[dict]:
    with lzma.open(CORPUS / name, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


@cache
def photos() -> tuple[Photo, ...]:
    """Every photo of the corpus, in the file's order."""
    return tuple(
        Photo(
            id=row["id"],
            archive=row["zip"],
            source=row["source"],
            split=row["split"],
            origin=row.get("origin", ""),
            benchmark=row.get("benchmark", ""),
            labels=tuple(row.get("labels", ())),
            captions=row.get("captions", {}),
            machine=row.get("machine", {}),
            weak=bool(row.get("weak")),
            noisy=bool(row.get("noisy")),
            squashed=bool(row.get("squashed")),
        )
        for row in _lines("photos.jsonl.xz")
        if row["source"] not in SOURCES_LEFT_OUT
    )


def dev_photos() -> list[Photo]:
    """The photos that choose checkpoints; a last training of a fixed length may learn from them."""
    return [photo for photo in photos() if photo.split == "dev"]


def photo_bytes(wanted: list[Photo]) -> Iterator[tuple[Photo, bytes]]:
    """The files of these photos, archive by archive (not in the order asked for)."""
    by_archive: dict[str, list[Photo]] = {}
    for photo in wanted:
        by_archive.setdefault(photo.archive, []).append(photo)
    for archive, members in by_archive.items():
        with zipfile.ZipFile(CORPUS / archive) as zipped:
            names = {name.rsplit("/", 1)[-1]: name for name in zipped.namelist()}
            for photo in members:
                yield photo, zipped.read(names[f"{photo.id}.webp"])


_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")

# Tatoeba writes three-letter codes for most; these are the ones of ours.
_TATOEBA = {"cmn": "zh", "nob": "no", "swh": "sw", "pes": "fa", "zsm": "ms"}


def text_groups() -> Iterator[Group]:
    """Texts without photos that may be trained on. ImageNet's names (BabelNet, non-commercial) are left out."""
    for name, kind in (("captions", "caption"), ("flickr30k-74", "caption"), ("tatoeba", "sentence"),
                       ("english-japanese", "sentence")):
        for row in _lines(f"text/{name}.jsonl.xz"):
            yield Group(f"{name}:{row['id']}", kind, _ours(row.get("captions", {})), _ours(row.get("machine", {})))
    for row in _lines("text/emoji-names.jsonl.xz"):
        if _SKIN_TONES.search(row["emoji"]):
            continue  # five shades of each gesture say nothing new
        yield Group(f"emoji:{row['emoji']}", "name", {k: v[:1] for k, v in _ours(row["names"]).items()})
    for position, names in enumerate(everyday_names()):
        yield Group(f"name:{position}", "name", names)
    yield from own_phrases()


def own_phrases() -> Iterator[Group]:
    """What people may type, in all languages (`phrases.tsv`, ours); none was written from a picture of the corpus."""
    table = (LAB / "phrases.tsv").read_text(encoding="utf-8").splitlines()
    for number, row in enumerate(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)):
        kind = "keywords" if row.pop("register") == "keywords" else "caption"
        # All mean what the English says, as translations do.
        yield Group(f"phrase:{number}", kind, {"en": [row.pop("en")]}, {language: [text] for language, text in row.items()})


def sign_keywords() -> Iterator[tuple[str, Captions]]:
    """(sign, its name and keywords by language) of CLDR; flags and skin tones are left out."""
    for row in _lines("text/emoji-names.jsonl.xz"):
        if not _SKIN_TONES.search(row["emoji"]) and ":" not in row["names"].get("en", [":"])[0]:
            yield row["emoji"], _ours(row["names"])


def _ours(texts: dict) -> Captions:
    kept: Captions = {}
    for language, found in texts.items():
        language = _TATOEBA.get(language, language)
        if language in LANGUAGES:
            kept[language] = [found] if isinstance(found, str) else found
    return kept


@cache
def everyday_names() -> tuple[Captions, ...]:
    """What people look for in photos, by language; the first form of each is the usual one."""
    rows = csv.DictReader(
        io.StringIO((CORPUS / "queries" / "names.tsv").read_text(encoding="utf-8")), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    return tuple({language: cell.split(" / ") for language, cell in row.items() if cell} for row in rows)


@dataclass(frozen=True)
class Query:
    """One of our own queries: the photo it was written for, its register and its words by language."""

    photo: str
    register: str
    words: dict[str, str]


def own_queries() -> list[Query]:
    """160 queries over the test gallery, each in 36 languages."""
    with (CORPUS / "queries" / "sentences.jsonl").open(encoding="utf-8") as file:
        return [Query(row["id"], row["register"], row["q"]) for row in map(json.loads, file)]


def evaluation_groups(name: str = "captions-test") -> list[tuple[str, Captions]]:
    """(benchmark, captions by language) of texts that are for measuring only."""
    return [(row.get("set", name), row.get("captions") or _ours(row["machine"])) for row in _lines(f"eval/{name}.jsonl.xz")]
