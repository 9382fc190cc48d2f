"""One ablation row of the text tower: same lessons, same steps, one result file (`python models/lab ablate`).

Rows are trained by CLA alone and measured in the teacher's space, where no photo blurs the comparison:
a caption must find its English caption, our own query its English form.
"""

import json
import tomllib
from collections import defaultdict

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from . import corpus, teacher
from .corpus import LANGUAGES
from .places import LAB, work
from .train_text import Training

RESULTS = LAB / "results"
TRAINED = ("none", "static", "static-equal", "lang-id", "dasd", "dasd-no-disentangling", "sr-only", "sa-only")
# The trained DASD once more, its z replaced when it is tested.
REPLACED_Z = ("dasd-mean-z", "dasd-lang-z", "dasd-shuffled-z")
PER_SET = 300  # captions of a benchmark and language
Z_SAMPLE = 32  # texts a language from which mean z are made


def train(row: str, seed: int, steps: int) -> Training:
    """The row trained for `steps` steps of CLA from the shipped configuration."""
    config = tomllib.loads((LAB / "configs" / "text.toml").read_text())
    config |= {"seed": seed, "disentangling": row != "dasd-no-disentangling"}
    config["row"] = "dasd" if row == "dasd-no-disentangling" else row
    settings = config["cla"] | {"steps": steps, "last": steps, "check_every": max(1, steps // 2)}
    training = Training(config)
    training.fit(f"ablate-{row}-{seed}-{steps}", lambda b: training.cla_loss(b)[0], settings, [], training.text_to_text)
    training.tower.eval()
    return training


class Embedder:
    """Embeds texts of one language with z as trained, or replaced by a mean or by another text's."""

    def __init__(self, training: Training, z: str = "own"):
        self.training, self.z = training, z
        self.means = self._means() if z in ("mean", "lang") else None

    @torch.no_grad()
    def __call__(self, texts: list[str], language: str) -> Tensor:
        vectors = torch.empty(len(texts), teacher.WIDTH)
        number = torch.full((len(texts),), LANGUAGES.index(language))
        tower = self.training.tower
        for rows, ids, present in self.training.tokens.parts(texts, max(1, len(texts) // 64)):
            with torch.autocast("cpu", torch.bfloat16):
                x, related, agnostic = tower.first_pass(ids, present)
                z = self._replaced(tower.conditioning(related, agnostic, number[rows]), language)
                vectors[rows] = F.normalize(tower.second_pass(x, present, z).float(), dim=-1)
        return vectors

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
            for _, ids, present in self.training.tokens.parts(some, 2):
                with torch.autocast("cpu", torch.bfloat16):
                    _, related, agnostic = self.training.tower.first_pass(ids, present)
                    found.append(self.training.tower.conditioning(related, agnostic, None).float())
            means[language] = torch.cat(found).mean(0)
        return means


def measure(embed: Embedder) -> dict:
    """R@1 and R@10 to the English view by language, by register and by length, and the mean rank variance."""
    by_language, by_length = defaultdict(list), defaultdict(list)
    for language, english, texts in _caption_pairs():
        found = _ranks(embed(texts, language), english)
        by_language[language] += found.tolist()
        for rank, text in zip(found.tolist(), texts):
            by_length[_length(text, language)].append(rank)
    queries = corpus.own_queries()
    english = _english([query.words["en"] for query in queries], "own-queries")
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
    }


def _caption_pairs():
    """(language, teacher's vectors of the English captions, captions) of each benchmark of texts."""
    groups: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for name, captions in corpus.evaluation_groups():
        for language in captions.keys() & set(LANGUAGES) - {"en"}:
            if "en" in captions and len(groups[name, language]) < PER_SET:
                groups[name, language].append((captions["en"][0], captions[language][0]))
    for (name, language), pairs in sorted(groups.items()):
        yield language, _english([english for english, _ in pairs], f"eval-{name}-{language}"), [t for _, t in pairs]


def _english(texts: list[str], name: str) -> Tensor:
    return torch.from_numpy(np.array(teacher.embed(texts, name, processes=1))).float()


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
    training = train(row, seed, steps)
    weights = sum(p.numel() for p in training.tower.trained())
    tests = {row: "own"} | ({name: name.split("-")[1] for name in REPLACED_Z} if row == "dasd" else {})
    RESULTS.mkdir(exist_ok=True)
    for name, z in tests.items():
        metrics = measure(Embedder(training, z))
        result = {"row": name, "seed": seed, "steps": steps, "trained_weights": weights, **metrics}
        (RESULTS / f"{name}-{seed}.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        print(name, json.dumps(result["queries"]["en"]), result["mean_rank_variance"], flush=True)
    work(f"ablate-{row}-{seed}-{steps}.pt").unlink(missing_ok=True)


def table() -> str:
    """All results as Markdown: means over seeds, and the spread of the seeds."""
    rows = defaultdict(list)
    for path in sorted(RESULTS.glob("*.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        rows[result["row"]].append(result)
    lines = ["| row | seeds | steps | weights | captions R@1 | queries R@1 | queries R@10 | rank variance |", "|---|---|---|---|---|---|---|---|"]
    for name in (*TRAINED[:5], *REPLACED_Z, *TRAINED[5:]):
        if name in rows:
            lines.append(_line(name, rows[name]))
    return "\n".join(lines)


def _line(name: str, results: list[dict]) -> str:
    mean = lambda part, cut: [np.mean([v[cut] for k, v in r[part].items() if k != "en"]) for r in results]  # noqa: E731
    spread = lambda values: f"{np.mean(values):.3f} ± {np.std(values):.3f}"  # noqa: E731
    steps = "/".join(sorted({str(r["steps"]) for r in results}))
    variance = np.mean([r["mean_rank_variance"] for r in results])
    cells = [spread(mean("captions", "R@1")), spread(mean("queries", "R@1")), spread(mean("queries", "R@10"))]
    return f"| {name} | {len(results)} | {steps} | {results[0]['trained_weights'] / 1e6:.1f} M | {' | '.join(cells)} | {variance:.0f} |"
