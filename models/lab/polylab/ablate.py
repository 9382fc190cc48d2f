"""One ablation row of the text tower: same lessons, same steps, one result file (`python models/lab ablate`).

Rows of the architecture are trained by CLA, recipes by their own loss on photos with two or more captions; each step
sees as many texts. All are measured in the joint space: a caption must find its English caption, our own query its
English form (both as the teacher and its head put them there), a dev caption its photo.
"""

import copy
import json
import random
import tomllib
from collections import defaultdict

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import corpus, recipes, teacher
from .corpus import LANGUAGES
from .lessons import Lesson
from .places import LAB, work
from .recall import recall_at
from .train_text import PhotoBank, Training

RESULTS = LAB / "results"
TRAINED = ("none", "static", "static-equal", "lang-id", "dasd", "dasd-no-disentangling", "sr-only", "sa-only",
           "v2-static", "v2-dasd", *recipes.RECIPES)  # fmt: skip
# The trained DASD once more, its z replaced when it is tested.
REPLACED_Z = ("dasd-mean-z", "dasd-lang-z", "dasd-shuffled-z")
PER_SET = 300  # captions of a benchmark and language
Z_SAMPLE = 32  # texts a language from which mean z are made
VIEWS = 3  # texts of each photo in a recipe's batch
PHOTO_LANGUAGES = ("en", "de", "fr", "cs", "pt", "zh", "ar")


def train(row: str, seed: int, steps: int, bank: PhotoBank) -> tuple[Training, nn.Module]:
    """The row trained for `steps` steps from the shipped configuration, with the head into the joint space."""
    config = tomllib.loads((LAB / "configs" / "text.toml").read_text())
    config |= {"seed": seed, "disentangling": row != "dasd-no-disentangling"}
    config["row"] = {"dasd-no-disentangling": "dasd", **dict.fromkeys(recipes.RECIPES, "static")}.get(row, row)
    settings = config["cla"] | {"steps": steps, "last": steps, "check_every": max(1, steps // 2)}
    training = Training(config)
    name, head = f"ablate-{row}-{seed}-{steps}", bank.joint.text
    if row in recipes.RECIPES:
        head = copy.deepcopy(head).requires_grad_(True)
        recipe = recipes.make(row, training.tower.output.in_features)
        batches = PhotoBatches(training, bank, head, settings["batch"] // VIEWS)
        training.fit(name, lambda _: recipe(batches.draw(), batches.to_joint), settings, [head, recipe], lambda: "")
    else:
        training.fit(name, lambda batch: training.cla_loss(batch)[0], settings, [], training.text_to_text)
    training.tower.eval()
    return training, head.eval()


class PhotoBatches:
    """Views of random training photos that have an English caption and one in another language."""

    def __init__(self, training: Training, bank: PhotoBank, head: nn.Module, size: int):
        self.training, self.bank, self.head, self.size = training, bank, head, size
        self.random = random.Random(training.config["seed"])
        said: dict[int, tuple[list[Lesson], list[Lesson]]] = defaultdict(lambda: ([], []))
        for item in training.lessons.items:
            if item.kind == "caption" and item.photo in bank.place:
                said[item.photo][item.language != "en"].append(item)
        self.said = {photo: two for photo, two in said.items() if all(two)}

    def draw(self) -> recipes.Views:
        photos = self.random.sample(sorted(self.said), self.size)
        english, other, second = ([self.random.choice(self.said[photo][side]) for photo in photos] for side in (0, 1, 0))
        return recipes.Views(
            self.bank.vectors[[self.bank.place[photo] for photo in photos]],
            self._read(english), self._read(other), self._read(second), torch.eye(self.size, dtype=torch.bool),
        )  # fmt: skip

    def to_joint(self, pooled: Tensor) -> Tensor:
        return self.head(self.training.tower.output(pooled))

    def _read(self, items: list[Lesson]) -> recipes.Text:
        tower = self.training.tower
        ids, present = self.training.tokens.together([self.training.draw.as_typed(item) for item in items])
        language = torch.tensor([LANGUAGES.index(item.language) for item in items])
        with torch.autocast("cpu", torch.bfloat16):
            x, related, agnostic = tower.first_pass(ids, present)
            states = tower.states(x, present, tower.conditioning(related, agnostic, language), language).float()
        return recipes.Text(states, present, self.head(tower.pool(states, present)))


class Embedder:
    """Texts of one language -> unit vectors of the joint space, with z as trained, or a mean, or another text's."""

    def __init__(self, training: Training, head: nn.Module, z: str = "own"):
        self.training, self.head, self.z = training, head, z
        self.means = self._means() if z in ("mean", "lang") else None

    @torch.no_grad()
    def __call__(self, texts: list[str], language: str) -> Tensor:
        vectors = torch.empty(len(texts), teacher.WIDTH)
        number = torch.full((len(texts),), LANGUAGES.index(language))
        tower = self.training.tower
        for rows, ids, present in self.training.tokens.parts(texts):
            with torch.autocast("cpu", torch.bfloat16):
                x, related, agnostic = tower.first_pass(ids, present)
                z = self._replaced(tower.conditioning(related, agnostic, number[rows]), language)
                vectors[rows] = F.normalize(tower.second_pass(x, present, z, number[rows]).float(), dim=-1)
        return self.head(vectors)

    def _replaced(self, z: Tensor, language: str) -> Tensor:
        if self.z == "shuffled":
            return z.roll(1, 0)
        if self.means is None:
            return z
        mean = self.means[language] if self.z == "lang" else torch.stack(list(self.means.values())).mean(0)
        return mean.to(z.dtype).expand_as(z)

    @torch.no_grad()
    def _means(self) -> dict[str, Tensor]:
        texts = defaultdict(list)
        for item in self.training.lessons.items[:: max(1, len(self.training.lessons.items) // 40_000)]:
            if len(texts[item.language]) < Z_SAMPLE:
                texts[item.language].append(item.text)
        means = {}
        for language, some in texts.items():
            found = []
            for _, ids, present in self.training.tokens.parts(some):
                with torch.autocast("cpu", torch.bfloat16):
                    _, related, agnostic = self.training.tower.first_pass(ids, present)
                    found.append(self.training.tower.conditioning(related, agnostic, None).float())
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


def run(row: str, seed: int, steps: int) -> None:
    """Trains and measures a row; "dasd" also gives the rows whose z is replaced at the test."""
    config = tomllib.loads((LAB / "configs" / "text.toml").read_text())
    bank = PhotoBank(config["photo_size"], "vision")
    training, head = train(row, seed, steps, bank)
    weights = sum(p.numel() for p in training.tower.trained())
    tests = {row: "own"} | ({name: name.split("-")[1] for name in REPLACED_Z} if row == "dasd" else {})
    RESULTS.mkdir(exist_ok=True)
    for name, z in tests.items():
        metrics = measure(Embedder(training, head, z), bank)
        result = {"row": name, "seed": seed, "steps": steps, "trained_weights": weights, **metrics}
        (RESULTS / f"{name}-{seed}.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        print(name, json.dumps(result["queries"]["en"]), result["mean_rank_variance"], flush=True)
    work(f"ablate-{row}-{seed}-{steps}.pt").unlink(missing_ok=True)


COLUMNS = (("captions", "R@1"), ("queries", "R@1"), ("queries", "R@10"), ("photos", "R@10"))


def table() -> str:
    """All results as Markdown: means over seeds, and the spread of the seeds."""
    rows = defaultdict(list)
    for path in sorted(RESULTS.glob("*.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        rows[result["row"]].append(result)
    heads = ("row", "seeds", "steps", "weights", "captions R@1", "queries R@1", "queries R@10", "photos R@10", "rank variance")
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for name in (*TRAINED[:5], *REPLACED_Z, *TRAINED[5:]):
        if name in rows:
            lines.append(_line(name, rows[name]))
    return "\n".join(lines)


def _line(name: str, results: list[dict]) -> str:
    mean = lambda part, cut: [np.mean([v[cut] for k, v in r[part].items() if k != "en"]) for r in results]  # noqa: E731
    spread = lambda values: f"{np.mean(values):.3f} ± {np.std(values):.3f}"  # noqa: E731
    steps = "/".join(sorted({str(r["steps"]) for r in results}))
    variance = np.mean([r["mean_rank_variance"] for r in results])
    cells = [spread(mean(part, cut)) for part, cut in COLUMNS]
    return f"| {name} | {len(results)} | {steps} | {results[0]['trained_weights'] / 1e6:.1f} M | {' | '.join(cells)} | {variance:.0f} |"
