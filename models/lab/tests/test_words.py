import numpy as np
import torch
from torch import nn

from polylab import words
from polylab.e5 import Q4
from polylab.words import LearningWords, rounded


def test_a_table_that_is_rounded_already_stays_as_it_is():
    draw = np.random.default_rng(3)
    numbers = draw.integers(0, 16, (40, 64), dtype=np.uint8)
    numbers[:, ::32] = 0  # as the format has it: the largest number of a block stands at -8
    table = Q4(numbers, draw.uniform(0.01, 0.1, (40, 2)).astype(np.float16))
    again = rounded(torch.from_numpy(table.dense()))
    assert np.allclose(again.dense(), table.dense(), rtol=0.02, atol=1e-3)


def test_rounding_errs_by_a_tenth_and_an_empty_block_is_empty():
    weight = torch.randn(200, 96, generator=torch.Generator().manual_seed(1))
    weight[3, :32] = 0
    table = rounded(weight)
    error = (torch.from_numpy(table.dense()) - weight).norm() / weight.norm()
    assert error < 0.11
    assert not table.dense()[3, :32].any()
    assert table.numbers.max() <= 15


def test_only_rows_that_were_read_move(tmp_path, monkeypatch):
    monkeypatch.setattr(words, "work", lambda *parts: tmp_path.joinpath(*parts))
    backbone = nn.Module()
    backbone.words = nn.Embedding(10, 32)
    before = backbone.words.weight.detach().clone()
    learning = LearningWords(backbone, 0.1)
    assert torch.equal(backbone.words.weight, before)
    backbone.words(torch.tensor([2, 5])).sum().backward()
    learning.step(0.5)
    moved = (backbone.words.weight != before).any(-1)
    assert moved.nonzero().flatten().tolist() == [2, 5]
    assert torch.allclose((backbone.words.weight - before)[2].abs().max(), torch.tensor(0.05), atol=1e-3)
