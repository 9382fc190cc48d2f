"""The correction of hubs must be invisible to whoever compares the vectors by cosine."""

import torch
from torch import nn
from torch.nn import functional as F

from polylab import graphs


class Given(nn.Module):
    """A tower that gives the vectors it was made with."""

    def __init__(self, vectors: torch.Tensor):
        super().__init__()
        self.vectors = vectors

    def forward(self, *_inputs: torch.Tensor) -> torch.Tensor:
        return self.vectors


def unit(*shape: int) -> torch.Tensor:
    return F.normalize(torch.randn(*shape) + 0.2, dim=-1)


def test_cosine_ranks_as_similarity_less_the_bias():
    torch.manual_seed(1)
    photos, queries, captions = unit(40, 512), unit(3, 512), unit(200, 512)
    seen = graphs.VisionGraph(Given(photos), captions)(torch.zeros(40, 8, 8, 3, dtype=torch.uint8))
    present = (torch.arange(20) < torch.tensor([[3], [10], [20]])).long()
    asked = graphs.TextGraph(Given(queries), nn.Identity())(present, present)
    assert torch.allclose(seen.norm(dim=-1), torch.ones(40), atol=1e-5)
    assert torch.allclose(asked.norm(dim=-1), torch.ones(3), atol=1e-5)
    bias = (photos @ captions.T).topk(graphs.NEAREST, -1).values.mean(-1)
    for number, strength in enumerate((0.0, graphs.STRENGTH / 2, graphs.STRENGTH)):
        wanted = (queries[number] @ photos.T - strength * bias).argsort()
        assert torch.equal((asked[number] @ seen.T).argsort(), wanted)


def test_a_photo_is_seen_whole_and_nearer_at_two_corners():
    """By a tower that tells the colours of the corners of what it is shown."""

    class Corners(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return F.normalize(torch.cat([x[..., 0, 0], x[..., -1, 0], x[..., 0, -1]], -1), dim=-1)

    size = 8
    side = graphs.Views.given(size)
    photo = torch.rand(2, 3, side, side)
    seen = graphs.Views(Corners(), size)(photo)
    whole = F.interpolate(photo, (size, size), mode="bilinear", antialias=True)
    first = photo[..., :size, :size]
    last = photo[..., side - size :, side - size :].flip(3)
    wanted = F.normalize(sum(share * Corners()(x) for share, x in zip(graphs.SHARES, (whole, first, last))), dim=-1)
    assert seen.shape == (2, 9) and torch.allclose(seen, wanted, atol=1e-6)
