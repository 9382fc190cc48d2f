"""The ablation's recipes: each must prefer views that meet, and move what it trains."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from polylab import recipes

WIDTH, JOINT, COUNT, LENGTH = 16, 24, 12, 5


def views(close: bool) -> tuple[recipes.Views, nn.Linear]:
    """Photos and texts that agree, or do not; `Text.joint` depends on its states by the layer that is returned."""
    torch.manual_seed(3)
    to_joint = nn.Linear(WIDTH, JOINT)
    meaning = torch.randn(COUNT, 1, WIDTH)

    def text(number: int) -> recipes.Text:
        own = meaning if close else torch.randn(COUNT, 1, WIDTH)
        states = own + 0.1 * torch.randn(COUNT, LENGTH, WIDTH)
        present = torch.ones(COUNT, LENGTH, dtype=torch.long)
        present[number::4, LENGTH - 2 :] = 0
        return recipes.Text(states, present, F.normalize(to_joint(recipes.masked_mean(states, present)), dim=-1))

    photo = F.normalize(to_joint(meaning.squeeze(1)), dim=-1).detach()
    same = torch.eye(COUNT, dtype=torch.bool)
    return recipes.Views(photo, text(0), text(1), text(2), same), to_joint


@pytest.mark.parametrize("name", recipes.RECIPES)
def test_views_that_meet_cost_less_and_all_layers_learn(name):
    torch.manual_seed(1)
    recipe = recipes.make(name, WIDTH)
    losses = []
    for close in (True, False):
        batch, to_joint = views(close)
        loss = recipe(batch, lambda pooled: F.normalize(to_joint(pooled), dim=-1))
        loss.backward()
        assert to_joint.weight.grad.abs().sum() > 0
        losses.append(loss.item())
    assert losses[0] < losses[1] - 1
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in recipe.parameters())


def test_other_captions_of_one_photo_are_no_negatives():
    torch.manual_seed(1)
    a = F.normalize(torch.randn(4, 8), dim=-1)
    twice, same = torch.cat([a, a]), torch.eye(4, dtype=torch.bool).repeat(2, 2)
    assert recipes.contrast(twice, twice, same) < 0.01
    assert recipes.contrast(twice, twice, torch.eye(8, dtype=torch.bool)) > 0.6  # each taken for the other's negative


def test_transport_moves_all_that_is_there_and_nothing_else():
    torch.manual_seed(1)
    rows, columns = torch.tensor([[1.0, 1, 1, 0]]), torch.tensor([[1.0, 1, 0]])
    plan = recipes.sinkhorn(torch.rand(1, 4, 3), rows, columns, rounds=200)
    assert torch.allclose(plan.sum(2), rows / 3, atol=1e-4)
    assert torch.allclose(plan.sum(1), columns / 2, atol=1e-4)
    assert plan[0, 3].sum() == 0 and plan[0, :, 2].sum() == 0
