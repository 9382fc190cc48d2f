"""The text tower as a stage of its training left it, with its head into the joint space, and the mean of two stages."""

import tomllib

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import corpus, teacher, vocabulary
from .drawing import Tokens
from .places import LAB, work
from .train_text import ROUNDS, build_tower, load_trained
from .vision import Head
from .words import rounded

# What the pack is made from: a photo tower, and the mean of two stages of the text tower, as `restore` gives it back.
TEXT_STAGES, VISION = ("last", "rest"), "vision-again"
# In which stage the word vectors learned that this one settled on.
LEARNT = {settling: part for _, part, settling in ROUNDS}


class TrainedText(nn.Module):
    """Reads the checkpoint of a stage, "settle", "finish", "last" or "rest", with the word vectors rounded as the pack has them."""

    def __init__(self, stage: str):
        super().__init__()
        config = tomllib.loads((LAB / "configs" / "text.toml").read_text())
        joint = tomllib.loads((LAB / "configs" / "vision.toml").read_text())["joint"]
        self.cut = vocabulary.cut(config["vocabulary"])
        self.tokens = Tokens(self.cut, config["longest"])
        self.tower = build_tower(config, self.cut)
        self.tower.backbone.use_words(rounded(words_of(stage)))
        kept = torch.load(work(f"text-{stage}.pt"))["weights"]
        # A stage trains [tower, extras, head]; the extras are not shipped.
        load_trained(self.tower, {name[2:]: value for name, value in kept.items() if name.startswith("0.")})
        self.head = Head(teacher.WIDTH, joint, 1024, 0.2)
        self.head.load_state_dict({name[2:]: value for name, value in kept.items() if name.startswith("2.")})
        self.eval().requires_grad_(False)

    @torch.no_grad()
    def embed(self, texts: list[str], language: str) -> Tensor:
        """Unit vectors in the joint space [n, width]."""
        vectors = torch.empty(len(texts), self.head.linear.out_features)
        for rows, ids, present in self.tokens.parts(texts):
            number = torch.full((len(rows),), corpus.LANGUAGES.index(language))
            with torch.autocast("cpu", torch.bfloat16):
                raw = self.tower.features(ids, present, number)[0].float()
            vectors[rows] = self.head(F.normalize(raw, dim=-1))
        return vectors


def words_of(stage: str) -> Tensor:
    """The word vectors that the stage settled on, before they are rounded [words, width]."""
    return torch.load(work(f"text-{LEARNT[stage]}.pt"))["weights"]["0.backbone.words.weight"]


@torch.no_grad()
def mean_of(earlier: str, later: str) -> TrainedText:
    """All weights half-way between two stages: what the later one learnt is mostly there, and what it cost mostly not
    (Wortsman et al., WiSE-FT, arXiv 2109.01903). Of one stage where both are the same."""
    mean, other = TrainedText(later), TrainedText(earlier)
    for (name, value), before in zip(mean.named_parameters(), other.parameters(), strict=True):
        if "backbone." not in name:
            value.lerp_(before, 0.5)
    mean.tower.backbone.use_words(rounded((words_of(earlier) + words_of(later)) / 2))
    return mean
