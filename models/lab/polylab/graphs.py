"""What ships: both towers as graphs of plain operators, with the correction of hubs inside.

A hub is a photo that is fairly near to every sentence and so stands in front of the right one. Its bias b is
the mean similarity to the nearest of a bank of captions (QB-Norm, arXiv 2112.12777; NNN, arXiv 2410.24114);
a query of many words ranks by q.v - a b. Both graphs carry that as further numbers of their unit vectors, so
that whoever compares them by cosine needs to know nothing about it:

    photo [v, b, sqrt(1 - b^2), 0..] / sqrt(2)        query [q, -a, 0, 0..] / sqrt(1 + a^2)
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import teacher
from .vision import Head, VisionTower, scaled

WIDTH = 528  # 512 + 2, filled up to whole registers of 16 numbers
NEAREST = 50  # captions of the bank that make a photo's bias
# `a` rises with the pieces of a query (marks included). On dev photos one to three words gain nothing from the
# correction, five words one point of R@10, whole captions three.
FEWEST, MOST, STRENGTH = 6, 14, 0.65


def meaning_of(vectors: Tensor) -> Tensor:
    """The part of a pack's vectors [n, WIDTH] that is not the correction of hubs, as unit vectors [n, 512]."""
    return F.normalize(vectors[:, : teacher.WIDTH], dim=-1)


class VisionGraph(nn.Module):
    """uint8 [n, size, size, 3] -> unit vectors [n, WIDTH]; scaling is inside, so that the app only decodes."""

    def __init__(self, tower: VisionTower, captions: Tensor):
        super().__init__()
        self.tower = tower
        self.captions = nn.Parameter(captions.T.contiguous(), requires_grad=False)  # [512, bank], unit columns

    def forward(self, pixels: Tensor) -> Tensor:
        photo = self.tower(scaled(pixels))
        bias = (photo @ self.captions).topk(NEAREST, -1).values.mean(-1, keepdim=True).clamp(0, 1)
        whole = torch.cat([photo, bias, (1 - bias * bias).sqrt()], -1) * 0.5**0.5
        return F.pad(whole, (0, WIDTH - whole.shape[-1]))


class TextGraph(nn.Module):
    """Piece ids -> unit vectors [n, WIDTH]: the tower in the teacher's space, the joint head, the query's part of the correction."""

    def __init__(self, tower: nn.Module, head: Head):
        super().__init__()
        self.tower, self.head = tower, head

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        query = self.head(self.tower(input_ids, attention_mask))
        pieces = attention_mask.sum(-1, keepdim=True).to(query.dtype)
        strength = STRENGTH * ((pieces - FEWEST) / (MOST - FEWEST)).clamp(0, 1)
        whole = torch.cat([query, -strength], -1) / (1 + strength * strength).sqrt()
        return F.pad(whole, (0, WIDTH - whole.shape[-1]))
