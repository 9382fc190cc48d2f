"""A training that was stopped goes on as if it had not been."""

import torch
from torch import nn

from polylab.resuming import go_on, keep, running_average


def training(weight: float):
    torch.manual_seed(0)
    model = nn.Linear(1, 1)
    nn.init.constant_(model.weight, weight)
    optimiser = torch.optim.AdamW(model.parameters(), 0.1)
    parts = {"model": model, "average": running_average(model, 0.5), "optimiser": optimiser}
    return parts


def step(parts) -> float:
    parts["optimiser"].zero_grad()
    parts["model"](torch.ones(1, 1)).square().sum().backward()
    parts["optimiser"].step()
    parts["average"].update_parameters(parts["model"])
    return parts["average"].module.weight.item()


def test_a_training_goes_on_where_it_stopped(tmp_path):
    whole = training(1.0)
    for _ in range(3):
        step(whole)
    keep(tmp_path / "at.pt", whole, 3)
    resumed = training(-5.0)
    assert go_on(tmp_path / "at.pt", resumed) == 3
    assert step(resumed) == step(whole)


def test_without_a_file_nothing_is_changed(tmp_path):
    parts = training(1.0)
    assert go_on(tmp_path / "none.pt", parts) == 0
    assert parts["model"].weight.item() == 1.0
