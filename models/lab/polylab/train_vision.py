"""Trains the vision tower and the teacher's head into one joint space (`python models/lab train-vision`).

Contrast with several positives: photos of one label are never negatives of each other, and the teacher's
own similarity between texts softens the targets, so that two beach captions may both fit a beach photo.
"""

import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import corpus, crew, images, pairs, teacher
from .places import work
from .recall import recall_at
from .resuming import go_on, keep, running_average
from .vision import Head, VisionTower, scaled

LARGEST_SCALE = 30.0
SOFT_SHARE = 0.3
SOFT_TEMPERATURE = 0.1


class Joint(nn.Module):
    """Both towers: the photo's, and the head that carries the teacher's text vectors into the joint space."""

    def __init__(self, width: int):
        super().__init__()
        self.vision = VisionTower(width)
        self.text = Head(teacher.WIDTH, width, 1024, 0.2)
        self.log_scale = nn.Parameter(torch.tensor(2.5))

    def scale(self) -> Tensor:
        return self.log_scale.exp().clamp(max=LARGEST_SCALE)


@dataclass
class Data:
    """Training photos with their texts, and the dev photos that choose the checkpoint."""

    pixels: np.ndarray
    said: list[pairs.Said]
    by_photo: list[list[int]]
    text_row: np.ndarray
    vectors: Tensor
    groups: Tensor
    captioned: np.ndarray
    labelled: np.ndarray


def load_data() -> Data:
    photos = pairs.training_photos()
    said = pairs.said_about(photos)
    texts = sorted({item.text for item in said})
    row = {text: i for i, text in enumerate(texts)}
    vectors = torch.from_numpy(np.array(teacher.embed(texts, "photo-texts"))).float()
    by_photo = pairs.by_photo(said, len(photos))
    has = lambda register: np.array([any(said[i].register == register for i in rows) for rows in by_photo])  # noqa: E731
    captioned = has("caption")
    return Data(
        pixels=images.pixels(photos, 240, "train"),
        said=said,
        by_photo=by_photo,
        text_row=np.array([row[item.text] for item in said]),
        vectors=vectors,
        groups=torch.from_numpy(pairs.label_groups(photos)),
        captioned=np.flatnonzero(captioned),
        labelled=np.flatnonzero(has("label") & ~captioned),
    )


class Sampler:
    """Batches of photo rows and, for each, two texts in different languages where there are."""

    def __init__(self, data: Data, seed: int):
        self.data = data
        self.random = np.random.default_rng(seed)
        self._orders: dict[str, np.ndarray] = {}

    def rows(self, captioned: int, labelled: int) -> np.ndarray:
        return np.concatenate([self._take("captioned", captioned), self._take("labelled", labelled)])

    def _take(self, name: str, count: int) -> np.ndarray:
        left = self._orders.get(name, np.empty(0, int))
        if len(left) < count:
            left = np.concatenate([left, self.random.permutation(getattr(self.data, name))])
        self._orders[name] = left[count:]
        return left[:count]

    def texts(self, rows: np.ndarray) -> tuple[Tensor, Tensor]:
        """Two rows of the teacher's table for each photo: languages first drawn, then a text of it."""
        first, second = [], []
        for row in rows:
            options: dict[str, list[int]] = {}
            for index in self.data.by_photo[row]:
                options.setdefault(self.data.said[index].language, []).append(index)
            languages = list(options)
            weights = np.array([2.0 if language == "en" else 1.0 for language in languages])
            two = self.random.choice(len(languages), size=2, replace=len(languages) < 2, p=weights / weights.sum())
            for chosen, into in zip(two, (first, second)):
                into.append(self.data.text_row[self.random.choice(options[languages[chosen]])])
        return torch.tensor(first), torch.tensor(second)


def contrast(photo: Tensor, text: Tensor, meaning: Tensor, groups: Tensor, scale: Tensor) -> Tensor:
    """Symmetric cross-entropy [scalar] against 0.7 same group + 0.3 the teacher's similarity of texts."""
    same = (groups[:, None] == groups[None, :]).float()
    soft = torch.softmax(meaning @ meaning.T / SOFT_TEMPERATURE, -1)
    target = (1 - SOFT_SHARE) * same / same.sum(-1, keepdim=True) + SOFT_SHARE * soft
    logits = scale * photo @ text.T
    return -0.5 * (
        (target * logits.log_softmax(-1)).sum(-1).mean() + (target.T * logits.T.log_softmax(-1)).sum(-1).mean()
    )


def loss_of(joint: Joint, photo: Tensor, data: Data, rows: np.ndarray, texts: tuple[Tensor, Tensor]) -> Tensor:
    groups, photo = crew.gather(data.groups[torch.from_numpy(rows)]), crew.gather(photo)
    total = torch.zeros(())
    for chosen in texts:
        meaning = data.vectors[chosen]
        text = crew.gather(joint.text(meaning))
        total = total + contrast(photo, text, crew.gather(meaning), groups, joint.scale()) / len(texts)
    return total


def augment(pixels: np.ndarray, size: int, config: dict, generator: torch.Generator) -> Tensor:
    """Random crop, aspect, flip, brightness and contrast: [n, 3, size, size] scaled for the tower."""
    x = scaled(torch.from_numpy(pixels))
    n = len(x)
    draw = lambda low, high: torch.rand(n, generator=generator) * (high - low) + low  # noqa: E731
    side = draw(config["smallest_crop"], 1.0).sqrt()
    stretch = (draw(-config["aspect"], config["aspect"])).exp().sqrt()
    width, height = (side * stretch).clamp(max=1), (side / stretch).clamp(max=1)
    flip = (torch.rand(n, generator=generator) < 0.5).float() * -2 + 1
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0], theta[:, 1, 1] = width * flip, height
    theta[:, 0, 2], theta[:, 1, 2] = draw(-1, 1) * (1 - width), draw(-1, 1) * (1 - height)
    x = F.grid_sample(x, F.affine_grid(theta, [n, 3, size, size], False), padding_mode="border", align_corners=False)
    contrast_by, brightness_by = draw(0.8, 1.2).view(-1, 1, 1, 1), draw(-0.2, 0.2).view(-1, 1, 1, 1)
    mean = x.mean((1, 2, 3), keepdim=True)
    x = (x - mean) * contrast_by + mean + brightness_by
    return x.clamp(-1, 1).to(memory_format=torch.channels_last)


@torch.no_grad()
def features_of(vision: VisionTower, pixels: np.ndarray, size: int, batch: int = 64) -> Tensor:
    """The trunk's features [n, 1280] of whole pictures at `size` px."""
    parts = []
    for start in range(0, len(pixels), batch):
        x = torch.from_numpy(np.array(pixels[start : start + batch]))
        if x.shape[1] != size:  # on bytes, which is many times faster than on floats
            x = F.interpolate(x.permute(0, 3, 1, 2), (size, size), mode="bilinear", antialias=True).permute(0, 2, 3, 1)
        x = scaled(x)
        with torch.autocast("cpu", torch.bfloat16):
            parts.append(vision.trunk(x.to(memory_format=torch.channels_last)).float())
        if start % (batch * 40) == 0:
            print(f"features {start} of {len(pixels)}", flush=True)
    return torch.cat(parts)


def train_heads(joint: Joint, data: Data, config: dict) -> None:
    """Fits both heads on the frozen trunk's features."""
    vision, settings = joint.vision.eval(), config["heads"]
    path = work("features", f"train-{config['size']}.pt")
    features = torch.load(path) if path.exists() else features_of(vision, data.pixels, config["size"])
    torch.save(features, path)
    vision.feature_scale.fill_(1.0 / features.square().mean().sqrt())
    spread = features.std(0)
    sampler = Sampler(data, config["seed"])
    parameters = [*vision.head.parameters(), *joint.text.parameters(), joint.log_scale]
    optimiser = torch.optim.AdamW(parameters, settings["rate"], weight_decay=settings["weight_decay"])
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings["rate"], settings["steps"], pct_start=0.05)
    joint.train()
    for step in range(settings["steps"]):
        rows = sampler.rows(settings["captioned"], settings["labelled"])
        x = features[torch.from_numpy(rows)]
        x = (x + settings["noise"] * spread * torch.randn_like(x)).clamp(min=0)
        loss = loss_of(joint, vision.head(vision.describe(x)), data, rows, sampler.texts(rows))
        step_by(optimiser, schedule, loss, parameters)
        if step % 300 == 299:
            print(f"heads step {step + 1} loss {loss.item():.3f} scale {joint.scale().item():.1f}", flush=True)


def step_by(optimiser, schedule, loss: Tensor, parameters: list) -> None:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    crew.average_gradients(parameters)
    nn.utils.clip_grad_norm_(parameters, 1.0)
    optimiser.step()
    schedule.step()


@torch.no_grad()
def dev_score(joint: Joint, size: int) -> dict[str, list[float]]:
    """Text-to-image R@1/5/10 on Flickr8k's own dev photos, first caption of each, by language."""
    photos = corpus.dev_photos()
    joint.eval()
    features = features_of(joint.vision, images.pixels(photos, 260, "dev"), size)
    gallery = joint.vision.head(joint.vision.describe(features))
    scores = {}
    for language in ("en", "de", "zh"):
        rows = [row for row, photo in enumerate(photos) if language in photo.captions]
        texts = [photos[row].captions[language][0] for row in rows]
        vectors = torch.from_numpy(np.array(teacher.embed(texts, f"dev-{language}"))).float()
        scores[language] = recall_at(joint.text(vectors) @ gallery.T, rows)
    joint.train()
    return scores


def train_tower(joint: Joint, data: Data, config: dict, checkpoint: Path) -> None:
    """Trains the blocks from `first_block` on with both heads; continues from `checkpoint` when it is there."""
    settings = config["tower"]
    blocks = [*joint.vision.trunk.blocks[config["first_block"] :].parameters(), *joint.vision.trunk.top.parameters()]
    heads = [*joint.vision.head.parameters(), *joint.text.parameters(), joint.log_scale]
    optimiser = torch.optim.AdamW(
        [{"params": blocks, "lr": settings["rate"]}, {"params": heads, "lr": settings["head_rate"]}],
        weight_decay=settings["weight_decay"],
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [settings["rate"], settings["head_rate"]], settings["steps"], pct_start=0.1
    )
    average = running_average(joint, settings["average"])
    parts = {"joint": joint, "average": average, "optimiser": optimiser, "schedule": schedule}
    first = go_on(checkpoint, parts)
    seed = config["seed"] + first + 1000 * crew.rank()  # other photos in each process
    torch.manual_seed(seed)
    generator, sampler = torch.Generator().manual_seed(seed), Sampler(data, seed)
    joint.train()
    began = time.time()
    for step in range(first, settings["last"]):
        rows = sampler.rows(settings["captioned"] // crew.size(), settings["labelled"] // crew.size())
        x = augment(data.pixels[rows], config["size"], settings, generator)
        with torch.autocast("cpu", torch.bfloat16):
            features = joint.vision.trunk(x, config["first_block"])
        photo = joint.vision.head(joint.vision.describe(features.float()))
        loss = loss_of(joint, photo, data, rows, sampler.texts(rows))
        step_by(optimiser, schedule, loss, blocks + heads)
        average.update_parameters(joint)
        if step % 10 == 9 and crew.rank() == 0:
            pace = (time.time() - began) / (step + 1 - first)
            print(f"tower step {step + 1} loss {loss.item():.3f} {pace:.1f} s a step", flush=True)
        if (step + 1) % settings["check_every"] == 0 or step + 1 == settings["last"]:
            if crew.rank() == 0:
                keep(checkpoint, parts, step + 1)
                print(f"tower step {step + 1} dev {dev_score(average.module, 224)}", flush=True)
            crew.wait()
    joint.load_state_dict(average.module.state_dict())


def run(config_path: Path, name: str = "vision") -> None:
    """The whole training; leaves `.work/<name>.pt` with the joint model's weights."""
    config = tomllib.loads(config_path.read_text())
    torch.manual_seed(config["seed"])
    torch.set_num_threads(config["processes"])
    heads = work(f"{name}-heads.pt")
    if not heads.exists():
        data, joint = load_data(), new_joint(config)
        train_heads(joint, data, config)
        torch.save(joint.state_dict(), heads)
        print(f"heads dev {dev_score(joint, 224)}", flush=True)
    crew.run(config["processes"], _tower, config, name)


def new_joint(config: dict) -> Joint:
    return Joint(config["joint"]).to(memory_format=torch.channels_last)


def _tower(config: dict, name: str) -> None:
    data, joint = load_data(), new_joint(config)
    joint.load_state_dict(torch.load(work(f"{name}-heads.pt")))
    train_tower(joint, data, config, work(f"{name}-tower.pt"))
    if crew.rank() == 0:
        torch.save(joint.state_dict(), work(f"{name}.pt"))
