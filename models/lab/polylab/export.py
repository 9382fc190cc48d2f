"""Exports the trained towers into a pack folder (`python models/lab export`).

The app and the lab agree because both read the same files: preprocessing is inside the graph or in pack.json,
golden vectors are made from the exported files and checked against PyTorch here.
"""

import json
import shutil
import tomllib
from pathlib import Path
from random import Random

import numpy as np
import onnx
import torch
from PIL import Image, ImageDraw
from torch import Tensor, nn

from . import images, lessons, pairs, quantise, vocabulary
from .e5 import E5, Q4, read
from .graphs import WIDTH, TextGraph, Views, VisionGraph
from .integers import in_integers
from .pack import Pack, seal
from .places import LAB, work
from .train_vision import Joint
from .trained_text import TEXT_STAGES, VISION, mean_of
from .vision import Head, VisionTower

BANK = 2000  # captions that tell which photos are near to everything
VERSION = "8"  # of the pack: vectors of two versions are never compared
SAMPLES = 100  # photos by which the ranges of activations are found
ORIENTATION = 0x0112  # EXIF tag
OPSET = 21  # the first with 4-bit tensors
GOLDEN_TEXTS = (
    "dog on the beach", "Hund am Strand", "誕生日ケーキ", "кошка на диване", "沙滩上的狗", "chien qui court dans la neige",
    "niños jugando al fútbol", "bambina con un palloncino rosso", "عروس وعريس", "समुद्र तट पर सूर्यास्त", "바다 위의 배",
    "สุนัขในสวน", "kobieta w czerwonej sukience", "một con mèo đen", "σκύλος στο χιόνι", "ילד על אופניים", "bowl of soup",
    "kuva joulukuusesta", "two people, mountain, tent", "IMG 2041 receipt",
)  # fmt: skip


def _export(module: nn.Module, inputs: dict[str, Tensor], axes: dict, path: Path) -> onnx.ModelProto:
    names = list(inputs)
    torch.onnx.export(
        module.eval(), tuple(inputs.values()), str(path), input_names=names, output_names=["embedding"],
        dynamic_axes={**axes, "embedding": {0: "batch"}}, opset_version=OPSET, dynamo=False, do_constant_folding=True,
    )  # fmt: skip
    return onnx.load(str(path))


def export_vision(joint: Joint, captions: Tensor, folder: Path, size: int, samples: np.ndarray) -> None:
    """`size`: px of one view; `samples` [n, side, side, 3]: photos as the graph is given them, for `in_integers`."""
    side = Views.given(size)
    pixels = torch.zeros(2, side, side, 3, dtype=torch.uint8)
    graph = VisionGraph(Views(fold(joint.vision), size), captions)
    path = folder / "vision.onnx"
    _export(graph, {"pixels": pixels}, {"pixels": {0: "batch"}}, path)
    in_integers(path, samples)
    model = onnx.load(str(path))
    quantise.eight_bits(model)
    onnx.save(model, str(path))


def sample_photos(size: int, seed: int) -> np.ndarray:
    """Training photos [SAMPLES, side, side, 3], as the graph with views of `size` px is given them."""
    return images.pixels(Random(seed).sample(pairs.training_photos(), SAMPLES), Views.given(size), "samples")


@torch.no_grad()
def caption_bank(joint: Joint, seed: int) -> Tensor:
    """Training captions as the teacher reads them, in the joint space [BANK, 512]: what photos are measured against."""
    said = lessons.load()
    photos = [item for item in said.items if item.photo >= 0 and item.kind == "caption"]
    drawn = Random(seed).sample(photos, BANK)
    joint.text.eval()
    return joint.text(torch.from_numpy(np.stack([said.target(item) for item in drawn])))


def fold(tower: VisionTower) -> VisionTower:
    """Multiplies each frozen norm into its kernel, once for all."""
    for layer in tower.trunk.modules():
        if hasattr(layer, "scale") and hasattr(layer, "weight"):
            layer.weight.data.mul_(layer.scale.view(-1, 1, 1, 1))
            layer.scale.fill_(1)
    return tower


def export_text(tower: nn.Module, head: Head, folder: Path) -> None:
    export_tower(TextGraph(tower, head), tower.backbone, folder / "text.onnx")


def export_tower(graph: nn.Module, backbone: E5, path: Path) -> None:
    """A graph over this backbone as a small file: what was frozen in its 4 bits, the rest in 8."""
    ids = torch.randint(4, 1000, (2, 7))
    axes = {0: "batch", 1: "length"}
    model = _export(
        graph, {"input_ids": ids, "attention_mask": torch.ones_like(ids)},
        {"input_ids": axes, "attention_mask": axes}, path,
    )  # fmt: skip
    frozen = [m for name, m in read().tensors.items() if isinstance(m, Q4) and name != "emb.word"]
    replaced = quantise.four_bits(model, frozen, backbone.table)
    assert replaced == len(frozen) + 1, f"{replaced} of {len(frozen) + 1} frozen matrices were found in the graph"
    quantise.eight_bits(model)
    onnx.save(model, str(path))


def golden_pictures(folder: Path) -> list[str]:
    """Ten drawn pictures, made here so that they are ours to ship: eight JPEGs, one for each EXIF orientation,
    a PNG with transparency and a small WebP that must be enlarged."""
    random = np.random.default_rng(7)
    (folder / "golden").mkdir(exist_ok=True)
    names = []
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        names.append(f"golden/orientation-{orientation}.jpg")
        _drawing(random, (400, 300)).save(folder / names[-1], quality=85, exif=exif)
    see_through = _drawing(random, (320, 480))
    see_through.putalpha(Image.linear_gradient("L").resize(see_through.size))
    for name, picture in (("golden/alpha.png", see_through), ("golden/small.webp", _drawing(random, (96, 128)))):
        picture.save(folder / name, quality=90)
        names.append(name)
    return names


def _drawing(random: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """A gradient with a few shapes on it."""
    width, height = size
    top, bottom = random.integers(0, 256, (2, 3))
    ramp = np.linspace(0, 1, height)[:, None, None]
    base = np.broadcast_to(top + (bottom - top) * ramp, (height, width, 3)).astype(np.uint8)
    picture = Image.fromarray(np.ascontiguousarray(base))
    draw = ImageDraw.Draw(picture)
    for _ in range(5):
        left, upper = int(random.integers(0, width - 40)), int(random.integers(0, height - 40))
        wide, high = int(random.integers(30, width // 2)), int(random.integers(30, height // 2))
        shape = draw.ellipse if random.random() < 0.5 else draw.rectangle
        shape((left, upper, left + wide, upper + high), fill=tuple(int(v) for v in random.integers(0, 256, 3)))
    return picture


def write_golden(folder: Path) -> None:
    """Vectors of twenty texts and ten pictures, by the exported files themselves and the lab's own decoding."""
    pack = Pack(folder, threads=1)
    rounded = lambda vectors: [[round(float(x), 6) for x in vector] for vector in vectors]  # noqa: E731
    names = golden_pictures(folder)
    pixels = np.stack([images.decode((folder / name).read_bytes(), pack.size) for name in names])
    # One at a time, as the app asks: batches must not change a vector.
    texts = np.concatenate([pack.embed_texts([text]) for text in GOLDEN_TEXTS])
    golden = {
        "texts": [{"text": t, "embedding": v} for t, v in zip(GOLDEN_TEXTS, rounded(texts))],
        "images": [{"file": f, "embedding": v} for f, v in zip(names, rounded(pack.embed_images(pixels)))],
    }
    (folder / "golden.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n", encoding="utf-8")


def manifest(config: dict, size: int, dimension: int) -> dict:
    return {
        "format": 1,
        "id": "polylens-starter",
        "version": VERSION,
        "licence": "Apache-2.0",
        "dimension": dimension,
        "image": {"file": "vision.onnx", "input": "pixels", "output": "embedding", "size": size, "fit": "fill",
                  "kernel": "lanczos3", "version": 1},
        "text": {"file": "text.onnx", "tokenizer": "tokenizer.json", "inputIds": "input_ids",
                 "attentionMask": "attention_mask", "output": "embedding", "maxTokens": config["longest"],
                 "prefix": "", "version": 1},
        "languages": {},
        "golden": "golden.json",
    }  # fmt: skip


def run(folder: Path, size: int) -> None:
    """Writes the whole pack, its photos seen in views of `size` px, but its measured quality, which `evaluate --record` adds."""
    config = tomllib.loads((LAB / "configs" / "text.toml").read_text())
    joint = Joint(tomllib.loads((LAB / "configs" / "vision.toml").read_text())["joint"])
    joint.load_state_dict(torch.load(work(f"{VISION}.pt")))
    text = mean_of(*TEXT_STAGES)
    joint.text.load_state_dict(text.head.state_dict())
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    vocabulary.save(text.cut, folder / "tokenizer.json", config["longest"])
    export_text(text.tower, text.head, folder)
    export_vision(joint, caption_bank(joint, config["seed"]), folder, size, sample_photos(size, config["seed"]))
    seal(folder, manifest(config, Views.given(size), WIDTH))
    write_golden(folder)
    seal(folder, manifest(config, Views.given(size), WIDTH))
