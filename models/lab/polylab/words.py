"""Word vectors that learn.

What a rare word means is a fact about that word, and few such facts fit into adapters behind frozen layers: a hundred
thousand names had been shown, and half of them were not learnt. So the table of word vectors learns too, and is rounded
to the four bits that it came in before the adapters settle on it.

The processes of a training share one table, and each writes its own updates into it without waiting for the others
(Hogwild, arXiv 1106.5730): a step touches a few thousand of its rows.
"""

import torch
from torch import nn

from . import crew
from .e5 import BLOCK, E5, Q4
from .places import work

STEPS = torch.linspace(0.7, 1.1, 17)  # candidates for a block's scale, of the one that reaches its largest number


class LearningWords:
    """Frees the word vectors of `backbone` and moves them; the rate follows that of the other weights."""

    def __init__(self, backbone: E5, rate: float):
        weight = backbone.words.weight.detach()
        path = work("words.bin")
        if crew.rank() == 0:
            weight.numpy().tofile(path)
        crew.wait()
        shared = torch.from_file(str(path), shared=True, size=weight.numel()).view_as(weight)
        backbone.words.weight = nn.Parameter(shared)
        backbone.words.sparse = True
        self.rate = rate
        self.optimiser = torch.optim.SparseAdam([backbone.words.weight], rate)

    def step(self, share: float) -> None:
        """One step with this share of the rate; the gradient is spent."""
        self.optimiser.param_groups[0]["lr"] = self.rate * share
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)


def rounded(weight: torch.Tensor) -> Q4:
    """The nearest table in blocks of 32 four-bit numbers: of some scales for each block, the one that errs least."""
    blocks = weight.detach().float().view(-1, BLOCK)
    largest = blocks.gather(1, blocks.abs().argmax(1, keepdim=True))
    best, scales = torch.full((len(blocks), 1), torch.inf), torch.zeros(len(blocks), 1)
    for share in STEPS:
        # The largest number stands at -8, where there is one step more than at the other end.
        scale = (largest / -8 * share).half().float()
        error = (_numbers(blocks, scale) * scale - blocks).square().sum(1, keepdim=True)
        better = error < best
        best, scales = torch.where(better, error, best), torch.where(better, scale, scales)
    numbers = (_numbers(blocks, scales) + 8).to(torch.uint8).view_as(weight)
    return Q4(numbers.numpy(), scales.half().view(len(weight), -1).numpy())


def _numbers(blocks: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    return torch.where(scale == 0, 0.0, blocks / scale).round().clamp(-8, 7)
