"""Several processes that train one model: each with a part of every batch, gradients averaged after each step.

On a few shared cores this beats threads inside one process: processes wait for each other once a step,
threads at every operator, and anything else that runs on the machine stalls them each time.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, distributed, multiprocessing, nn


def run(members: int, work: Callable[..., None], *arguments) -> None:
    """Calls `work(*arguments)` in `members` processes; alone, in this one. `work` must be importable by name."""
    if members == 1:
        work(*arguments)
        return
    with tempfile.TemporaryDirectory() as meeting:
        multiprocessing.spawn(_member, (members, str(Path(meeting, "point")), work, arguments), nprocs=members)


def _member(rank: int, members: int, meeting: str, work: Callable[..., None], arguments: tuple) -> None:
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=members)
    work(*arguments)
    distributed.destroy_process_group()


def rank() -> int:
    """This process's number; 0 is the one that writes checkpoints and measures."""
    return distributed.get_rank() if distributed.is_initialized() else 0


def size() -> int:
    return distributed.get_world_size() if distributed.is_initialized() else 1


def wait() -> None:
    """Until all have come here."""
    if size() > 1:
        distributed.barrier()


def average_gradients(parameters: list[nn.Parameter]) -> None:
    """Replaces each gradient by its mean over the processes; one message for all of them."""
    if size() == 1:
        return
    with_gradient = [p for p in parameters if p.grad is not None]
    whole = torch.cat([p.grad.flatten() for p in with_gradient])
    distributed.all_reduce(whole)
    whole /= size()
    start = 0
    for p in with_gradient:
        p.grad.copy_(whole[start : start + p.numel()].view_as(p))
        start += p.numel()


def gather(own: Tensor) -> Tensor:
    """All processes' rows of a tensor of equal shape, in their order; the gradient flows into one's own part alone,
    so that averaging gradients afterwards gives that of the whole batch over the number of processes."""
    if size() == 1:
        return own
    parts = [torch.empty_like(own) for _ in range(size())]
    distributed.all_gather(parts, own.detach().contiguous())
    parts[rank()] = own
    return torch.cat(parts)
