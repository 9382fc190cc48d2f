"""Where a training stands on disk, so that a stopped run goes on."""

from pathlib import Path
from typing import Protocol

import torch
from torch import nn


class Part(Protocol):
    """A model, its running average, an optimiser, a schedule."""

    def state_dict(self) -> dict: ...

    def load_state_dict(self, state: dict) -> object: ...


def go_on(path: Path, parts: dict[str, Part]) -> int:
    """Puts the parts where they stood; the number of steps that were made. 0 and nothing done without a file."""
    if not path.exists():
        return 0
    kept = torch.load(path)
    for name, part in parts.items():
        part.load_state_dict(kept[name])
    return kept["step"]


def keep(path: Path, parts: dict[str, Part], step: int) -> None:
    """Writes how the parts stand after `step` steps."""
    torch.save({"step": step, **{name: part.state_dict() for name, part in parts.items()}}, path)


def running_average(model: nn.Module, decay: float) -> torch.optim.swa_utils.AveragedModel:
    """The exponential average of the model's weights, updated after each step."""
    return torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(decay))
