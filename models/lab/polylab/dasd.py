"""DASD on a frozen multilingual encoder (variant V1), after "Dynamic Adapter with Semantics Disentangling
for Cross-lingual Cross-modal Retrieval" (AAAI 2025, arXiv 2412.13510).

The paper's equations, with d the encoder's width and r the bottleneck:

    f_sr = mean(H1 + MLP_sr(H1)),  f_sa = mean(H1 + MLP_sa(H1))     what is meant | how it is said
    z    = SiLU(W_z [LN f_sr ; LN f_sa])                            one conditioning vector a query
    Z_l  = I + 0.5 tanh(reshape_{r x r}(G_l z))                     the generated core of layer l
    A_l(X) = X + W_up_l ReLU(LN(X) W_down_l Z_l)

What differs from the paper and why: the backbone is e5, which reads all languages already, so one pair
W_down, W_up serves them all and no language need be named; layer 1 is run once for both passes; means leave
padding out (a query is mostly padding otherwise); W_up starts at zero and Z near I, so that training starts
from the encoder as it was; independence of f_sa is asked for by its cross-covariance with the meaning.
"""

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .e5 import E5, attention_mask, masked_mean

Row = Literal["none", "static", "dasd"]


class Disentangler(nn.Module):
    """H1 [n, length, d] -> the semantic-related and the semantic-agnostic feature, [n, d] each."""

    def __init__(self, width: int, hidden: int = 128):
        super().__init__()
        make = lambda: nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, width))  # noqa: E731
        self.related, self.agnostic = make(), make()

    def forward(self, first: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        return masked_mean(first + self.related(first), present), masked_mean(first + self.agnostic(first), present)


class Conditioner(nn.Module):
    """Both features -> z [n, d]."""

    def __init__(self, width: int):
        super().__init__()
        self.related_norm, self.agnostic_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mix = nn.Linear(2 * width, width)

    def forward(self, related: Tensor, agnostic: Tensor) -> Tensor:
        return F.silu(self.mix(torch.cat([self.related_norm(related), self.agnostic_norm(agnostic)], -1)))


class Adapter(nn.Module):
    """A bottleneck whose core is a matrix generated for each query; without a generator the core is I."""

    def __init__(self, width: int, rank: int, generated: bool):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.down = nn.Linear(width, rank)
        self.up = nn.Linear(rank, width)
        nn.init.zeros_(self.up.weight)
        nn.init.zeros_(self.up.bias)
        self.generator = nn.Linear(width, rank * rank) if generated else None
        if self.generator is not None:
            nn.init.normal_(self.generator.weight, std=0.02)
            nn.init.zeros_(self.generator.bias)

    def forward(self, x: Tensor, z: Tensor) -> Tensor:
        low = self.down(self.norm(x))
        if self.generator is not None:
            rank = low.shape[-1]
            core = torch.eye(rank, dtype=low.dtype) + 0.5 * torch.tanh(self.generator(z)).view(-1, rank, rank)
            low = low @ core.to(low.dtype)
        return x + self.up(F.relu(low))


class TextTower(nn.Module):
    """Piece ids -> a vector in the teacher's space. `row` names the ablation: no adapter, static, or DASD."""

    def __init__(self, backbone: E5, outputs: int, rank: int = 32, row: Row = "dasd", first_adapter: int = 0):
        super().__init__()
        width = backbone.norm.normalized_shape[0]
        self.backbone = backbone
        self.disentangle = Disentangler(width)
        self.condition = Conditioner(width)
        self.first_adapter = first_adapter
        count = 0 if row == "none" else len(backbone.layers) - first_adapter
        self.adapters = nn.ModuleList(Adapter(width, rank, row == "dasd") for _ in range(count))
        self.output = nn.Linear(width, outputs)
        self.meaning = nn.Linear(width, outputs)  # training only: f_sr against the target

    def features(self, ids: Tensor, present: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The text's vector [n, outputs] (not normalised) and both disentangled features [n, d]."""
        mask = attention_mask(present)
        x = self.backbone.layers[0](self.backbone.embed(ids), mask)
        related, agnostic = self.disentangle(x, present)
        z = self.condition(related, agnostic)
        for number, layer in enumerate(self.backbone.layers):
            x = x if number == 0 else layer(x, mask)
            if len(self.adapters) and number >= self.first_adapter:
                x = self.adapters[number - self.first_adapter](x, z)
        return self.output(masked_mean(x, present)), related, agnostic

    def forward(self, ids: Tensor, present: Tensor) -> Tensor:
        return F.normalize(self.features(ids, present)[0], dim=-1)

    def trained(self) -> list[nn.Parameter]:
        return [parameter for parameter in self.parameters() if parameter.requires_grad]


def cross_covariance(agnostic: Tensor, meaning: Tensor) -> Tensor:
    """Mean squared covariance of two sets of features over the batch: zero when they are uncorrelated."""
    a = F.layer_norm(agnostic, agnostic.shape[-1:])
    a, m = a - a.mean(0), meaning - meaning.mean(0)
    return (a.T @ m / len(a)).square().mean() * meaning.shape[-1]
