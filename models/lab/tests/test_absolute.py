"""The loss of absolute scores: what it asks that contrast does not."""

import torch

from polylab.absolute import absolute_loss

SAME = torch.eye(2, dtype=torch.bool)


def test_right_above_and_wrong_below_the_level_costs_least():
    assert absolute_loss(torch.tensor([[9.0, 0.0], [0.0, 9.0]]), SAME) < absolute_loss(torch.tensor([[0.0, 9.0], [9.0, 0.0]]), SAME)


def test_a_text_that_scores_everything_higher_costs_more_though_its_ranking_is_the_same():
    even = torch.tensor([[6.0, 1.0], [1.0, 6.0]])
    lifted = even + torch.tensor([[4.0], [-4.0]])
    assert torch.allclose(even.softmax(-1), lifted.softmax(-1))
    assert absolute_loss(lifted, SAME) > absolute_loss(even, SAME)


def test_a_level_that_all_texts_share_is_free():
    logits = torch.tensor([[6.0, 1.0], [1.0, 6.0]])
    assert torch.allclose(absolute_loss(logits, SAME), absolute_loss(logits + 3.0, SAME))


def test_the_gradient_of_a_lifted_text_pulls_its_wrong_photos_down_hardest():
    logits = torch.tensor([[6.0, 5.0], [-2.0, 3.0]], requires_grad=True)
    absolute_loss(logits, SAME).backward()
    assert logits.grad[0, 1] > logits.grad[1, 0] > 0
    assert logits.grad[1, 1] < logits.grad[0, 0] < 0
