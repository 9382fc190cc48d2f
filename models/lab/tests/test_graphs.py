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
