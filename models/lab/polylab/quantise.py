"""Makes an exported graph small: frozen 4-bit weights as they were read, trained ones in 8 bits.

Activations stay in float: text encoders lose much when those are rounded (the photo tower does not: `integers.py`).
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .e5 import BLOCK, Q4

SMALLEST = 4096  # weights with fewer numbers are not worth rounding


def eight_bits(model: onnx.ModelProto) -> None:
    """Replaces each large float matrix or kernel by int8 with one scale an output channel, read back by
    DequantizeLinear (the runtime folds that once, at load)."""
    graph = model.graph
    axes = _output_axes(graph)
    added = []
    for tensor in list(graph.initializer):
        axis = axes.get(tensor.name)
        if axis is None or tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < SMALLEST:
            continue
        weight = numpy_helper.to_array(tensor)
        others = tuple(i for i in range(weight.ndim) if i != axis)
        scale = np.abs(weight).max(others) / 127
        scale[scale == 0] = 1
        shape = [-1 if i == axis else 1 for i in range(weight.ndim)]
        rounded = np.clip(np.rint(weight / scale.reshape(shape)), -127, 127).astype(np.int8)
        name = tensor.name
        graph.initializer.remove(tensor)
        graph.initializer.extend([
            numpy_helper.from_array(rounded, name + "_int8"),
            numpy_helper.from_array(scale.astype(np.float32), name + "_scale"),
        ])  # fmt: skip
        added.append(helper.make_node("DequantizeLinear", [name + "_int8", name + "_scale"], [name], axis=axis))
    _prepend(graph, added)


def _output_axes(graph: onnx.GraphProto) -> dict[str, int]:
    """Which axis of each weight counts output channels."""
    axes: dict[str, int] = {}
    for node in graph.node:
        if node.op_type == "Conv":
            axes[node.input[1]] = 0
        elif node.op_type == "MatMul":
            axes[node.input[1]] = 1
        elif node.op_type == "Gemm":
            transposed = any(a.name == "transB" and a.i for a in node.attribute)
            axes[node.input[1]] = 0 if transposed else 1
    return axes


def four_bits(model: onnx.ModelProto, matrices: list[Q4], table: Q4) -> int:
    """Puts the frozen 4-bit matrices back where their dense form was exported; returns how many were found.

    Linear maps become MatMulNBits, the word vectors GatherBlockQuantized (both of the runtime's
    `com.microsoft` domain): the numbers are those of the source file, nothing is rounded again.
    """
    graph = model.graph
    known = {_key(matrix.dense().T): matrix for matrix in matrices}
    dense = {t.name: numpy_helper.to_array(t) for t in graph.initializer if t.data_type == TensorProto.FLOAT and len(t.dims) == 2}
    found = {name: known[key] for name, array in dense.items() if (key := _key(array)) in known}
    words = next(name for name, array in dense.items() if array.shape == table.numbers.shape)
    casts, replaced = [], 0
    for position, node in enumerate(list(graph.node)):
        if node.op_type == "MatMul" and node.input[1] in found:
            new = _matmul(graph, node, found[node.input[1]], casts)
        elif node.op_type == "Gather" and node.input[0] == words:
            new = _gather(graph, node, table)
        else:
            continue
        index = next(i for i, other in enumerate(graph.node) if other is node or other.name == node.name)
        graph.node.remove(node)
        for offset, made in enumerate(new):
            graph.node.insert(index + offset, made)
        replaced += 1
    for tensor in [t for t in graph.initializer if t.name in found or t.name == words]:
        graph.initializer.remove(tensor)
    _prepend(graph, casts)
    if not any(o.domain == "com.microsoft" for o in model.opset_import):
        model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    return replaced


def _key(array: np.ndarray) -> bytes:
    return np.ascontiguousarray(array).tobytes()


def _matmul(graph: onnx.GraphProto, node: onnx.NodeProto, matrix: Q4, casts: list[onnx.NodeProto]) -> list[onnx.NodeProto]:
    rows, columns = matrix.numbers.shape
    base = node.input[1]
    if not any(t.name == base + "_4bit" for t in graph.initializer):
        packed = (matrix.numbers[:, ::2] | (matrix.numbers[:, 1::2] << 4)).reshape(rows, columns // BLOCK, BLOCK // 2)
        graph.initializer.append(numpy_helper.from_array(packed, base + "_4bit"))
        graph.initializer.append(numpy_helper.from_array(matrix.scales.reshape(-1), base + "_half"))
        casts.append(helper.make_node("Cast", [base + "_half"], [base + "_scale"], to=TensorProto.FLOAT))
    return [
        helper.make_node(
            "MatMulNBits", [node.input[0], base + "_4bit", base + "_scale"], list(node.output), node.name,
            domain="com.microsoft", K=columns, N=rows, bits=4, block_size=BLOCK, accuracy_level=ACCURACY,
        )  # fmt: skip
    ]


# Of MatMulNBits: 4 lets the runtime round activations to 8 bits a block of 32 inside this one product (cosine to
# float 0.9999, half the time); 0 keeps them in float.
ACCURACY = 4


def _gather(graph: onnx.GraphProto, node: onnx.NodeProto, table: Q4) -> list[onnx.NodeProto]:
    signed = (table.numbers.astype(np.int8) - 8).astype(np.uint8) & 15
    packed = (signed[:, ::2] | (signed[:, 1::2] << 4)).astype(np.uint8)
    words = TensorProto(name="words_4bit", data_type=TensorProto.INT4, dims=table.numbers.shape, raw_data=packed.tobytes())
    graph.initializer.append(words)
    graph.initializer.append(numpy_helper.from_array(table.scales, "words_scale"))
    half = node.output[0] + "_half"
    return [
        helper.make_node(
            "GatherBlockQuantized", ["words_4bit", node.input[1], "words_scale"], [half], node.name,
            domain="com.microsoft", gather_axis=0, quantize_axis=1, block_size=BLOCK,
        ),  # fmt: skip
        helper.make_node("Cast", [half], list(node.output), to=TensorProto.FLOAT),
    ]


def _prepend(graph: onnx.GraphProto, nodes: list[onnx.NodeProto]) -> None:
    for node in reversed(nodes):
        graph.node.insert(0, node)
