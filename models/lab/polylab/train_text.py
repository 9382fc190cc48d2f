"""Trains the text tower (`python models/lab train-text`): CLA on text alone, then CMA with the photos' vectors.

CLA: the tower's vector of a text in any language meets the teacher's vector of its meaning, by direction and
by what it is near to (affinities to a bank of meanings, as in TinyCLIP, arXiv 2309.12314).
CMA: through the joint head, the same over the training photos: the tower must rank the photos as the teacher
does, and find the photo that a caption was written for.
"""

import copy
import random
import re
import time
import tomllib
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import corpus, crew, images, lessons, lexicon, pairs, teacher, vocabulary
from .dasd import TextTower, cross_covariance
from .e5 import E5
from .lessons import Lesson
from .places import LAB, work
from .recall import recall_at
from .train_vision import Joint, features_of

BANK = 2048
TEMPERATURE = 0.05
CHUNKS = 4  # a batch is run in this many parts of like length
KINDS = ("caption", "keywords", "name", "sentence", "mixed")


class Tokens:
    """Texts -> piece ids in parts of like length, so that short queries are not mostly padding."""

    def __init__(self, cut: vocabulary.Cut, longest: int):
        self.tokenizer = cut.tokenizer()
        self.tokenizer.enable_truncation(longest)

    def parts(self, texts: list[str], chunks: int = CHUNKS):
        """Yields (rows of `texts`, ids [n, length], present [n, length])."""
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        size = -(-len(order) // chunks)
        for start in range(0, len(order), size):
            rows = order[start : start + size]
            length = max(len(ids[i]) for i in rows)
            padded = torch.ones(len(rows), length, dtype=torch.long)
            present = torch.zeros(len(rows), length, dtype=torch.long)
            for position, i in enumerate(rows):
                padded[position, : len(ids[i])] = torch.tensor(ids[i])
                present[position, : len(ids[i])] = 1
            yield rows, padded, present


class Extras(nn.Module):
    """Small tasks that only training needs: what the semantic-agnostic feature must still tell."""

    def __init__(self, width: int):
        super().__init__()
        self.language = nn.Linear(width, len(corpus.LANGUAGES))
        self.kind = nn.Linear(width, len(KINDS))

    def forward(self, agnostic: Tensor, batch: list[Lesson]) -> Tensor:
        language = torch.tensor([corpus.LANGUAGES.index(item.language) for item in batch])
        kind = torch.tensor([KINDS.index(item.kind) for item in batch])
        return F.cross_entropy(self.language(agnostic), language) + F.cross_entropy(self.kind(agnostic), kind)


class Draw:
    """Draws lessons: the register by its share, then the language evenly (English more), then the text."""

    def __init__(self, items: list[Lesson], mix: dict[str, float], seed: int):
        self.random = random.Random(seed)
        self.by: dict[str, dict[str, list[Lesson]]] = {kind: defaultdict(list) for kind in KINDS}
        for item in items:
            self.by[item.kind][item.language].append(item)
        self.lexicons = lexicon.lexicons() if "mixed" in mix else {}
        self.kinds, self.shares = list(mix), list(mix.values())
        self.distance = dict.fromkeys(corpus.LANGUAGES, 0.3)

    def batch(self, size: int) -> list[Lesson]:
        return [self._one(kind) for kind in self.random.choices(self.kinds, self.shares, k=size)]

    def _one(self, kind: str) -> Lesson:
        languages = list(self.lexicons if kind == "mixed" else self.by[kind])
        mean = sum(self.distance.values()) / len(self.distance)
        weights = [4.0 if language == "en" else (self.distance[language] / mean) ** 2 for language in languages]
        language = self.random.choices(languages, weights)[0]
        if kind != "mixed":
            return self.random.choice(self.by[kind][language])
        # An English caption means what it means with half of its words in another language.
        item = self.random.choice(self.by["caption"]["en"])
        text = lexicon.mix(item.text, self.lexicons[language], self.random.uniform(0.4, 1.0), self.random)
        return replace(item, language=language, kind="mixed", text=text)

    def learn(self, batch: list[Lesson], cosine: list[float]) -> None:
        """Languages that are learnt worst are drawn more often: a running mean of their distance to the target."""
        for item, found in zip(batch, cosine):
            self.distance[item.language] += 0.02 * (1 - found - self.distance[item.language])

    def as_typed(self, text: str) -> str:
        """The text as people type it: often without capitals and full stop, now and then with a slip."""
        if self.random.random() < 0.5:
            text = re.sub(r"\s*[.!。।]+\s*$", "", text)
        if self.random.random() < 0.3:
            text = text.lower()
        if self.random.random() < 0.04 and len(text) > 6:
            i = self.random.randrange(1, len(text) - 1)
            text = self.random.choice((text[:i] + text[i + 1 :], text[: i - 1] + text[i] + text[i - 1] + text[i + 1 :]))
        return text


def affinity(student: Tensor, target: Tensor, bank: Tensor, temperature: float) -> Tensor:
    """KL between what the target and what the student is near to in the bank; all unit vectors."""
    wanted = (target @ bank.T / temperature).softmax(-1)
    got = (student @ bank.T / temperature).log_softmax(-1)
    return F.kl_div(got, wanted, reduction="batchmean")


class Training:
    """What both stages share: the tower, its lessons, and one step."""

    def __init__(self, config: dict):
        torch.manual_seed(config["seed"])
        torch.set_num_threads(1)
        self.config = config
        self.lessons = lessons.load()
        self.cut = vocabulary.cut(config["vocabulary"])
        self.tokens = Tokens(self.cut, config["longest"])
        self.tower = build_tower(config, self.cut)
        for module in self.tower.backbone.layers.modules():
            if isinstance(module, nn.Linear):
                module.bfloat16()  # frozen: cast once, not at every step
        self.extras = Extras(384)
        self.draw = Draw(self.lessons.items, config["mix"], config["seed"] + 1000 * crew.rank())
        self.bank = torch.from_numpy(np.array(self.lessons.vectors)).float()

    def run(self, batch: list[Lesson]) -> tuple[Tensor, Tensor, Tensor]:
        """Vectors [n, 512] (not normalised) and both features of a batch, in its order."""
        rows, outputs = [], []
        language = torch.tensor([corpus.LANGUAGES.index(item.language) for item in batch])
        for part, ids, present in self.tokens.parts([self.draw.as_typed(item.text) for item in batch]):
            with torch.autocast("cpu", torch.bfloat16):
                outputs.append([value.float() for value in self.tower.features(ids, present, language[part])])
            rows += part
        back = torch.argsort(torch.tensor(rows))
        vector, related, agnostic = (torch.cat(values)[back] for values in zip(*outputs))
        return vector, related, agnostic

    def cla_loss(self, batch: list[Lesson]) -> tuple[Tensor, Tensor, Tensor]:
        """(loss, the tower's unit vectors, the targets)."""
        raw, related, agnostic = self.run(batch)
        target = torch.from_numpy(np.stack([self.lessons.target(item) for item in batch]))
        vector = F.normalize(raw, dim=-1)
        cosine = (vector * target).sum(-1)
        self.draw.learn(batch, cosine.tolist())
        bank = self.bank[torch.randint(len(self.bank), (BANK,))]
        loss = 10 * (1 - cosine).mean() + affinity(vector, target, bank, TEMPERATURE)
        loss = loss + 0.5 * affinity(vector, target, target, TEMPERATURE)
        if self.config["disentangling"]:
            loss = loss + 0.1 * F.l1_loss(self.tower.meaning(related), target) * teacher.WIDTH**0.5
            loss = loss + 0.05 * cross_covariance(agnostic, target) + 0.05 * self.extras(agnostic, batch)
        return loss, vector, target

    def fit(self, name: str, loss_of, settings: dict, extra: list[nn.Module], check) -> None:
        """Runs a stage, continuing from its checkpoint when there is one."""
        modules = nn.ModuleList([self.tower, self.extras, *extra])
        parameters = [p for p in modules.parameters() if p.requires_grad]
        optimiser = torch.optim.AdamW(parameters, settings["rate"], weight_decay=settings["weight_decay"])
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings["rate"], settings["steps"], pct_start=0.05)
        path, first = work(f"{name}.pt"), 0
        if path.exists():
            kept = torch.load(path)
            first = kept["step"]
            load_trained(modules, kept["weights"])
            optimiser.load_state_dict(kept["optimiser"])
            schedule.load_state_dict(kept["schedule"])
        # The same weights in every process, other texts in each.
        self.draw.random.seed(self.config["seed"] + first + 1000 * crew.rank())
        torch.manual_seed(self.config["seed"] + first + 1000 * crew.rank())
        began, recent = time.time(), []
        for step in range(first, settings["last"]):
            loss = loss_of(self.draw.batch(settings["batch"] // crew.size()))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            crew.average_gradients(parameters)
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            schedule.step()
            recent.append(loss.item())
            if step % 20 == 19 and crew.rank() == 0:
                pace = (time.time() - began) / (step + 1 - first)
                print(f"{name} step {step + 1} loss {np.mean(recent[-100:]):.3f} {pace:.2f} s a step", flush=True)
            if (step + 1) % settings["check_every"] == 0 or step + 1 == settings["last"]:
                if crew.rank() == 0:
                    kept = {"step": step + 1, "weights": trained_weights(modules), "optimiser": optimiser.state_dict(),
                            "schedule": schedule.state_dict()}  # fmt: skip
                    torch.save(kept, path)
                    print(f"{name} step {step + 1} {check()}", flush=True)
                crew.wait()

    @torch.no_grad()
    def embed(self, texts: list[str]) -> Tensor:
        """Unit vectors in the teacher's space [n, 512]."""
        self.tower.eval()
        vectors = torch.empty(len(texts), teacher.WIDTH)
        for rows, ids, present in self.tokens.parts(texts, max(1, len(texts) // 64)):
            with torch.autocast("cpu", torch.bfloat16):
                vectors[rows] = self.tower(ids, present).float()
        self.tower.train()
        return vectors

    def text_to_text(self) -> str:
        """R@1 of dev captions to an English caption of the same photo as the teacher sees it, by language."""
        photos = [photo for photo in corpus.photos() if photo.split == "dev" and {"en", "de", "zh"} <= set(photo.captions)][:400]
        english = torch.from_numpy(np.array(teacher.embed([p.captions["en"][0] for p in photos], "dev-first", 1))).float()
        found = {}
        for language in ("en", "de", "fr", "cs", "zh", "ar"):
            chosen = [i for i, photo in enumerate(photos) if language in photo.captions]
            near = (self.embed([photos[i].captions[language][0] for i in chosen]) @ english.T).argmax(-1)
            found[language] = round((near == torch.tensor(chosen)).float().mean().item(), 3)
        return str(found)


def build_tower(config: dict, cut: vocabulary.Cut) -> TextTower:
    return TextTower(
        E5(cut.ids), teacher.WIDTH, config["rank"], config["row"], config["first_adapter"], len(corpus.LANGUAGES)
    )


def trained_weights(module: nn.Module) -> dict[str, Tensor]:
    """The state without the frozen backbone, which every machine can read from its package."""
    return {name: value for name, value in module.state_dict().items() if ".backbone." not in f".{name}"}


def load_trained(module: nn.Module, weights: dict[str, Tensor]) -> None:
    missing, unexpected = module.load_state_dict(weights, strict=False)
    assert not unexpected and all("backbone." in name for name in missing), (missing, unexpected)


class PhotoBank:
    """Vectors of training photos by the trained tower, the captioned ones and as many with labels."""

    def __init__(self, size: int, labelled: int = 4000):
        self.joint = Joint(tomllib.loads((LAB / "configs" / "vision.toml").read_text())["joint"])
        self.joint.load_state_dict(torch.load(work("vision.pt")))
        self.joint.eval().requires_grad_(False)
        photos = pairs.training_photos()
        rows = [i for i, photo in enumerate(photos) if photo.captions and not photo.weak]
        rows += [i for i, photo in enumerate(photos) if photo.labels and not photo.captions][::3][:labelled]
        path = work("features", "bank.pt")
        if crew.rank() > 0:
            crew.wait()
        if path.exists():
            self.vectors = torch.load(path)
        else:
            pixels = images.pixels(photos, 240, "train")[rows]
            self.joint.to(memory_format=torch.channels_last)
            described = self.joint.vision.describe(features_of(self.joint.vision, pixels, size))
            self.vectors = self.joint.vision.head(described)
            torch.save(self.vectors, path)
        if crew.rank() == 0:
            crew.wait()
        self.place = {row: i for i, row in enumerate(rows)}
        self.scale = self.joint.scale()

    def sample(self, count: int) -> Tensor:
        return self.vectors[torch.randperm(len(self.vectors))[:count]]


def cma_loss(training: Training, bank: PhotoBank, head: nn.Module, batch: list[Lesson]) -> Tensor:
    """CLA's loss kept at half weight, and in the joint space: direction, the ranking of photos, the own photo."""
    loss, vector, target = training.cla_loss(batch)
    joint, wanted = head(vector), bank.joint.text(target)
    loss = 0.5 * loss + 10 * (1 - (joint * wanted).sum(-1)).mean()
    loss = loss + 2 * affinity(joint, wanted, bank.sample(BANK), 1 / bank.scale.item())
    own = [i for i, item in enumerate(batch) if item.photo in bank.place]
    photos = bank.vectors[[bank.place[batch[i].photo] for i in own]]
    others = torch.cat([photos, bank.sample(BANK)])
    logits = bank.scale * joint[own] @ others.T
    # The same photo may stand in the batch for several captions: each of its places is right.
    same = (others @ photos.T > 0.9999).T.float()
    return loss - 0.3 * ((same / same.sum(-1, keepdim=True)) * logits.log_softmax(-1)).sum(-1).mean()


def run(config_path: Path, name: str = "text") -> None:
    """Both stages; CMA waits for `train-vision`. Leaves `.work/<name>-cla.pt` and `.work/<name>-cma.pt`."""
    config = tomllib.loads(config_path.read_text())
    lessons.load()  # the teacher's table once, before each process reads it
    crew.run(config["processes"], _stages, config, name)


def _stages(config: dict, name: str) -> None:
    training = Training(config)
    training.fit(f"{name}-cla", lambda batch: training.cla_loss(batch)[0], config["cla"], [], training.text_to_text)
    if not work("vision.pt").exists():
        print("text: the joint space is not trained yet; run train-vision, then train-text again")
        return
    bank = PhotoBank(config["photo_size"])
    head = copy.deepcopy(bank.joint.text).requires_grad_(True)
    stage = lambda batch: cma_loss(training, bank, head, batch)  # noqa: E731
    training.fit(f"{name}-cma", stage, config["cma"], [head], lambda: photo_score(training, head, bank))


@torch.no_grad()
def photo_score(training: Training, head: nn.Module, bank: PhotoBank) -> str:
    """Text-to-image R@1/5/10 on the dev photos by language; this chooses the checkpoint."""
    photos = [photo for photo in corpus.photos() if photo.split == "dev"]
    vision = bank.joint.vision
    if not hasattr(bank, "dev"):
        bank.dev = vision.head(vision.describe(features_of(vision, images.pixels(photos, 260, "dev"), 224)))
    head.eval()
    found = {}
    for language in ("en", "de", "fr", "cs", "zh", "ar"):
        rows = [i for i, photo in enumerate(photos) if photo.captions.get(language)]
        vectors = head(training.embed([photos[i].captions[language][0] for i in rows]))
        found[language] = [round(value, 3) for value in recall_at(vectors @ bank.dev.T, rows)]
    head.train()
    return str(found)
