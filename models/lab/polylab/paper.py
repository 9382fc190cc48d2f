"""DASD in the paper's own layout (variant V2), and MLA's, from which it comes, as its static row.

Here each language has its own W_down and W_up and must be named; the generators are shared:

    H0 = table(pieces) W_e + positions,  H1 = Layer1(H0)
    f_sr = LN(H1 + MLP_sr(H1))[end],     f_sa = mean(H1 + MLP_sa(H1))
    z    = QuickGELU(W_z [f_sr ; f_sa]),  Z_l = reshape_{r x r}(G_l z)
    A_l(X) = X + W_up_{l,language} ReLU(X W_down_{l,language} Z_l)       after every layer

The text is read at its end mark, as CLIP does. What differs from the released code are its faults alone: both heads
get a gradient, the mean leaves padding out, W_up starts at zero, the table is frozen. The frozen tower is e5 instead
of CLIP's English one, which cannot be had here; that one would not have read these languages before.
"""

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .dasd import Disentangler
from .e5 import E5, attention_mask, masked_mean

PaperRow = Literal["v2-static", "v2-dasd"]


class LanguageAdapter(nn.Module):
    """A bottleneck of each language's own; with `generated` one generator for all makes its core."""

    def __init__(self, width: int, rank: int, languages: int, generated: bool):
        super().__init__()
        self.down = nn.Parameter(torch.randn(languages, width, rank) * width**-0.5)
        self.up = nn.Parameter(torch.zeros(languages, rank, width))
        self.generator = nn.Linear(width, rank * rank) if generated else None

    def forward(self, x: Tensor, z: Tensor, language: Tensor) -> Tensor:
        low = x @ self.down[language].to(x.dtype)
        if self.generator is not None:
            rank = low.shape[-1]
            low = low @ self.generator(z).view(-1, rank, rank).to(low.dtype)
        return x + F.relu(low) @ self.up[language].to(low.dtype)


class PaperTower(nn.Module):
    """As `TextTower`, in the paper's layout; every call must name the language of each text."""

    def __init__(self, backbone: E5, outputs: int, row: PaperRow, languages: int, rank: int = 32):
        super().__init__()
        width = backbone.norm.normalized_shape[0]
        self.backbone = backbone
        self.enter = nn.Linear(width, width)
        nn.init.eye_(self.enter.weight)
        nn.init.zeros_(self.enter.bias)
        self.disentangle = Disentangler(width)
        self.related_norm = nn.LayerNorm(width)
        self.mix = nn.Linear(2 * width, width)
        self.adapters = nn.ModuleList(
            LanguageAdapter(width, rank, languages, row == "v2-dasd") for _ in backbone.layers
        )
        self.output = nn.Linear(width, outputs)
        self.meaning = nn.Linear(width, outputs)

    def first_pass(self, ids: Tensor, present: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """H1 [n, length, d], f_sr and f_sa [n, d]."""
        words = self.enter(self.backbone.words(ids)) + self.backbone.positions[: ids.shape[1]]
        x = self.backbone.layers[0](self.backbone.norm(words), attention_mask(present))
        related = self.related_norm(at_end(x + self.disentangle.related(x), present))
        return x, related, masked_mean(x + self.disentangle.agnostic(x), present)

    def conditioning(self, related: Tensor, agnostic: Tensor, _language: Tensor | None = None) -> Tensor:
        mixed = self.mix(torch.cat([related, agnostic], -1))
        return mixed * torch.sigmoid(1.702 * mixed)  # QuickGELU

    def states(self, x: Tensor, present: Tensor, z: Tensor, language: Tensor) -> Tensor:
        mask = attention_mask(present)
        for number, (layer, adapter) in enumerate(zip(self.backbone.layers, self.adapters)):
            x = adapter(x if number == 0 else layer(x, mask), z, language)
        return x

    def pool(self, states: Tensor, present: Tensor) -> Tensor:
        return self.output(at_end(states, present))

    def second_pass(self, x: Tensor, present: Tensor, z: Tensor, language: Tensor) -> Tensor:
        return self.pool(self.states(x, present, z, language), present)

    def features(self, ids: Tensor, present: Tensor, language: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x, related, agnostic = self.first_pass(ids, present)
        return self.second_pass(x, present, self.conditioning(related, agnostic), language), related, agnostic

    def trained(self) -> list[nn.Parameter]:
        return [parameter for parameter in self.parameters() if parameter.requires_grad]


def at_end(states: Tensor, present: Tensor) -> Tensor:
    """The state of each text's last piece, its end mark: [n, length, d] -> [n, d]."""
    last = present.sum(-1).long() - 1
    return states[torch.arange(len(states)), last]
