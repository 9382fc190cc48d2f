"""Scores that mean the same for every text: the sigmoid loss (SigLIP, Zhai et al., arXiv 2303.15343) beside the contrast.

Contrast alone compares a text's photos with each other; whether the best of them is right, it never says. Here all
texts share one level, so that a text to which everything is near must push its wrong photos lower than others do.
"""

import torch
from torch import Tensor
from torch.nn import functional as F


def absolute_loss(logits: Tensor, same: Tensor) -> Tensor:
    """Each pair by itself, right or wrong, against a level that all texts share. A scalar a text.

    logits [texts, photos]: scaled cosines; same: which pairs are right. The level is where a text of the batch has its
    whole softmax on the average: no parameter to be learnt, and at it right and wrong answers balance.
    """
    level = logits.logsumexp(-1).mean().detach()
    right = torch.where(same, 1.0, -1.0)
    return F.softplus(-right * (logits - level)).sum(-1).mean()
