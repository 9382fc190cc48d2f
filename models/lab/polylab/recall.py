"""Measures of retrieval: recall@k and precision@k, each over a matrix of similarities."""

from collections.abc import Sequence

import torch
from torch import Tensor

CUTS = (1, 5, 10)


def recall_at(similarity: Tensor, wanted: Sequence[int] | Sequence[Sequence[int]], cuts: Sequence[int] = CUTS) -> list[float]:
    """Share of queries [rows] whose wanted column is among the k most similar; any of several wanted counts."""
    largest = similarity.topk(min(max(cuts), similarity.shape[1]), -1).indices
    found = torch.zeros(largest.shape, dtype=torch.bool)
    for row, columns in enumerate(wanted):
        columns = [columns] if isinstance(columns, int) else list(columns)
        found[row] = torch.isin(largest[row], torch.tensor(columns))
    return [found[:, :k].any(-1).float().mean().item() for k in cuts]


def precision_at(similarity: Tensor, relevant: Tensor, k: int = 10) -> Tensor:
    """For each query [rows] the share of its k most similar columns that are relevant (bool, same shape)."""
    return torch.gather(relevant, 1, similarity.topk(k, -1).indices).float().mean(-1)
