"""Trains the photo tower once more (`python models/lab refine-vision`), against the text tower that will be asked.

The joint space stays where it is: texts are fixed vectors (`photo_words.py`), so a photo is compared with thousands
of them at every step, and a text with the photos of the last steps beside those of its own (memory across batches,
Wang et al., arXiv 1912.06798). What the text tower has learnt of 36 languages is kept.
"""

import time
import tomllib
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from . import corpus, crew, images, pairs, photo_words
from .absolute import absolute_loss
from .places import work
from .recall import recall_at
from .resuming import go_on, keep, running_average
from .train_vision import Joint, augment, features_of, new_joint, step_by
from .trained_text import TrainedText

SOFT_SHARE = 0.3
SOFT_SCALE = 25.0
MEASURED = ("en", "de", "fr", "cs", "zh", "ar")


class Material:
    """The photos' pixels and words; photos of one group are never wrong answers for each other's texts."""

    def __init__(self, stage: str, with_dev: bool) -> None:
        photos = pairs.training_photos()
        self.pixels: np.ndarray | images.Joined = images.pixels(photos, 240, "train")
        if with_dev:
            self.pixels = images.Joined(self.pixels, images.pixels(corpus.dev_photos(), 240, "dev"))
            photos = [*photos, *corpus.dev_photos()]
        self.words = photo_words.load(photos, stage, partial(_embed, stage))
        self.groups = torch.from_numpy(pairs.label_groups(photos))
        self.text_groups = torch.stack([self.groups[rows[0]] for rows in self.words.said_of])
        said = np.array([len(texts) > 0 for texts in self.words.of])
        captioned = np.array([bool(photo.captions) and not photo.weak for photo in photos])
        self.kinds = {"captioned": np.flatnonzero(said & captioned), "labelled": np.flatnonzero(said & ~captioned)}


class Draw:
    """Photos of a batch without repetition until all were seen, and texts for them."""

    def __init__(self, material: Material, seed: int):
        self.material, self.random = material, np.random.default_rng(seed)
        self._left = {kind: np.empty(0, int) for kind in material.kinds}

    def rows(self, counts: dict[str, int]) -> np.ndarray:
        parts = []
        for kind, count in counts.items():
            if len(self._left[kind]) < count:
                self._left[kind] = np.concatenate([self._left[kind], self.random.permutation(self.material.kinds[kind])])
            parts.append(self._left[kind][:count])
            self._left[kind] = self._left[kind][count:]
        return np.concatenate(parts)

    def texts(self, rows: np.ndarray) -> Tensor:
        """One text of each photo."""
        return torch.tensor([self.random.choice(self.material.words.of[row]) for row in rows])

    def any_texts(self, count: int) -> Tensor:
        return torch.from_numpy(self.random.integers(0, len(self.material.words.vectors), count))


class Memory:
    """Vectors of the photos of the last steps, with a text and the group of each."""

    def __init__(self, size: int, width: int):
        self.photos, self.texts = torch.zeros(size, width), torch.zeros(size, width)
        self.groups = torch.full((size,), -1)
        self._next = 0

    def add(self, photos: Tensor, texts: Tensor, groups: Tensor) -> None:
        places = (torch.arange(len(groups)) + self._next) % len(self.groups)
        self.photos[places], self.texts[places], self.groups[places] = photos.detach(), texts, groups
        self._next += len(groups)


def cross_entropy(logits: Tensor, same: Tensor, likeness: Tensor) -> Tensor:
    """[n, m] each; against 0.7 evenly on what is the same and 0.3 on what means nearly the same. A scalar."""
    same = same.float()
    target = (1 - SOFT_SHARE) * same / same.sum(-1, keepdim=True) + SOFT_SHARE * (SOFT_SCALE * likeness).softmax(-1)
    return -(target * logits.log_softmax(-1)).sum(-1).mean()


def refine_loss(
    photo: Tensor, own: Tensor, groups: Tensor, texts: tuple[Tensor, Tensor], memory: Memory, scale: float, absolute: float = 0
) -> Tensor:
    """Both directions for one text of each photo, and `absolute` times the loss of absolute scores.

    photo, own [n, width]: unit vectors of the photos and of a text of each; groups [n]; texts: vectors and groups of
    others [m, width], [m], which may be of the same group.
    """
    all_texts, text_groups = torch.cat([own, texts[0]]), torch.cat([groups, texts[1]])
    to_text = cross_entropy(scale * photo @ all_texts.T, groups[:, None] == text_groups, own @ all_texts.T)
    kept = memory.groups >= 0
    photos, photo_groups = torch.cat([photo, memory.photos[kept]]), torch.cat([groups, memory.groups[kept]])
    likeness = own @ torch.cat([own, memory.texts[kept]]).T
    logits, same = scale * own @ photos.T, groups[:, None] == photo_groups
    to_photo = cross_entropy(logits, same, likeness)
    return 0.5 * (to_text + to_photo) + absolute * absolute_loss(logits, same)


class Dev:
    """The dev photos with the vectors of their first captions by language; chooses the checkpoint."""

    def __init__(self) -> None:
        photos = corpus.dev_photos()
        self.pixels = images.pixels(photos, 260, "dev")
        path = work("features", "dev-words.pt")
        if not path.exists():
            kept = {}
            for language in MEASURED:
                rows = [i for i, photo in enumerate(photos) if photo.captions.get(language)]
                kept[language] = rows, _embed("refine", [photos[i].captions[language][0] for i in rows], language)
            torch.save(kept, path)
        self.words = torch.load(path)

    @torch.no_grad()
    def score(self, joint: Joint) -> dict[str, list[float]]:
        """Text-to-image R@1/5/10 by language."""
        joint.eval()
        gallery = joint.vision.head(joint.vision.describe(features_of(joint.vision, self.pixels, 224)))
        joint.train()
        return {
            language: [round(value, 3) for value in recall_at(vectors @ gallery.T, rows)]
            for language, (rows, vectors) in self.words.items()
        }


@cache
def _text(stage: str) -> TrainedText:
    return TrainedText(ROUNDS[stage].text)


def _embed(stage: str, texts: list[str], language: str) -> Tensor:
    return _text(stage).embed(texts, language)


@dataclass(frozen=True)
class Round:
    """Which text tower is listened to, which photo tower goes on, what it becomes: stages and files of `.work`."""

    text: str
    start: str
    result: str


ROUNDS = {"refine": Round("settle", "vision", "vision-refined"), "again": Round("finish", "vision-refined", "vision-again")}


def run(config_path: Path, stage: str) -> None:
    """One round; continues from its checkpoint `.work/vision-<stage>-steps.pt`."""
    config = tomllib.loads(config_path.read_text())
    torch.set_num_threads(config["processes"])
    Material(stage, config[stage]["dev"])  # the caches once, before each process reads them
    if not config[stage]["dev"]:
        Dev()
    _text.cache_clear()
    crew.run(config["processes"], _refine, config, stage)


class Refining:
    """The tower that learns, the photos and words it learns from, and one step."""

    def __init__(self, config: dict, stage: str):
        self.config, self.settings = config, config[stage]
        self.material = Material(stage, self.settings["dev"])
        self.joint = new_joint(config)
        self.joint.load_state_dict(torch.load(work(f"{ROUNDS[stage].start}.pt")))
        self.joint.text.requires_grad_(False)
        self.scale = self.joint.scale().item()
        trunk, head = self.joint.vision.trunk, self.joint.vision.head
        blocks = [*trunk.blocks[config["first_block"] :].parameters(), *trunk.top.parameters()]
        self.learning = [*blocks, *head.parameters()]
        rates = [self.settings["rate"], self.settings["head_rate"]]
        groups = [{"params": part, "lr": rate} for part, rate in zip((blocks, [*head.parameters()]), rates)]
        self.optimiser = torch.optim.AdamW(groups, weight_decay=self.settings["weight_decay"])
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(self.optimiser, rates, self.settings["steps"], pct_start=0.1)
        self.average = running_average(self.joint, self.settings["average"])
        self.memory = Memory(self.settings["memory"], config["joint"])
        self.counts = {kind: self.settings[kind] // crew.size() for kind in self.material.kinds}

    def seed(self, first: int) -> None:
        """Other photos in each process, and after each start."""
        seed = self.config["seed"] + first + 1000 * crew.rank()
        torch.manual_seed(seed)
        self.generator, self.draw = torch.Generator().manual_seed(seed), Draw(self.material, seed)

    def step(self) -> float:
        """One step; its loss."""
        vision, words = self.joint.vision, self.material.words.vectors
        rows = self.draw.rows(self.counts)
        groups = self.material.groups[torch.from_numpy(rows)]
        x = augment(self.material.pixels[rows], self.config["size"], self.settings, self.generator)
        with torch.autocast("cpu", torch.bfloat16):
            features = vision.trunk(x, self.config["first_block"])
        photo = vision.head(vision.describe(features.float()))
        loss = torch.zeros(())
        for _ in range(2):
            own = words[self.draw.texts(rows)].float()
            others = self.draw.any_texts(self.settings["texts"])
            texts = words[others].float(), self.material.text_groups[others]
            loss = loss + 0.5 * refine_loss(photo, own, groups, texts, self.memory, self.scale, self.settings["absolute"])
        self.memory.add(photo, own, groups)
        step_by(self.optimiser, self.schedule, loss, self.learning)
        self.average.update_parameters(self.joint)
        return loss.item()


def _refine(config: dict, stage: str) -> None:
    refining, checkpoint = Refining(config, stage), work(f"vision-{stage}-steps.pt")
    settings, average = refining.settings, refining.average
    dev = None if settings["dev"] else Dev()  # what was learnt measures nothing
    parts = {"joint": refining.joint, "average": average, "optimiser": refining.optimiser, "schedule": refining.schedule}
    first = go_on(checkpoint, parts)
    refining.seed(first)
    refining.joint.train()
    began = time.time()
    for step in range(first, settings["last"]):
        loss = refining.step()
        if step % 10 == 9 and crew.rank() == 0:
            pace = (time.time() - began) / (step + 1 - first)
            print(f"{stage} step {step + 1} loss {loss:.3f} {pace:.1f} s a step", flush=True)
        if (step + 1) % settings["check_every"] == 0 or step + 1 == settings["last"]:
            if crew.rank() == 0:
                keep(checkpoint, parts, step + 1)
                print(f"{stage} step {step + 1} dev {dev.score(average.module) if dev else 'learnt'}", flush=True)
            crew.wait()
    if crew.rank() == 0:
        torch.save(average.module.state_dict(), work(f"{ROUNDS[stage].result}.pt"))
