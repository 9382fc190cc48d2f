"""Lets the photo tower's convolutions compute in integers: activations and kernels in 8 bits, sums in 32 (Jacob et al.,
arXiv 1712.05877). The Lite networks were drawn for that: no activation but ReLU6, whose range is known beforehand.

Written as pairs of QuantizeLinear and DequantizeLinear, which a runtime without integer convolutions reads as rounding.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
from onnx import numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

ROUNDED = ("Conv", "Add", "Clip")
# The picture itself and what is first made of it: a hundredth of the work, and half of what rounding all of it would lose.
IN_FLOAT = ("/stem/", "/blocks.0/")


class Samples(CalibrationDataReader):
    """Photos [n, side, side, 3], one at a time, by which the activations' ranges are found."""

    def __init__(self, pixels: np.ndarray):
        self._rest: Iterator[np.ndarray] = iter(pixels)

    def get_next(self) -> dict[str, np.ndarray] | None:
        photo = next(self._rest, None)
        return None if photo is None else {"pixels": np.ascontiguousarray(photo[None])}


def in_integers(path: Path, pixels: np.ndarray, trunk: str = "/trunk/") -> None:
    """Rewrites the exported float graph at `path`; `trunk`: what the names of its convolutions' nodes contain."""
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        quant_pre_process(str(path), str(plain), skip_symbolic_shape=True)
        model = onnx.load(str(plain))
        padding_inside(model)
        onnx.save(model, str(plain))
        rounded = [
            node.name for node in model.graph.node
            if node.op_type in ROUNDED and trunk in node.name and not any(part in node.name for part in IN_FLOAT)
        ]  # fmt: skip
        quantize_static(
            str(plain), str(path), Samples(pixels), QuantFormat.QDQ, list(ROUNDED), per_channel=True,
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, nodes_to_quantize=rounded,
        )  # fmt: skip
    whole = onnx.load(str(path))
    never_overflowing(whole, model)
    onnx.save(whole, str(path))


def never_overflowing(rounded: onnx.ModelProto, plain: onnx.ModelProto) -> None:
    """Rounds the kernels of dense convolutions anew, so that two neighbours of one sign add up to 127 at most.

    Processors without VNNI add two products of 8 bits in 16 before they go on in 32 (vpmaddubsw), and cut off what does not
    fit: vectors of photos would depend on the processor. Costs a quarter of a bit, in the mean.
    """
    float_of = {tensor.name: tensor for tensor in plain.graph.initializer}
    kernels = {n.name: [numpy_helper.to_array(float_of[i]) for i in n.input[1:]] for n in plain.graph.node if n.op_type == "Conv"}
    tensors = {tensor.name: tensor for tensor in rounded.graph.initializer}
    read_back = {n.output[0]: n.input for n in rounded.graph.node if n.op_type == "DequantizeLinear"}

    def put(name: str, array: np.ndarray) -> None:
        tensors[name].CopyFrom(numpy_helper.from_array(array, name))

    for node in rounded.graph.node:
        if node.op_type != "Conv" or node.input[1] not in read_back or kernels[node.name][0].shape[1] == 1:
            continue
        kernel, bias = kernels[node.name]
        activation, weights, biases = (read_back[name] for name in node.input)
        pairs = kernel.reshape(len(kernel), -1, 2)
        largest = np.maximum(pairs.clip(min=0).sum(-1), (-pairs).clip(min=0).sum(-1)).max(1)
        # Of a channel without weights any scale is right, but its bias has the one it was given.
        scale = np.where(largest > 0, largest / 127, numpy_helper.to_array(tensors[weights[1]])).astype(np.float32)
        put(weights[0], np.rint(kernel / scale.reshape(-1, 1, 1, 1)).astype(np.int8))
        put(weights[1], scale)
        of_sums = (scale * numpy_helper.to_array(tensors[activation[1]])).astype(np.float32)
        put(biases[0], np.rint(bias / of_sums).astype(np.int32))
        put(biases[1], of_sums)


def padding_inside(model: onnx.ModelProto) -> None:
    """Makes padding by zeros before a convolution the convolution's own, which may be uneven in ONNX but not in PyTorch:
    apart it costs a copy of the map."""
    constants = {tensor.name: tensor for tensor in model.graph.initializer}
    made = {node.output[0]: node for node in model.graph.node}
    for node in model.graph.node:
        before = made.get(node.input[0]) if node.op_type == "Conv" else None
        if before is None or before.op_type != "Pad" or before.input[1] not in constants:
            continue
        top, left, bottom, right = (int(numpy_helper.to_array(constants[before.input[1]])[i]) for i in (2, 3, 6, 7))
        own = next(attribute for attribute in node.attribute if attribute.name == "pads")
        own.ints[:] = [a + b for a, b in zip(own.ints, (top, left, bottom, right))]
        node.input[0] = before.input[0]
    used = {name for node in model.graph.node for name in node.input} | {output.name for output in model.graph.output}
    for node in [n for n in model.graph.node if n.op_type == "Pad" and n.output[0] not in used]:
        model.graph.node.remove(node)
