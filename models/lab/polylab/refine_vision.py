"""Trains the photo tower once more (`python models/lab refine-vision`), against the text tower that will be asked.

The joint space stays where it is: texts are fixed vectors (`photo_words.py`), so a photo is compared with thousands
of them at every step, and a text with the photos of the last steps beside those of its own (memory across batches,
Wang et al., arXiv 1912.06798). What the text tower has learnt of 36 languages is kept.
"""

import time
import tomllib
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from . import corpus, crew, images, pairs, photo_words
from .places import work
from .recall import recall_at
from .train_vision import Joint, augment, features_of, new_joint, step_by
from .trained_text import TrainedText

SOFT_SHARE = 0.3
SOFT_SCALE = 25.0
MEASURED = ("en", "de", "fr", "cs", "zh", "ar")


class Material:
    """The photos' pixels and words; photos of one group are never wrong answers for each other's texts."""

    def __init__(self) -> None:
        photos = pairs.training_photos()
        self.pixels = images.pixels(photos, 240, "train")
        self.words = photo_words.load(photos, _embed)
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


def refine_loss(photo: Tensor, own: Tensor, groups: Tensor, texts: tuple[Tensor, Tensor], memory: Memory, scale: float) -> Tensor:
    """Both directions for one text of each photo.

    photo, own [n, width]: unit vectors of the photos and of a text of each; groups [n]; texts: vectors and groups of
    others [m, width], [m], which may be of the same group.
    """
    all_texts, text_groups = torch.cat([own, texts[0]]), torch.cat([groups, texts[1]])
    to_text = cross_entropy(scale * photo @ all_texts.T, groups[:, None] == text_groups, own @ all_texts.T)
    kept = memory.groups >= 0
    photos, photo_groups = torch.cat([photo, memory.photos[kept]]), torch.cat([groups, memory.groups[kept]])
    likeness = own @ torch.cat([own, memory.texts[kept]]).T
    to_photo = cross_entropy(scale * own @ photos.T, groups[:, None] == photo_groups, likeness)
    return 0.5 * (to_text + to_photo)


class Dev:
    """The dev photos with the vectors of their first captions by language; chooses the checkpoint."""

    def __init__(self) -> None:
        photos = [photo for photo in corpus.photos() if photo.split == "dev"]
        self.pixels = images.pixels(photos, 260, "dev")
        path = work("features", "dev-words.pt")
        if not path.exists():
            kept = {}
            for language in MEASURED:
                rows = [i for i, photo in enumerate(photos) if photo.captions.get(language)]
                kept[language] = rows, _embed([photos[i].captions[language][0] for i in rows], language)
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


_text: list[TrainedText] = []


def _embed(texts: list[str], language: str) -> Tensor:
    if not _text:
        _text.append(TrainedText("settle"))
    return _text[0].embed(texts, language)


def run(config_path: Path) -> None:
    """Goes on from `.work/vision.pt` and leaves `.work/vision-refined.pt`; continues from its checkpoint."""
    config = tomllib.loads(config_path.read_text())
    torch.set_num_threads(config["processes"])
    Material(), Dev()  # the caches once, before each process reads them
    _text.clear()
    crew.run(config["processes"], _refine, config)


def _refine(config: dict) -> None:
    settings, material = config["refine"], Material()
    joint = new_joint(config)
    joint.load_state_dict(torch.load(work("vision.pt")))
    joint.text.requires_grad_(False)
    vision = joint.vision
    blocks = [*vision.trunk.blocks[config["first_block"] :].parameters(), *vision.trunk.top.parameters()]
    head = [*vision.head.parameters()]
    rates = [settings["rate"], settings["head_rate"]]
    optimiser = torch.optim.AdamW(
        [{"params": part, "lr": rate} for part, rate in zip((blocks, head), rates)], weight_decay=settings["weight_decay"]
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, settings["steps"], pct_start=0.1)
    average = torch.optim.swa_utils.AveragedModel(
        joint, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(settings["average"])
    )
    parts = {"joint": joint, "average": average, "optimiser": optimiser, "schedule": schedule}
    checkpoint, first = work("vision-refine.pt"), 0
    if checkpoint.exists():
        kept = torch.load(checkpoint)
        first = kept.pop("step")
        for name, state in kept.items():
            parts[name].load_state_dict(state)
    seed = config["seed"] + first + 1000 * crew.rank()  # other photos in each process
    torch.manual_seed(seed)
    generator, draw = torch.Generator().manual_seed(seed), Draw(material, seed)
    memory = Memory(settings["memory"], config["joint"])
    counts = {kind: settings[kind] // crew.size() for kind in ("captioned", "labelled")}
    dev, scale, began = Dev(), joint.scale().item(), time.time()
    joint.train()
    for step in range(first, settings["last"]):
        rows = draw.rows(counts)
        groups = material.groups[torch.from_numpy(rows)]
        x = augment(material.pixels[rows], config["size"], settings, generator)
        with torch.autocast("cpu", torch.bfloat16):
            features = vision.trunk(x, config["first_block"])
        photo = vision.head(vision.describe(features.float()))
        loss = torch.zeros(())
        for _ in range(2):
            own = material.words.vectors[draw.texts(rows)].float()
            others = draw.any_texts(settings["texts"])
            texts = material.words.vectors[others].float(), material.text_groups[others]
            loss = loss + 0.5 * refine_loss(photo, own, groups, texts, memory, scale)
        memory.add(photo, own, groups)
        step_by(optimiser, schedule, loss, blocks + head)
        average.update_parameters(joint)
        if step % 10 == 9 and crew.rank() == 0:
            pace = (time.time() - began) / (step + 1 - first)
            print(f"refine step {step + 1} loss {loss.item():.3f} {pace:.1f} s a step", flush=True)
        if (step + 1) % settings["check_every"] == 0 or step + 1 == settings["last"]:
            if crew.rank() == 0:
                torch.save({"step": step + 1, **{name: part.state_dict() for name, part in parts.items()}}, checkpoint)
                print(f"refine step {step + 1} dev {dev.score(average.module)}", flush=True)
            crew.wait()
    if crew.rank() == 0:
        torch.save(average.module.state_dict(), work("vision-refined.pt"))
