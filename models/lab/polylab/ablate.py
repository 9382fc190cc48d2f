"""One ablation row of the text tower: same lessons, same steps, one result file (`python models/lab ablate`).

All start where a linear map from e5's own vectors to the teacher's ends (ridge regression), so that a short training shows
what adapters add to it. Rows of the architecture are trained by CLA, recipes by their own loss on photos with two or more
captions; each step sees as many texts. All are measured in the joint space: a caption must find its English caption, our
own query its English form (both as the teacher and its head put them there), a dev caption its photo. The space is that
of the shipped pack, so that `restore` is all that a row needs.
"""

import copy
import json
import random
import tomllib
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import lessons, recipes
from .ablate_measure import Embedder, measure
from .corpus import LANGUAGES
from .drawing import Draw
from .lessons import Lesson, Lessons
from .paper import PaperTower
from .photo_bank import PhotoBank
from .places import LAB, work
from .train_text import Training
from .trained_text import TEXT_STAGES, VISION, mean_of

RESULTS = LAB / "results"
EARLIER = "first-space"  # rows that were measured in the space of the first photo tower: not to be compared with the others
TRAINED = ("none", "static", "static-equal", "lang-id", "dasd", "dasd-deep", "dasd-low-rank", "dasd-no-disentangling",
           "sr-only", "sa-only", "v2-static", "v2-dasd", *recipes.RECIPES)  # fmt: skip
SHIPPED = "shipped"  # DASD as the pack has it, trained thirty times as long, with word vectors that learnt
# DASD once more, its z replaced when it is tested.
REPLACED = ("mean", "lang", "shuffled")
RIDGE_TEXTS = 12_000
VIEWS = 3  # texts of each photo in a recipe's batch


def train(row: str, seed: int, steps: int, bank: PhotoBank, said: Lessons) -> tuple[Training, nn.Module]:
    """The row trained for `steps` steps from the shipped configuration, with the head into the joint space."""
    config = tomllib.loads((LAB / "configs" / "text.toml").read_text())
    config |= {"seed": seed, "disentangling": row != "dasd-no-disentangling"}
    config["row"] = {"dasd-no-disentangling": "dasd", **dict.fromkeys(recipes.RECIPES, "static")}.get(row, row)
    settings = config["ablation"] | {"steps": steps, "last": steps, "check_every": max(1, steps // 2)}
    training = Training(config, said)
    start_from_ridge(training)
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


@torch.no_grad()
def start_from_ridge(training: Training) -> None:
    """The tower's last layer as the least squares of the teacher's vectors on e5's, which adapters that start at zero
    leave as they are. Kept by how texts are pooled, so that all rows and seeds start alike."""
    output = training.tower.output
    path = work(f"ablate-ridge-{'end' if isinstance(training.tower, PaperTower) else 'mean'}.pt")
    if not path.exists():
        draw = Draw(training.lessons.items, training.config["mix"], seed=0)
        batch = draw.batch(RIDGE_TEXTS)
        training.tower.output = nn.Identity()
        pooled, _, _ = training.run(batch)
        training.tower.output = output
        target = torch.from_numpy(np.stack([training.lessons.target(item) for item in batch]))
        torch.save(ridge(pooled, target), path)
    weight, bias = torch.load(path)
    output.weight.copy_(weight)
    output.bias.copy_(bias)


def ridge(x: Tensor, y: Tensor, strength: float = 1e-3) -> tuple[Tensor, Tensor]:
    """Weight [outputs, inputs] and bias of least squares of y on x; `strength` in shares of the mean variance of x."""
    x, y = x.double(), y.double()
    centred = x - x.mean(0)
    gram = centred.T @ centred
    gram += strength * gram.diagonal().mean() * torch.eye(len(gram), dtype=gram.dtype)
    weight = torch.linalg.solve(gram, centred.T @ (y - y.mean(0))).T
    return weight.float(), (y.mean(0) - weight @ x.mean(0)).float()


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


def run(rows: list[str], seed: int, steps: int) -> None:
    """Trains and measures rows one after another; those that have their file are passed over. "shipped" is measured alone.

    Beside the asked rows, where DASD may have been held back: "dasd-deep" makes z of what the adapters meet, four layers further
    up; "dasd-low-rank" has a bottleneck four times as wide."""
    config = tomllib.loads((LAB / "configs" / "text.toml").read_text())
    said = lessons.load()
    RESULTS.mkdir(exist_ok=True)
    bank = PhotoBank(config["photo_size"], VISION)
    for row in rows:
        if (RESULTS / f"{row}-{seed}.json").exists():
            continue
        if row == SHIPPED:
            tower = mean_of(*TEXT_STAGES)
            _measure(row, seed, Embedder(tower, tower.head, said.items), bank)
            continue
        training, head = train(row, seed, steps, bank, said)
        _measure(row, seed, Embedder(training, head, said.items), bank, steps)
        work(f"ablate-{row}-{seed}-{steps}.pt").unlink(missing_ok=True)


def _measure(row: str, seed: int, embed: Embedder, bank: PhotoBank, steps: int | None = None) -> None:
    """One row; DASD also gives the rows whose z is replaced at the test."""
    weights = sum(p.numel() for p in embed.tower.trained())
    tests = [(f"{row}-{z}-z", z) for z in REPLACED] if row in ("dasd", SHIPPED) else []
    # The row itself last: where its file is, the others are too.
    for name, z in (*tests, (row, "own")):
        metrics = measure(embed.with_z(z), bank)
        result = {"row": name, "seed": seed, "steps": steps, "trained_weights": weights, **metrics}
        (RESULTS / f"{name}-{seed}.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
        print(name, json.dumps(result["queries"]["en"]), result["mean_rank_variance"], flush=True)


ORDER = (*TRAINED[:5], *(f"dasd-{z}-z" for z in REPLACED), *TRAINED[5:], SHIPPED, *(f"{SHIPPED}-{z}-z" for z in REPLACED))
COLUMNS = (("captions", "R@1"), ("queries", "R@1"), ("queries", "R@10"), ("photos", "R@10"))


def tables() -> str:
    """All results as Markdown, those of each space by themselves."""
    parts = [table(RESULTS), f"In the space of the first photo tower:\n\n{table(RESULTS / EARLIER)}"]
    return "\n\n".join(parts if any(RESULTS.glob("*.json")) else parts[1:])


def table(folder: Path) -> str:
    """Results of one space: means over seeds, and the spread of the seeds."""
    rows = defaultdict(list)
    for path in sorted(folder.glob("*.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        rows[result["row"]].append(result)
    heads = ("row", "seeds", "steps", "weights", "captions R@1", "queries R@1", "queries R@10", "photos R@10", "rank variance")
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for name in ORDER:
        if name in rows:
            lines.append(_line(name, rows[name]))
    return "\n".join(lines)


def _line(name: str, results: list[dict]) -> str:
    mean = lambda part, cut: [np.mean([v[cut] for k, v in r[part].items() if k != "en"]) for r in results]  # noqa: E731
    spread = lambda values: f"{np.mean(values):.3f} ± {np.std(values):.3f}"  # noqa: E731
    steps = "/".join(sorted({str(r["steps"] or "-") for r in results}))
    variance = np.mean([r["mean_rank_variance"] for r in results])
    cells = [spread(mean(part, cut)) for part, cut in COLUMNS]
    return f"| {name} | {len(results)} | {steps} | {results[0]['trained_weights'] / 1e6:.1f} M | {' | '.join(cells)} | {variance:.0f} |"
