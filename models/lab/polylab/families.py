"""Packs with random weights, one for each family that the app imports (`python models/lab families <folder>`).

They have Immich's layout and the papers that OpenCLIP and Hugging Face write. What they find is nonsense: they prove that
the app cuts texts and pictures as the reference does. `reference.json` has texts with their ids by Hugging Face's own
tokenizers and their vectors by PyTorch, and a picture's vector. The tests of the app read the copies in
`test/fixtures/generated/families`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from torch import Tensor, nn
from torch.nn import functional as F

from .images import Fit, squared
from .pack import canonical
from .places import LAB

WIDTH = 16  # of the joint space
SIZE = 32  # px of a side
PIECES = 500
MEAN, DEVIATION = (0.48, 0.46, 0.41), (0.27, 0.26, 0.28)
SPACE = "\u2581"
# Text and language. Long ones are cut; the last is no text at all.
TEXTS = (
    ("a dog on the beach", "en"), ("Zwei Kinder, die im Schnee spielen!", "de"), ("犬が海辺を走る", "ja"), ("沙滩上的狗", "zh"),
    ("সমুদ্র সৈকতে কুকুর", "bn"), ("mtoto na mbwa", "sw"), ("aso sa dalampasigan", "fil"), ("kurī i te tāhuna", "mi"),
    ("allqu", "quz"), ("perro", "qu"), ("l'été à la plage, 2019: \"hourra\"", "fr"), ("ＦＵＬＬ width ①", "en"), ("🐕‍🦺 dog's", "en"),
    ("red " * 100, "en"), ("-", "en"),
)  # fmt: skip
# FLORES-200's codes of the languages above, and a few more. Quechua is told by `quz`; of one that is not known English's is read.
FLORES = {
    "en": "eng_Latn", "de": "deu_Latn", "ja": "jpn_Jpan", "zh": "zho_Hans", "bn": "ben_Beng", "sw": "swh_Latn",
    "fil": "tgl_Latn", "mi": "mri_Latn", "quz": "quy_Latn", "fr": "fra_Latn", "ms": "zsm_Latn",
}  # fmt: skip


@dataclass(frozen=True)
class Family:
    """How the models of a family differ in what the app must do."""

    tokenizer: Callable[[list[str]], Tokenizer]
    pad: str
    length: int
    text: dict = field(default_factory=dict)  # of config.json
    canonical: bool = False
    mask: bool = False
    told: bool = False  # the language, before each text
    squash: bool = False
    linear: bool = False  # scaled so, else by cubics

    @property
    def papers(self) -> dict:
        return {"context_length": self.length, **self.text}


def _special(*tokens: str) -> list[str]:
    return list(tokens)


def _clip(texts: list[str]) -> Tokenizer:
    """CLIP's: pieces of bytes, the last of a word marked."""
    made = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>"))
    made.normalizer = normalizers.Sequence([
        normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase(),
    ])  # fmt: skip
    words = Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")
    made.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(words, "removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False),
    ])  # fmt: skip
    made.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=PIECES + 256, end_of_word_suffix="</w>", show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=["!", "<|startoftext|>", "<|endoftext|>"],
    ))  # fmt: skip
    end, start = (made.token_to_id(token) for token in ("<|endoftext|>", "<|startoftext|>"))
    made.post_processor = processors.RobertaProcessing(("<|endoftext|>", end), ("<|startoftext|>", start), False, False)
    return made


def _unigram(texts: list[str], special: list[str], unknown: str) -> Tokenizer:
    """SentencePiece's, of the likeliest pieces."""
    made = Tokenizer(models.Unigram())
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")
    made.decoder = decoders.Metaspace(replacement=SPACE, prepend_scheme="always")
    made.train_from_iterator(texts, trainers.UnigramTrainer(
        vocab_size=PIECES, special_tokens=special, unk_token=unknown, show_progress=False, shrinking_factor=0.5,
    ))  # fmt: skip
    return made


def _around(made: Tokenizer, single: str) -> Tokenizer:
    tokens = [part for part in single.split() if part != "$A"]
    made.post_processor = processors.TemplateProcessing(
        single=single, special_tokens=[(token, made.token_to_id(token)) for token in tokens]
    )
    return made


def _siglip(texts: list[str]) -> Tokenizer:
    return _around(_unigram(texts, _special("<pad>", "</s>", "<unk>"), "<unk>"), "$A </s>")


def _xlmr(texts: list[str]) -> Tokenizer:
    return _around(_unigram(texts, _special("<s>", "<pad>", "</s>", "<unk>"), "<unk>"), "<s> $A </s>")


def _gemma(texts: list[str]) -> Tokenizer:
    """SigLIP 2's: merged pieces, what is in none of them by its bytes."""
    made = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    made.normalizer = normalizers.Replace(" ", SPACE)
    made.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    made.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=PIECES + 256, show_progress=False, limit_alphabet=200,
        special_tokens=["<pad>", "<eos>", "<bos>", "<unk>", *(f"<0x{byte:02X}>" for byte in range(256))],
    ))  # fmt: skip
    return _around(made, "$A <eos>")


def _nllb(texts: list[str]) -> Tokenizer:
    """NLLB's: merged pieces, English's code before each text unless another is asked for."""
    made = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")
    made.decoder = decoders.Metaspace(replacement=SPACE, prepend_scheme="always")
    special = _special("<s>", "<pad>", "</s>", "<unk>")
    made.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=PIECES, special_tokens=special, show_progress=False))
    made.add_special_tokens([*sorted(FLORES.values()), "<mask>"])
    return _around(made, f"{FLORES['en']} $A </s>")


CANONICAL = {"tokenizer_kwargs": {"clean": "canonicalize"}}
FAMILIES = {
    "openclip": Family(_clip, "!", 24, linear=True),
    "siglip": Family(_siglip, "</s>", 20, CANONICAL, canonical=True, squash=True),
    "siglip2": Family(_gemma, "<pad>", 20, CANONICAL, canonical=True, squash=True),
    "mclip": Family(_xlmr, "<pad>", 24, mask=True),
    "nllb": Family(_nllb, "<pad>", 20, {"hf_tokenizer_name": "facebook/nllb-200-distilled-600M"}, told=True, squash=True),
}  # fmt: skip


class TextModel(nn.Module):
    """Ids [1, length] -> unit vectors: the first piece, as NLLB-CLIP takes it, and all with their places."""

    def __init__(self, pieces: int, length: int):
        super().__init__()
        self.words = nn.Embedding(pieces, WIDTH)
        self.places = nn.Parameter(torch.randn(length, WIDTH))
        self.output = nn.Linear(2 * WIDTH, WIDTH)

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        x = torch.tanh(self.words(ids) + self.places)
        if mask is not None:
            x = x * mask.to(x.dtype).unsqueeze(-1)
        return F.normalize(self.output(torch.cat([x[:, 0], x.mean(1)], -1)), dim=-1)


class ImageModel(nn.Module):
    """Planes [1, 3, side, side] -> unit vectors."""

    def __init__(self):
        super().__init__()
        self.output = nn.Linear(3 * 64, WIDTH)

    def forward(self, planes: Tensor) -> Tensor:
        return F.normalize(self.output(F.avg_pool2d(planes, SIZE // 8).flatten(1)), dim=-1)


def write(name: str, folder: Path, seed: int = 1) -> None:
    """Writes the pack of a family and what the reference makes of texts and a picture."""
    torch.manual_seed(seed)
    family = FAMILIES[name]
    for part in ("visual", "textual"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    tokenizer = family.tokenizer(_sayings())
    tokenizer.save(str(folder / "textual" / "tokenizer.json"), pretty=False)
    text, image = TextModel(tokenizer.get_vocab_size(), family.length).eval(), ImageModel().eval()
    _export(folder, family, text, image)
    resize = {"interpolation": "bilinear" if family.linear else "bicubic", "resize_mode": "squash" if family.squash else "shortest"}
    papers = {
        "config.json": {"embed_dim": WIDTH, "text_cfg": family.papers, "vision_cfg": {"image_size": SIZE}},
        "textual/tokenizer_config.json": {"pad_token": family.pad},
        "visual/preprocess_cfg.json": {"size": [SIZE, SIZE], "mode": "RGB", "mean": MEAN, "std": DEVIATION, **resize},
    }
    _picture().save(folder / "picture.png")
    papers["reference.json"] = {
        "texts": reference_texts(family, tokenizer, text),
        "image": _rounded(image(planes_of(_picture(), family))),
        **({"languages": FLORES} if family.told else {}),
    }
    for file, content in papers.items():
        (folder / file).write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")


@torch.no_grad()
def reference_texts(family: Family, tokenizer: Tokenizer, model: TextModel) -> list[dict]:
    """Texts with their language, ids and vectors: as OpenCLIP's tokenizers fill and cut, Transformers' tells the language."""
    tokenizer.enable_padding(length=family.length, pad_token=family.pad, pad_id=tokenizer.token_to_id(family.pad))
    tokenizer.enable_truncation(family.length)
    rows = []
    for text, language in TEXTS:
        if family.told:
            _around(tokenizer, f"{FLORES.get(language, FLORES['en'])} $A </s>")
        found = tokenizer.encode(canonical(text) if family.canonical else " ".join(text.split()))
        ids, mask = torch.tensor([found.ids]), torch.tensor([found.attention_mask])
        vector = model(ids, mask) if family.mask else model(ids)
        rows.append({"text": text.strip(), "language": language, "ids": found.ids, "embedding": _rounded(vector)})
    return rows


def planes_of(picture: Image.Image, family: Family) -> Tensor:
    """The picture as the model's papers want it [1, 3, side, side]."""
    square = squared(picture, SIZE, Fit("fill" if family.squash else "crop", "linear" if family.linear else "cubic"))
    pixels = (np.asarray(square, np.float32) / 255 - MEAN) / DEVIATION
    return torch.from_numpy(pixels.transpose(2, 0, 1)[None]).float()


def _export(folder: Path, family: Family, text: TextModel, image: ImageModel) -> None:
    ids = torch.zeros(1, family.length, dtype=torch.int32)
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)} if family.mask else {"text": ids}
    for path, module, given in (
        ("textual/model.onnx", text, inputs), ("visual/model.onnx", image, {"image": torch.zeros(1, 3, SIZE, SIZE)}),
    ):  # fmt: skip
        torch.onnx.export(module, tuple(given.values()), str(folder / path), input_names=list(given),
                          output_names=["embedding"], opset_version=17, dynamo=False)  # fmt: skip


def _sayings() -> list[str]:
    """Phrases of our own in a few languages: all scripts have more letters than these vocabularies have pieces."""
    head, *lines = (line.split("\t") for line in (LAB / "phrases.tsv").read_text(encoding="utf-8").splitlines()[:60])
    columns = [head.index(language) for language in ("en", "de", "fr", "es", "sw", "ru")]
    return [*(line[column] for line in lines for column in columns), *(text for text, _ in TEXTS)]


def _picture() -> Image.Image:
    """A gradient with a stripe, wider than high."""
    across, down = np.meshgrid(np.linspace(0, 255, 160), np.linspace(0, 255, 96))
    pixels = np.stack([across, down, 255 - across], -1).astype(np.uint8)
    pixels[:, 100:120] = (250, 240, 20)
    return Image.fromarray(pixels)


def _rounded(vector: Tensor) -> list[float]:
    return [round(float(value), 6) for value in vector.detach().reshape(-1)]


def run(folder: Path) -> None:
    """Writes all of them, each in a folder of its name."""
    for name in FAMILIES:
        write(name, folder / name)
        print(f"{name} in {folder / name}")
