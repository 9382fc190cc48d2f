"""The photo tower in integers must see what it saw in float, and compute the padding that was taken in."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional as F

from polylab.integers import in_integers
from polylab.vision import Block, ConvNorm


class Trunk(nn.Module):
    """As the photo tower's begins and goes on: a stem, blocks of both strides, and what an export puts around them."""

    def __init__(self) -> None:
        super().__init__()
        self.stem, self.blocks = ConvNorm(3, 8, 3, 2), nn.ModuleList([Block(8, 8, 1, 1, 3), Block(8, 16, 6, 2, 5), Block(16, 16, 6, 1, 3)])

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu6(self.stem(x))
        for block in self.blocks:
            x = block(x)
        return x.mean((2, 3))


class Whole(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.trunk = Trunk()

    def forward(self, pixels: Tensor) -> Tensor:
        return F.pad(F.normalize(self.trunk((pixels.permute(0, 3, 1, 2).float() - 127) / 128), dim=-1), (0, 3))


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The tower, its graph before and after, and pictures of one size."""
    torch.manual_seed(1)
    whole, folder = Whole().eval(), tmp_path_factory.mktemp("integers")
    for layer in whole.modules():
        if isinstance(layer, ConvNorm):
            nn.init.kaiming_normal_(layer.weight)
            layer.shift.normal_(std=0.1)
    pixels = np.random.default_rng(1).integers(0, 256, (24, 37, 37, 3), dtype=np.uint8)
    for name in ("float.onnx", "integers.onnx"):
        torch.onnx.export(
            whole, (torch.from_numpy(pixels[:2]),), str(folder / name), input_names=["pixels"], output_names=["embedding"],
            dynamic_axes={"pixels": {0: "batch"}, "embedding": {0: "batch"}}, opset_version=21, dynamo=False,
        )  # fmt: skip
    in_integers(folder / "integers.onnx", pixels[:16])
    return whole, folder, pixels


def run(path, pixels: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {"pixels": pixels})[0]


def test_the_export_is_the_tower(exported):
    whole, folder, pixels = exported
    with torch.no_grad():
        assert np.allclose(run(folder / "float.onnx", pixels), whole(torch.from_numpy(pixels)).numpy(), atol=1e-5)


def test_integers_see_nearly_what_float_sees_also_photos_they_were_not_fitted_to(exported):
    _, folder, pixels = exported
    cosines = (run(folder / "integers.onnx", pixels[16:]) * run(folder / "float.onnx", pixels[16:])).sum(-1)
    assert cosines.min() > 0.99


def test_a_batch_gives_what_single_photos_give(exported):
    _, folder, pixels = exported
    alone = np.concatenate([run(folder / "integers.onnx", pixels[i : i + 1]) for i in range(5)])
    assert np.allclose(run(folder / "integers.onnx", pixels[:5]), alone, atol=1e-6)


def test_all_but_the_first_convolutions_compute_in_integers_and_none_waits_for_its_padding(exported):
    _, folder, _ = exported
    graph = onnx.load(str(folder / "integers.onnx")).graph
    made = {output: node for node in graph.node for output in node.output}
    for node in graph.node:
        if node.op_type == "Conv":
            in_float = "/stem/" in node.name or "/blocks.0/" in node.name
            assert (made[node.input[1]].op_type == "DequantizeLinear" if node.input[1] in made else False) != in_float, node.name
            assert node.input[0] not in made or made[node.input[0]].op_type != "Pad", node.name
    assert [node.op_type for node in graph.node].count("Pad") == 1  # the one around the vectors


def test_two_neighbouring_weights_never_overflow_sixteen_bits(exported):
    """255 times what two neighbours of one sign add up to must fit."""
    _, folder, _ = exported
    graph = onnx.load(str(folder / "integers.onnx")).graph
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    read_back = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "DequantizeLinear"}
    dense = [tensors[read_back[n.input[1]]] for n in graph.node if n.op_type == "Conv" and n.input[1] in read_back]
    dense = [kernel.astype(int) for kernel in dense if kernel.shape[1] > 1]
    assert len(dense) == 4
    for kernel in dense:
        pairs = kernel.reshape(len(kernel), -1, 2)
        sums = np.maximum(pairs.clip(min=0).sum(-1), (-pairs).clip(min=0).sum(-1))
        assert 100 < sums.max() <= 128
