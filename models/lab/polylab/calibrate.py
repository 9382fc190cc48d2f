"""How likely is a hit right, and does anything match? (`python models/lab calibrate`)

A similarity says little by itself: some words reach higher ones than others with whatever photo. So it is taken against
the background: what typical training photos reach for the same words. A logistic model of both and of the library's
size, one for names and one for sentences, goes into pack.json, the background beside it.

It is fitted to names and sentences of which is known whether a library holds what they say: everyday names over the
labelled `val` photos, and our own queries with their photo or without it among the same photos. The towers have learnt from
all other photos, and for those find everything too easily. No word is measured by what was fitted to it: half of them
fits what measures the other half, both ways; what ships is fitted to all.
"""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import corpus, galleries, logistic
from .corpus import LANGUAGES, Captions, Photo
from .pack import Pack, seal
from .places import LAB
from .word_count import count_words

SIZES = (100, 400, 1500)  # photos of a library, beside those that show what is asked for
DRAWS = 2  # libraries of each size
MOST_RIGHT = 5  # photos in a library that show a name
HITS = 5  # of each answer
CENTRES, NEAREST = 320, 2  # vectors of the background, and how many of them say what can be expected
LABELLED, CAPTIONED = 1200, 600  # photos that it is made of
FEW_WORDS = 3  # of a query that is rather a name than a sentence
THRESHOLD = 0.4  # under a half, for who is told wrongly that nothing matches may not look at what is there
FILE = "background.bin"
HEADING = "Does anything match?"


@dataclass(frozen=True)
class Case:
    """What is asked for, by language; the photos that show it, and those of which it is known that they do not."""

    words: Captions
    is_name: bool
    shows: np.ndarray
    others: np.ndarray


@dataclass(frozen=True)
class Answers:
    """One row an answer: which case, language and size it is, whether its words are few and what they say is there, its
    first hits."""

    case: np.ndarray
    language: np.ndarray
    size: np.ndarray
    few: np.ndarray
    present: np.ndarray
    expected: np.ndarray
    similarity: np.ndarray  # [answers, HITS], the best first
    right: np.ndarray  # [answers, HITS]

    def features(self) -> np.ndarray:
        """[answers, HITS, 3]: what the app knows of a hit."""
        rest = np.stack([self.expected, np.log(self.size)], -1)[:, None].repeat(HITS, 1)
        return np.concatenate([self.similarity[..., None], rest], -1)


def cases(photos: list[Photo], others: int) -> list[Case]:
    """`photos`: `others` labelled ones, and after them those of our own queries."""
    names = {name["en"][0]: name for name in corpus.everyday_names()}
    table = (LAB / "absent.tsv").read_text(encoding="utf-8").splitlines()
    found = []
    for name, doubtful in list(csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]:
        forms = {form.lower() for form in names[name]["en"]}
        shows = np.array([bool(forms & {label.lower() for label in photo.labels}) for photo in photos[:others]])
        unsure = np.isin([photo.id for photo in photos[:others]], doubtful.split())
        words = {language: forms[:1] for language, forms in names[name].items()}
        found.append(Case(words, True, np.flatnonzero(shows), np.flatnonzero(~shows & ~unsure)))
    place = {photo.id: at for at, photo in enumerate(photos)}
    for query in corpus.own_queries():
        words = {language: [text] for language, text in query.words.items()}
        found.append(Case(words, False, np.array([place[query.photo]]), np.arange(others)))
    return found


def gather(pack: Pack) -> tuple[list[Case], Answers, dict]:
    """All answers to all cases in all languages, and the background they were taken against."""
    labelled = [photo for photo in corpus.photos() if photo.split == "val"]
    wanted = {query.photo for query in corpus.own_queries()}
    own = [photo for photo in corpus.photos() if photo.id in wanted]
    vectors = galleries.photo_vectors(pack, labelled, "val")
    kept = [at for at, photo in enumerate(labelled) if photo.labels and not photo.noisy]
    photos = [labelled[at] for at in kept] + own
    vectors = np.concatenate([vectors[kept], galleries.photo_vectors(pack, own, "own-queries")])
    asked = cases(photos, len(kept))
    texts = {
        language: galleries.text_vectors(pack, [case.words[language][0] for case in asked]) for language in LANGUAGES
    }
    ground = background(pack, np.concatenate(list(texts.values())))
    rows = []
    for number, language in enumerate(LANGUAGES):
        similarity = texts[language] @ vectors.T
        expected = np.sort(texts[language] @ ground["vectors"].T, -1)[:, -NEAREST:].mean(-1)
        for at, case in enumerate(asked):
            few = count_words(case.words[language][0]) <= FEW_WORDS
            for size, present, *found in answers_to(case, similarity[at], at):
                rows.append((at, number, size, few, present, expected[at], *found))
    return asked, Answers(*(np.array(column) for column in zip(*rows))), ground


def answers_to(case: Case, similarity: np.ndarray, seed: int) -> list[tuple]:
    """(size, present, similarities, right) of libraries with what is asked for and without it, the same in every language."""
    random, rows = np.random.default_rng(seed), []
    for size in SIZES:
        for _ in range(DRAWS):
            others = random.choice(case.others, min(size, len(case.others)), replace=False)
            count = min(len(case.shows), int(random.integers(1, MOST_RIGHT + 1)))
            shows = random.choice(case.shows, count, replace=False)
            for library in (np.concatenate([others, shows]), others):
                first = library[np.argsort(-similarity[library], kind="stable")[:HITS]]
                rows.append((size, len(library) > len(others), similarity[first], np.isin(first, case.shows)))
    return rows


def background(pack: Pack, texts: np.ndarray) -> dict:
    """Centres of training photos' vectors, as pack.json's numbers tell them; numbers that no query has are nought."""
    photos = background_photos()
    vectors = galleries.photo_vectors(pack, photos, "background")
    vectors = np.where(np.abs(texts).max(0) > 0, vectors, 0)
    found = centres(vectors, CENTRES)
    scale = float(np.abs(found).max() / 127)
    whole = np.round(found / scale).astype(np.int8)
    return {"bytes": whole.tobytes(), "scale": scale, "vectors": whole.astype(np.float32) * np.float32(scale)}


def background_photos() -> list[Photo]:
    """Of as many labels as there are, and of people's captions."""
    random = np.random.default_rng(1)
    training = [photo for photo in corpus.photos() if photo.split == "train" and not photo.noisy and not photo.weak]
    training = [training[at] for at in random.permutation(len(training))]
    count: dict[str, int] = {}
    labelled = []
    for photo in training:
        if photo.labels and not photo.captions:
            label = photo.labels[0].lower()
            count[label] = count.get(label, 0) + 1
            labelled.append((count[label], len(labelled), photo))
    captioned = [photo for photo in training if photo.captions]
    return [photo for *_, photo in sorted(labelled, key=lambda row: row[:2])[:LABELLED]] + captioned[:CAPTIONED]


def centres(vectors: np.ndarray, count: int, rounds: int = 12) -> np.ndarray:
    """K-means by cosine; each centre is as long as its vectors are on average."""
    lengths = np.linalg.norm(vectors, axis=1)
    units = vectors / lengths[:, None]
    found = units[np.random.default_rng(1).permutation(len(units))[:count]]
    for _ in range(rounds):
        nearest = (units @ found.T).argmax(1)
        for at in range(count):
            members = units[nearest == at]
            if len(members):
                found[at] = members.mean(0) / np.linalg.norm(members.mean(0))
    nearest = (units @ found.T).argmax(1)
    sizes = [lengths[nearest == at].mean() if (nearest == at).any() else lengths.mean() for at in range(count)]
    return found * np.array(sizes)[:, None]


@dataclass(frozen=True)
class Model:
    """Weights of similarity, expected, size, and the constant, for queries of few words and of many."""

    few: np.ndarray
    many: np.ndarray

    def sure(self, answers: Answers) -> np.ndarray:
        """How likely what was asked for is there, by the first hit of each answer."""
        first = answers.features()[:, 0]
        return np.where(answers.few, logistic.predict(first, self.few), logistic.predict(first, self.many))


def fit(answers: Answers, chosen: np.ndarray) -> Model:
    """The models that tell best whether what was asked for is there."""
    first = answers.features()[:, 0]
    of = lambda which: logistic.fit(first[chosen & which], answers.present[chosen & which])  # noqa: E731
    return Model(of(answers.few), of(~answers.few))


def measure(asked: list[Case], answers: Answers) -> dict:
    """By language: names at each size, sentences over all sizes; each half of the cases by what the other half gave."""
    half = answers.case % 2 == 0
    sure = np.where(half, fit(answers, ~half).sure(answers), fit(answers, half).sure(answers))
    matches = sure >= THRESHOLD
    is_name = np.array([case.is_name for case in asked])[answers.case]
    rows = {}
    for number, language in enumerate(LANGUAGES):
        of = answers.language == number
        told = lambda which: _told(sure[which], matches[which], answers.present[which])  # noqa: E731
        rows[language] = {
            "names": {size: told(of & is_name & (answers.size == size)) for size in SIZES},
            "sentences": told(of & ~is_name),
        }
    return {"names": int(sum(case.is_name for case in asked)), "sentences": int(sum(not case.is_name for case in asked)),
            "rows": rows}  # fmt: skip


def _told(sure: np.ndarray, matches: np.ndarray, present: np.ndarray) -> dict[str, float]:
    return {
        "auroc": logistic.auroc(sure[present], sure[~present]),
        "fpr95": logistic.false_positives(sure[present], sure[~present]),
        "right": float((matches[present].mean() + (~matches[~present]).mean()) / 2),
    }


def as_text(measured: dict) -> str:
    """The table as Markdown."""
    lines = [
        HEADING, "",
        f"{measured['names']} everyday names over libraries of labelled photos, of which one to five show it or none does, and "
        f"{measured['sentences']} sentences with and without their photo: AUROC / false positives at 95 % true ones / how often "
        "an answer is rightly said to match or not to",
        "",
        "| language | " + " | ".join(f"names, {size:,} photos" for size in SIZES) + " | sentences |",
        "|---" * (len(SIZES) + 2) + "|",
    ]  # fmt: skip
    cell = lambda row: f"{row['auroc']:.2f} / {row['fpr95']:.2f} / {row['right']:.2f}"  # noqa: E731
    for language, row in measured["rows"].items():
        cells = [*row["names"].values(), row["sentences"]]
        lines.append(f"| {language} | " + " | ".join(cell(each) for each in cells) + " |")
    return "\n".join(lines)


def calibration(model: Model, ground: dict) -> dict:
    """As pack.json has it."""
    named = lambda weights: dict(zip(("similarity", "expected", "size", "constant"), weights.round(4).tolist()))  # noqa: E731
    return {
        "background": {"file": FILE, "count": CENTRES, "scale": ground["scale"]},
        "nearest": NEAREST,
        "sizes": [SIZES[0], SIZES[-1]],
        "fewWords": FEW_WORDS,
        "few": named(model.few),
        "many": named(model.many),
        "threshold": THRESHOLD,
    }


def run(folder: Path) -> dict:
    """Measures, writes the calibration into the pack and the table into its card; gives back what was measured."""
    pack = Pack(folder)
    asked, answers, ground = gather(pack)
    measured = measure(asked, answers)
    manifest = pack.manifest
    manifest["calibration"] = calibration(fit(answers, np.ones(len(answers.case), bool)), ground)
    (folder / FILE).write_bytes(ground["bytes"])
    seal(folder, manifest)
    into_card(folder / "CARD.md", as_text(measured))
    return measured


def into_card(card: Path, table: str) -> None:
    """Puts the table behind the others, in the place of an older one."""
    if not card.exists():
        return
    text = card.read_text(encoding="utf-8")
    before, limits, after = text.partition("\n## Limits")
    before = before.split(f"\n{HEADING}\n")[0].rstrip()
    card.write_text(f"{before}\n\n{table}\n{limits}{after}", encoding="utf-8")
