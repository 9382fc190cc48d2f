"""Processes that train together must take the step that one would take alone."""

from pathlib import Path

import torch
from torch import nn

from polylab import crew

INPUTS = torch.arange(12, dtype=torch.float32).view(4, 3) / 10


def _step(folder: str) -> None:
    torch.manual_seed(1)
    model = nn.Linear(3, 1)
    part = INPUTS[crew.rank() :: crew.size()]
    model(part).square().mean().backward()
    crew.average_gradients(list(model.parameters()))
    torch.save([p.grad for p in model.parameters()], Path(folder, f"{crew.size()}-{crew.rank()}.pt"))
    crew.wait()


def test_two_processes_have_the_gradient_of_one(tmp_path):
    crew.run(1, _step, str(tmp_path))
    crew.run(2, _step, str(tmp_path))
    alone, *together = (torch.load(tmp_path / name) for name in ("1-0.pt", "2-0.pt", "2-1.pt"))
    for found in together:
        for a, b in zip(alone, found):
            assert torch.allclose(a, b, atol=1e-6)


def _contrast(folder: str) -> None:
    torch.manual_seed(1)
    model = nn.Linear(3, 5)
    per = len(INPUTS) // crew.size()
    part = INPUTS[crew.rank() * per :][:per]
    everyone = crew.gather(model(part))
    (everyone @ everyone.T).softmax(-1).diagonal().log().sum().backward()
    crew.average_gradients(list(model.parameters()))
    torch.save([p.grad * crew.size() for p in model.parameters()], Path(folder, f"{crew.size()}-{crew.rank()}.pt"))
    crew.wait()


def test_a_loss_over_all_rows_has_the_gradient_that_one_process_finds(tmp_path):
    crew.run(1, _contrast, str(tmp_path))
    crew.run(2, _contrast, str(tmp_path))
    alone, *together = (torch.load(tmp_path / name) for name in ("1-0.pt", "2-0.pt", "2-1.pt"))
    for found in together:
        for a, b in zip(alone, found):
            assert torch.allclose(a, b, atol=1e-5)
