"""Trains the text tower (`python models/lab train-text`): CLA on text alone, then CMA with the photos' vectors.

CLA: the tower's vector of a text in any language meets the teacher's vector of its meaning, by direction and
by what it is near to (affinities to a bank of meanings, as in TinyCLIP, arXiv 2309.12314).
CMA: through the joint head, the same over the training photos: the tower must rank the photos as the teacher
does, and find the photo that a caption was written for. It goes on with mostly names and keywords, which cost a quarter
of a caption and are what people type ("short"), then with word vectors that learn too ("words"), and once these are
rounded, without them ("settle"); then both once more with the photos as the refined photo tower sees them
("refine", "finish"), and as often as that was trained again ("again", "last"). The last round ("more", "rest") also
reads other letters' languages in Latin ones, and several captions of a photo at a time.
"""

import copy
import time
import tomllib
from pathlib import Path
from typing import get_args

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import corpus, crew, lessons, teacher, vocabulary
from .absolute import absolute_loss
from .dasd import TextTower, cross_covariance
from .drawing import KINDS, Draw, Tokens
from .e5 import E5
from .lessons import Lesson
from .paper import PaperRow, PaperTower
from .photo_bank import PhotoBank
from .places import LAB, work
from .recall import recall_at
from .words import LearningWords, rounded

BANK = 2048
TEMPERATURE = 0.05
# By which photo tower, the stage in which the word vectors learn, and the one that settles on them once they are rounded.
ROUNDS = (("vision", "words", "settle"), ("vision-refined", "refine", "finish"), ("vision-again", "again", "last"),
          ("vision-again", "more", "rest"))  # fmt: skip


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


def affinity(student: Tensor, target: Tensor, bank: Tensor, temperature: float) -> Tensor:
    """KL between what the target and what the student is near to in the bank; all unit vectors."""
    wanted = (target @ bank.T / temperature).softmax(-1)
    got = (student @ bank.T / temperature).log_softmax(-1)
    return F.kl_div(got, wanted, reduction="batchmean")


class Training:
    """What both stages share: the tower, its lessons, and one step."""

    def __init__(self, config: dict, said: lessons.Lessons | None = None):
        torch.manual_seed(config["seed"])
        torch.set_num_threads(1)
        self.config = config
        self.lessons = said or lessons.load()
        self.cut = vocabulary.cut(config["vocabulary"])
        self.tokens = Tokens(self.cut, config["longest"])
        self.tower = build_tower(config, self.cut, self.lessons.vectors.shape[1])
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
        for part, ids, present in self.tokens.parts([self.draw.as_typed(item) for item in batch]):
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
            loss = loss + 0.1 * F.l1_loss(self.tower.meaning(related), target) * target.shape[-1] ** 0.5
            loss = loss + 0.05 * cross_covariance(agnostic, target) + 0.05 * self.extras(agnostic, batch)
        return loss, vector, target

    def fit(self, name: str, loss_of, settings: dict, extra: list[nn.Module], check) -> None:
        """Runs a stage, continuing from its checkpoint when there is one."""
        modules = nn.ModuleList([self.tower, self.extras, *extra])
        parameters = [p for p in modules.parameters() if p.requires_grad]
        words = LearningWords(self.tower.backbone, settings["words"]) if "words" in settings else None
        self.draw.mix = settings.get("mix", self.config["mix"])
        self.draw.english = settings.get("english", 4.0)
        self.draw.latin = settings.get("latin", 0.0)
        optimiser = optimiser_of(parameters, settings)
        path, first = work(f"{name}.pt"), 0
        if path.exists():
            kept = torch.load(path)
            first = kept["step"]
            load_trained(modules, kept["weights"])
            optimiser.load_state_dict(kept["optimiser"])
        # Not kept with the weights: a stage may be given more steps than it began with.
        schedule = schedule_of(optimiser, settings, first)
        # The same weights in every process, other texts in each.
        self.draw.random.seed(self.config["seed"] + first + 1000 * crew.rank())
        torch.manual_seed(self.config["seed"] + first + 1000 * crew.rank())
        began, recent = time.time(), []
        for step in range(first, settings["last"]):
            loss = loss_of(self.draw.batch(settings["batch"] // crew.size(), settings.get("sets", 0)))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            if words:
                words.step(schedule.get_last_lr()[0] / settings["rate"])
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
                    kept = {"step": step + 1, "weights": trained_weights(modules), "optimiser": optimiser.state_dict()}
                    torch.save(kept, path)
                    print(f"{name} step {step + 1} {check()}", flush=True)
                crew.wait()

    @torch.no_grad()
    def embed(self, texts: list[str], language: str) -> Tensor:
        """Unit vectors in the teacher's space [n, width]; only some rows of the ablation ask for the language."""
        self.tower.eval()
        vectors = torch.empty(len(texts), self.bank.shape[1])
        number = torch.full((len(texts),), corpus.LANGUAGES.index(language))
        for rows, ids, present in self.tokens.parts(texts):
            with torch.autocast("cpu", torch.bfloat16):
                vectors[rows] = F.normalize(self.tower.features(ids, present, number[rows])[0].float(), dim=-1)
        self.tower.train()
        return vectors

    def text_to_text(self) -> str:
        """R@1 of dev captions to an English caption of the same photo as the teacher sees it, by language."""
        photos = [photo for photo in corpus.dev_photos() if {"en", "de", "zh"} <= set(photo.captions)][:400]
        english = torch.from_numpy(np.array(teacher.embed([p.captions["en"][0] for p in photos], "dev-first", 1))).float()
        found = {}
        for language in ("en", "de", "fr", "cs", "zh", "ar"):
            chosen = [i for i, photo in enumerate(photos) if language in photo.captions]
            near = (self.embed([photos[i].captions[language][0] for i in chosen], language) @ english.T).argmax(-1)
            found[language] = round((near == torch.tensor(chosen)).float().mean().item(), 3)
        return str(found)


def optimiser_of(parameters: list[nn.Parameter], settings: dict) -> torch.optim.Optimizer:
    return torch.optim.AdamW(parameters, settings["rate"], weight_decay=settings["weight_decay"])


def schedule_of(optimiser: torch.optim.Optimizer, settings: dict, first: int = 0) -> torch.optim.lr_scheduler.LRScheduler:
    """One cycle of the stage's rate, from its step `first` on, where the optimiser has had a schedule before."""
    return torch.optim.lr_scheduler.OneCycleLR(
        optimiser, settings["rate"], settings["steps"], pct_start=0.05, last_epoch=first - 1
    )


def build_tower(config: dict, cut: vocabulary.Cut, width: int = teacher.WIDTH) -> TextTower | PaperTower:
    if config["row"] in get_args(PaperRow):
        return PaperTower(E5(cut.ids), width, config["row"], len(corpus.LANGUAGES), config["rank"])
    return TextTower(
        E5(cut.ids), width, config["rank"], config["row"], config["first_adapter"], len(corpus.LANGUAGES)
    )


def trained_weights(module: nn.Module) -> dict[str, Tensor]:
    """The state without what is frozen of the backbone, which every machine can read from its package."""
    learnt = {name for name, value in module.named_parameters() if value.requires_grad}
    return {name: value for name, value in module.state_dict().items() if ".backbone." not in f".{name}" or name in learnt}


def load_trained(module: nn.Module, weights: dict[str, Tensor]) -> None:
    missing, unexpected = module.load_state_dict(weights, strict=False)
    assert not unexpected and all("backbone." in name for name in missing), (missing, unexpected)


def cma_loss(training: Training, bank: PhotoBank, head: nn.Module, batch: list[Lesson], settings: dict) -> Tensor:
    """CLA's loss kept at half weight, and in the joint space: direction, the ranking of photos, the own photo, where
    captions come in `sets` all that is said of a photo, and `absolute` times the loss of absolute scores."""
    loss, vector, target = training.cla_loss(batch)
    joint, wanted = head(vector), bank.joint.text(target)
    loss = 0.5 * loss + 10 * (1 - (joint * wanted).sum(-1)).mean()
    loss = loss + 2 * affinity(joint, wanted, bank.sample(BANK), 1 / bank.scale.item())
    own = [i for i, item in enumerate(batch) if item.photo in bank.place]
    if not own:
        return loss
    photos = bank.vectors[[bank.place[batch[i].photo] for i in own]]
    others = torch.cat([photos, bank.sample(BANK)])
    logits = bank.scale * joint[own] @ others.T
    # The same photo may stand in the batch for several captions: each of its places is right.
    same = (others @ photos.T > 0.9999).T.float()
    loss = loss + 0.3 * several_right(logits, same)
    if "sets" in settings:
        loss = loss + 0.15 * several_right(logits[:, : len(own)].T, same[:, : len(own)].T)
    absolute = settings.get("absolute", 0)
    return loss + absolute * absolute_loss(logits, same > 0) if absolute else loss


def several_right(logits: Tensor, right: Tensor) -> Tensor:
    """Contrast of rows of which several columns may be right, each as much as the others."""
    return -((right / right.sum(-1, keepdim=True)) * logits.log_softmax(-1)).sum(-1).mean()


def run(config_path: Path, name: str = "text") -> None:
    """All stages; CMA waits for `train-vision`. Leaves a checkpoint of each, `.work/<name>-<stage>.pt`."""
    config = tomllib.loads(config_path.read_text())
    lessons.load()  # the teacher's table once, before each process reads it
    crew.run(config["processes"], _stages, config, name)


def _stages(config: dict, name: str) -> None:
    training, begun = Training(config), first_round(name)
    if begun == 0:
        training.fit(f"{name}-cla", lambda batch: training.cla_loss(batch)[0], config["cla"], [], training.text_to_text)
    if not work(f"{ROUNDS[begun][0]}.pt").exists():
        print("text: the joint space is not trained yet; run train-vision, then train-text again")
        return
    bank = PhotoBank(config["photo_size"], ROUNDS[begun][0])
    head = copy.deepcopy(bank.joint.text).requires_grad_(True)

    def fit(part: str) -> None:
        stage = lambda batch: cma_loss(training, bank, head, batch, config[part])  # noqa: E731
        training.fit(f"{name}-{part}", stage, config[part], [head], lambda: photo_score(training, head, bank))

    def fit_and_round(part: str, settling: str) -> None:
        fit(part)
        training.tower.backbone.use_words(rounded(training.tower.backbone.words.weight))
        fit(settling)

    if begun == 0:
        fit("cma")
        fit("short")
    for tower, part, settling in ROUNDS[begun:]:
        if not work(f"{tower}.pt").exists():
            print(f"text: no {tower}.pt yet; run refine-vision, then train-text again")
            return
        bank = PhotoBank(config["photo_size"], tower)
        fit_and_round(part, settling)


def first_round(name: str) -> int:
    """The last of ROUNDS that was begun: where it stands, nothing before it is read any more."""
    begun = [number for number, (_, part, _) in enumerate(ROUNDS) if work(f"{name}-{part}.pt").exists()]
    return max(begun, default=0)


@torch.no_grad()
def photo_score(training: Training, head: nn.Module, bank: PhotoBank) -> str:
    """Text-to-image R@1/5/10 on the dev photos by language; this chooses the checkpoint."""
    photos = corpus.dev_photos()
    head.eval()
    found = {}
    for language in ("en", "de", "fr", "cs", "zh", "ar"):
        rows = [i for i, photo in enumerate(photos) if photo.captions.get(language)]
        vectors = head(training.embed([photos[i].captions[language][0] for i in rows], language))
        found[language] = [round(value, 3) for value in recall_at(vectors @ bank.dev.T, rows)]
    head.train()
    return str(found)
