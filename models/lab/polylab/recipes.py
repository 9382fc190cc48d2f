"""Losses in the manner of NRCCR, CL2CM and LECCR, for the ablation: same tower, same photos, same texts a step.

Each takes `Views` of a batch of photos: the photo's vector, an English caption S, one in another language T, and a
second English caption B. What the papers have and this corpus has not is replaced, and said at each: there are no
back-translations and no descriptions by a large model, so B stands in for both.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .e5 import masked_mean

TEMPERATURE = 0.06


@dataclass(frozen=True)
class Text:
    """One view of a batch: last states [n, length, d], which pieces are there, and the joint vectors [n, 512]."""

    states: Tensor
    present: Tensor
    joint: Tensor


@dataclass(frozen=True)
class Views:
    photo: Tensor  # unit vectors [n, 512]
    english: Text
    other: Text
    second: Text
    same: Tensor  # bool [n, n]: rows of one photo, never negatives of each other


class Recipe(nn.Module):
    """A loss with the layers that only it needs while training."""

    def forward(self, views: Views, to_joint) -> Tensor:
        """`to_joint`: pooled states [n, d] -> unit vectors of the joint space."""
        raise NotImplementedError


class Nrccr(Recipe):
    """Noise-robust learning, after Wang et al. (MM 2022): what English attends to in T is the teacher of T.

    S-V + 0.6 T-V + 0.4 soft targets + 0.1 features + 0.5 S-B; contrast in place of the hardest triplet, no
    language discriminator, B a second caption in place of the back-translation.
    """

    def __init__(self, width: int):
        super().__init__()
        self.attend = nn.MultiheadAttention(width, 4, batch_first=True)

    def forward(self, views: Views, to_joint) -> Tensor:
        s, t, v = views.english, views.other, views.photo
        seen, _ = self.attend(s.states, t.states, t.states, key_padding_mask=t.present == 0, need_weights=False)
        clean = to_joint(masked_mean(s.states + seen, s.present))
        wanted = (v @ clean.T / TEMPERATURE).detach()
        found = v @ t.joint.T / TEMPERATURE
        soft = 0.5 * (soft_cross_entropy(found, wanted) + soft_cross_entropy(found.T, wanted.T))
        return (
            contrast(s.joint, v, views.same)
            + 0.6 * contrast(t.joint, v, views.same)
            + 0.4 * soft
            + 0.1 * F.smooth_l1_loss(clean, t.joint, beta=4.0) * clean.shape[-1]
            + 0.5 * contrast(s.joint, views.second.joint, views.same)
        )


class Cl2cm(Recipe):
    """Relations of a cross-lingual branch teach the cross-modal one, after Wang et al. (AAAI 2024, arXiv 2312.08984).

    The branch meets S and T as sentences (contrast) and as words (optimal transport); its similarities are then the
    targets of photo to T. Weights are ours: the paper's were not at hand.
    """

    def __init__(self, width: int):
        super().__init__()
        self.branch = nn.Linear(width, 256)

    def forward(self, views: Views, to_joint) -> Tensor:
        s, t, v = views.english, views.other, views.photo
        lingual = [F.normalize(self.branch(masked_mean(text.states, text.present)), dim=-1) for text in (s, t)]
        relations = (lingual[0] @ lingual[1].T / TEMPERATURE).detach()
        return (
            contrast(lingual[0], lingual[1], views.same)
            + 0.1 * transport_cost(s, t)
            + contrast(t.joint, v, views.same)
            + contrast(s.joint, v, views.same)
            + soft_cross_entropy(v @ t.joint.T / TEMPERATURE, relations)
        )


class Leccr(Recipe):
    """Descriptions of the photo as a further view, after Wang et al. (MM 2024, arXiv 2408.00391), in training alone.

    English-guided soft labels: 0.8 photo-S + 0.2 photo-B tell how near each T should be. B stands in for the
    description; temperatures are real ones (the released code has none and so nearly uniform targets).
    """

    soft_share = 0.3

    def forward(self, views: Views, to_joint) -> Tensor:
        s, t, d, v = views.english, views.other, views.second, views.photo
        labels = ((0.8 * v @ s.joint.T + 0.2 * v @ d.joint.T) / TEMPERATURE).detach()
        return (
            contrast(s.joint, v, views.same)
            + (1 - self.soft_share) * contrast(t.joint, v, views.same)
            + self.soft_share * soft_cross_entropy(v @ t.joint.T / TEMPERATURE, labels)
            + contrast(s.joint, t.joint, views.same)
            + 0.05 * (contrast(d.joint, s.joint, views.same) + contrast(d.joint, t.joint, views.same))
        )


RECIPES: dict[str, type[Recipe]] = {"nrccr": Nrccr, "cl2cm": Cl2cm, "leccr": Leccr}


def make(name: str, width: int) -> Recipe:
    return Leccr() if name == "leccr" else RECIPES[name](width)


def contrast(a: Tensor, b: Tensor, same: Tensor) -> Tensor:
    """Symmetric InfoNCE of unit vectors row by row; other rows of the same photo are left out."""
    logits = a @ b.T / TEMPERATURE
    logits = logits.masked_fill(same & ~torch.eye(len(a), dtype=torch.bool), -1e4)
    rows = torch.arange(len(a))
    return 0.5 * (F.cross_entropy(logits, rows) + F.cross_entropy(logits.T, rows))


def soft_cross_entropy(logits: Tensor, wanted: Tensor) -> Tensor:
    return -(wanted.softmax(-1) * logits.log_softmax(-1)).sum(-1).mean()


def transport_cost(a: Text, b: Text) -> Tensor:
    """Mean cost of moving the pieces of each text onto those of its pair, by cosine; the plan has no gradient."""
    cost = 1 - F.normalize(a.states, dim=-1) @ F.normalize(b.states, dim=-1).transpose(1, 2)
    with torch.no_grad():
        plan = sinkhorn(cost, a.present.float(), b.present.float())
    return (plan * cost).sum((1, 2)).mean()


def sinkhorn(cost: Tensor, rows: Tensor, columns: Tensor, strength: float = 0.1, rounds: int = 20) -> Tensor:
    """Optimal transport with entropy (Cuturi, 2013): a plan [n, a, b] whose margins are uniform over what is there."""
    rows, columns = (mask / mask.sum(-1, keepdim=True) for mask in (rows, columns))
    kernel = (-cost / strength).exp() * (rows > 0)[:, :, None] * (columns > 0)[:, None, :]
    right = torch.ones_like(columns)
    for _ in range(rounds):
        left = rows / (kernel @ right[:, :, None]).squeeze(-1).clamp(min=1e-12)
        right = columns / (kernel.transpose(1, 2) @ left[:, :, None]).squeeze(-1).clamp(min=1e-12)
    return left[:, :, None] * kernel * right[:, None, :]
