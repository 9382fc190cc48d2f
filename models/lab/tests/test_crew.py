"""Processes that train together must take the step that one would take alone."""

from pathlib import Path

import pytest
import torch
from torch import nn

from polylab import crew

INPUTS = torch.arange(12, dtype=torch.float32).view(4, 3) / 10


def _mean(folder: str) -> None:
    model = _model(1)
    model(INPUTS[crew.rank() :: crew.size()]).square().mean().backward()
    _keep(model, folder, 1)


def _contrast(folder: str) -> None:
    model, per = _model(5), len(INPUTS) // crew.size()
    everyone = crew.gather(model(INPUTS[crew.rank() * per :][:per]))
    (everyone @ everyone.T).softmax(-1).diagonal().log().sum().backward()
    _keep(model, folder, crew.size())


def _model(outputs: int) -> nn.Linear:
    torch.manual_seed(1)
    return nn.Linear(3, outputs)


def _keep(model: nn.Linear, folder: str, times: int) -> None:
    crew.average_gradients(list(model.parameters()))
    torch.save([p.grad * times for p in model.parameters()], Path(folder, f"{crew.size()}-{crew.rank()}.pt"))
    crew.wait()


# A mean over parts of the batch, and a loss over all rows at once, of which each process has the gradient of its own.
@pytest.mark.parametrize("work", [_mean, _contrast])
def test_two_processes_have_the_gradient_of_one(work, tmp_path):
    for members in (1, 2):
        crew.run(members, work, str(tmp_path))
    alone, *together = (torch.load(tmp_path / name) for name in ("1-0.pt", "2-0.pt", "2-1.pt"))
    for found in together:
        for a, b in zip(alone, found):
            assert torch.allclose(a, b, atol=1e-5)
