"""Takes the shipped pack apart again (`python models/lab restore`), so that a training goes on where the pack was exported.

What a checkpoint has and a pack has not starts anew: the optimiser's memory, the small tasks that only training needs,
and the temperature, which stood at its cap. Weights come back as the pack rounded them; both stages that the pack is the
mean of are given as that mean.
"""

import json
import math
import tomllib
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from . import e5, teacher, vocabulary
from .e5 import BLOCK, Q4
from .places import LAB, work
from .train_text import Extras, build_tower, optimiser_of, schedule_of, trained_weights
from .train_vision import LARGEST_SCALE, Joint
from .trained_text import LEARNT, TEXT_STAGES, VISION
from .vision import ConvNorm, Head


class Graph:
    """The weights of an exported graph: by name, or where the exporter gave none, in the order of their use."""

    def __init__(self, path: Path):
        self.graph = onnx.load(str(path)).graph
        self.tensors = {tensor.name: tensor for tensor in self.graph.initializer}
        self.rounded = {
            node.output[0]: node for node in self.graph.node
            if node.op_type == "DequantizeLinear" and node.input[0] in self.tensors
        }  # fmt: skip
        self.known = self.tensors.keys() | self.rounded.keys()

    def weight(self, name: str) -> Tensor:
        """A float tensor, or a rounded one with its scales put back."""
        if name in self.tensors:
            return torch.from_numpy(numpy_helper.to_array(self.tensors[name]).copy())
        node = self.rounded[name]
        axis = next((a.i for a in node.attribute if a.name == "axis"), 0)
        numbers = torch.from_numpy(numpy_helper.to_array(self.tensors[node.input[0]]).astype(np.float32))
        shape = [-1 if i == axis else 1 for i in range(numbers.ndim)]
        return numbers * self.weight(node.input[1]).view(shape)

    def used_by(self, operator: str) -> list[list[Tensor]]:
        """The weights of each such node, in the graph's order; nodes between two activations are passed over."""
        nodes = [node for node in self.graph.node if node.op_type == operator]
        return [[self.weight(name) for name in node.input[1:]] for node in nodes if node.input[1] in self.known]

    def into(self, module: nn.Module, prefix: str) -> set[str]:
        """Fills the module's state with what carries its name; the names that were found."""
        found = {name for name in module.state_dict() if f"{prefix}{name}" in self.known}
        module.load_state_dict({name: self.weight(f"{prefix}{name}") for name in found}, strict=False)
        return found


def words(graph: Graph) -> Q4:
    """The table of word vectors, as four bits a number."""
    table = graph.tensors["words_4bit"]
    packed = np.frombuffer(table.raw_data, np.uint8).reshape(table.dims[0], -1)
    numbers = np.stack([packed & 15, packed >> 4], -1).reshape(tuple(table.dims))
    # The graph counts from -8 to 7 in two's complement, the file of e5 from 0 to 15.
    return Q4((numbers + 8) & 15, numpy_helper.to_array(graph.tensors["words_scale"]).reshape(-1, table.dims[1] // BLOCK))


def text(path: Path, cut: vocabulary.Cut) -> tuple[nn.Module, Head]:
    """The text tower and its head into the joint space."""
    graph = Graph(path)
    config = tomllib.loads((LAB / "configs" / "text.toml").read_text())
    joint = tomllib.loads((LAB / "configs" / "vision.toml").read_text())["joint"]
    tower, head = build_tower(config, cut), Head(teacher.WIDTH, joint, 1024, 0.2)
    tower.backbone.use_words(words(graph))
    graph.into(head, "head.")
    graph.into(tower, "tower.")
    parts = [tower.disentangle.related, tower.disentangle.agnostic]
    nameless = [layer for part in parts for layer in (part[0], part[2])]
    nameless += [layer for adapter in tower.adapters for layer in (adapter.down, adapter.up)]
    fill(nameless, graph.used_by("MatMul"))
    return tower, head


@torch.no_grad()
def fill(layers: list[nn.Linear], weights: list[list[Tensor]]) -> None:
    """Linear maps from the products that they became, [inputs, outputs] each."""
    assert len(layers) == len(weights), f"{len(weights)} products for {len(layers)} linear maps"
    for layer, (weight,) in zip(layers, weights):
        layer.weight.copy_(weight.T)


@torch.no_grad()
def vision(path: Path, joint: Joint) -> None:
    """Puts the pack's photo tower into `joint`. Each kernel was exported with its frozen norm multiplied in."""
    graph = Graph(path)
    graph.into(joint.vision, "tower.tower.")  # inside its views
    layers = [layer for layer in joint.vision.trunk.modules() if isinstance(layer, ConvNorm)]
    kernels = graph.used_by("Conv")
    assert len(layers) == len(kernels), f"{len(kernels)} kernels for {len(layers)} layers"
    for layer, (kernel, shift) in zip(layers, kernels):
        layer.weight.copy_(kernel / layer.scale.view(-1, 1, 1, 1))
        layer.shift.copy_(shift)
    joint.log_scale.fill_(math.log(LARGEST_SCALE))


def kept_pieces(path: Path) -> np.ndarray:
    """The pieces of a pack's vocabulary by their id in the whole one."""
    pieces = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
    whole = {piece: number for number, piece in enumerate(e5.read().pieces)}
    return np.array([whole[piece] for piece, _ in pieces])


def run(pack: Path) -> None:
    """Writes the vocabulary and the checkpoints that the pack was exported from into the lab's working folder."""
    config = tomllib.loads((LAB / "configs" / "text.toml").read_text())
    np.save(work(vocabulary.kept_as(config["vocabulary"])), kept_pieces(pack / "tokenizer.json"))
    tower, head = text(pack / "text.onnx", vocabulary.cut(config["vocabulary"]))
    modules = nn.ModuleList([tower, Extras(384), head])
    parameters = [p for p in modules.parameters() if p.requires_grad]
    for stage in (part for settled in TEXT_STAGES for part in (settled, LEARNT[settled])):
        tower.backbone.words.weight.requires_grad_(stage not in TEXT_STAGES)
        optimiser = optimiser_of(parameters, config[stage])
        schedule_of(optimiser, config[stage])  # which leaves its marks in the optimiser
        kept = {"step": config[stage]["last"], "weights": trained_weights(modules), "optimiser": optimiser.state_dict()}
        torch.save(kept, work(f"text-{stage}.pt"))
    joint = Joint(tomllib.loads((LAB / "configs" / "vision.toml").read_text())["joint"])
    vision(pack / "vision.onnx", joint)
    joint.text.load_state_dict(head.state_dict())
    torch.save(joint.state_dict(), work(f"{VISION}.pt"))
