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

Row = Literal["none", "static", "static-equal", "lang-id", "dasd", "dasd-deep", "dasd-low-rank", "sr-only", "sa-only"]
GENERATED: frozenset[Row] = frozenset({"lang-id", "dasd", "dasd-deep", "sr-only", "sa-only"})
WIDE, INNER = 128, 4  # bottleneck and rank of the generated part of the core in the row "dasd-low-rank"


class Disentangler(nn.Module):
    """H1 [n, length, d] -> the semantic-related and the semantic-agnostic feature, [n, d] each."""

    def __init__(self, width: int, hidden: int = 128):
        super().__init__()
        make = lambda: nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, width))  # noqa: E731
        self.related, self.agnostic = make(), make()

    def forward(self, first: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        return masked_mean(first + self.related(first), present), masked_mean(first + self.agnostic(first), present)


class Conditioner(nn.Module):
    """Both features -> z [n, d]. The rows "sr-only" and "sa-only" see one of them, the other as zeros."""

    def __init__(self, width: int, row: Row):
        super().__init__()
        self.related_norm, self.agnostic_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mix = nn.Linear(2 * width, width)
        self.row = row

    def forward(self, related: Tensor, agnostic: Tensor) -> Tensor:
        seen = [
            torch.zeros_like(related) if self.row == "sa-only" else self.related_norm(related),
            torch.zeros_like(agnostic) if self.row == "sr-only" else self.agnostic_norm(agnostic),
        ]
        return F.silu(self.mix(torch.cat(seen, -1)))


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


class LowRankAdapter(nn.Module):
    """A bottleneck four times as wide whose core is I + tanh(U) tanh(V)^T / sqrt(r), U and V [r, 4] generated for each query:
    generators of the size of DASD's, and most of the static row's width beside them."""

    def __init__(self, width: int):
        super().__init__()
        self.plain = Adapter(width, WIDE, generated=False)
        self.generator = nn.Linear(width, 2 * WIDE * INNER)
        nn.init.normal_(self.generator.weight, std=0.02)
        nn.init.zeros_(self.generator.bias)

    def forward(self, x: Tensor, z: Tensor) -> Tensor:
        low = self.plain.down(self.plain.norm(x))
        u, v = torch.tanh(self.generator(z)).to(low.dtype).view(-1, 2, WIDE, INNER).unbind(1)
        return x + self.plain.up(F.relu(low + (low @ u) @ v.transpose(-1, -2) * WIDE**-0.5))


class TextTower(nn.Module):
    """Piece ids -> a vector in the teacher's space. `row` names the ablation; "dasd" is what ships.

    none: no adapter; static: the core is I; static-equal: static with as many weights as dasd; lang-id: the
    core is generated from the language's number; sr-only, sa-only: from one of the two features; dasd-deep: both
    features are of what the first adapter meets, not of layer 1's states; dasd-low-rank: see LowRankAdapter.
    """

    def __init__(
        self, backbone: E5, outputs: int, rank: int = 32, row: Row = "dasd", first_adapter: int = 0, languages: int = 0
    ):
        super().__init__()
        width = backbone.norm.normalized_shape[0]
        self.backbone = backbone
        self.disentangle = Disentangler(width)
        self.condition = Conditioner(width, row)
        self.language = nn.Embedding(languages, width) if row == "lang-id" else None
        self.first_adapter = first_adapter
        self.shared = max(1, first_adapter) if row == "dasd-deep" else 1  # layers run once for both passes
        count = 0 if row == "none" else len(backbone.layers) - first_adapter
        rank = _equal_rank(width, rank, count) if row == "static-equal" else rank
        make = (lambda: LowRankAdapter(width)) if row == "dasd-low-rank" else (lambda: Adapter(width, rank, row in GENERATED))
        self.adapters = nn.ModuleList(make() for _ in range(count))
        self.output = nn.Linear(width, outputs)
        self.meaning = nn.Linear(width, outputs)  # training only: f_sr against the target

    def first_pass(self, ids: Tensor, present: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The shared layers' states [n, length, d] (H1) and both features of them [n, d]: what z is made from."""
        x, mask = self.backbone.embed(ids), attention_mask(present)
        for layer in self.backbone.layers[: self.shared]:
            x = layer(x, mask)
        return x, *self.disentangle(x, present)

    def states(self, x: Tensor, present: Tensor, z: Tensor, _language: Tensor | None = None) -> Tensor:
        """The shared states and a conditioning vector -> the last layer's states [n, length, d]. One pair of W_down, W_up serves all
        languages, so that none need be named; the paper's own layout (`paper.py`) wants it."""
        mask = attention_mask(present)
        for number, layer in enumerate(self.backbone.layers):
            x = x if number < self.shared else layer(x, mask)
            if len(self.adapters) and number >= self.first_adapter:
                x = self.adapters[number - self.first_adapter](x, z)
        return x

    def pool(self, states: Tensor, present: Tensor) -> Tensor:
        """States -> the text's vector [n, outputs], not normalised."""
        return self.output(masked_mean(states, present))

    def second_pass(self, x: Tensor, present: Tensor, z: Tensor, language: Tensor | None = None) -> Tensor:
        return self.pool(self.states(x, present, z, language), present)

    def conditioning(self, related: Tensor, agnostic: Tensor, language: Tensor | None) -> Tensor:
        """z [n, d]: from the text's own features, or from the language's number in the row "lang-id"."""
        if self.language is None:
            return self.condition(related, agnostic)
        assert language is not None, 'the row "lang-id" must be told the language'
        return self.language(language)

    def features(self, ids: Tensor, present: Tensor, language: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """The text's vector [n, outputs] (not normalised) and both disentangled features [n, d]."""
        x, related, agnostic = self.first_pass(ids, present)
        return self.second_pass(x, present, self.conditioning(related, agnostic, language)), related, agnostic

    def forward(self, ids: Tensor, present: Tensor) -> Tensor:
        return F.normalize(self.features(ids, present)[0], dim=-1)

    def trained(self) -> list[nn.Parameter]:
        return [parameter for parameter in self.parameters() if parameter.requires_grad]


def _equal_rank(width: int, rank: int, count: int) -> int:
    """The bottleneck at which static adapters have as many weights as DASD's adapters, generators and conditioner."""
    if count == 0:
        return rank
    generators = count * (width + 1) * rank * rank
    conditioner = 2 * (2 * width * 128 + 128 + width) + 2 * width * width + width
    return rank + (generators + conditioner) // (count * (2 * width + 1))


def cross_covariance(agnostic: Tensor, meaning: Tensor) -> Tensor:
    """Mean squared covariance of two sets of features over the batch: zero when they are uncorrelated."""
    a = F.layer_norm(agnostic, agnostic.shape[-1:])
    a, m = a - a.mean(0), meaning - meaning.mean(0)
    return (a.T @ m / len(a)).square().mean() * meaning.shape[-1]
