"""A model pack on disk, as the app reads it: one folder, every file named with size and SHA-256 in pack.json."""

import hashlib
import json
import string
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from .images import Fit

INTEGERS = {"int32": np.int32, "int64": np.int64}
UNSEEN = 1  # fills up where the mask says that nothing is there


class Pack:
    """Runs a pack's two towers with ONNX Runtime: what is measured here is what ships. Ours and imported ones."""

    def __init__(self, folder: Path, threads: int = 2):
        self.folder = folder
        self.manifest = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
        self.threads = threads
        self.size: int = self.manifest["image"]["size"]
        self.fit = Fit(self.manifest["image"]["fit"], self.manifest["image"]["kernel"])

    @property
    def name(self) -> str:
        return f"{self.manifest['id']}@{self.manifest['version']}"

    @cached_property
    def vision(self) -> onnxruntime.InferenceSession:
        return self._start("image")

    @cached_property
    def text(self) -> onnxruntime.InferenceSession:
        return self._start("text")

    def _start(self, part: str) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        if part == "text":  # as the app: weights are unpacked once, at load
            options.add_session_config_entry("session.disable_quant_qdq", "1")
        file = self.folder / self.manifest[part]["file"]
        return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])

    @cached_property
    def tokenizer(self) -> Tokenizer:
        spec = self.manifest["text"]
        tokenizer = Tokenizer.from_file(str(self.folder / spec["tokenizer"]))
        tokenizer.no_padding()
        tokenizer.enable_truncation(spec["maxTokens"])
        return tokenizer

    def embed_images(self, pixels: np.ndarray, batch: int = 32) -> np.ndarray:
        """uint8 [n, size, size, 3] -> unit vectors [n, dimension]."""
        spec = self.manifest["image"]
        planes, batch = spec.get("planes"), spec.get("batch", batch)
        rows = []
        for start in range(0, len(pixels), batch):
            part = np.ascontiguousarray(pixels[start : start + batch])
            lacking = spec.get("batch", len(part)) - len(part)
            part = np.concatenate([part, np.repeat(part[-1:], lacking, 0)]) if lacking > 0 else part
            given = _planes(part, **planes) if planes else part
            rows.append(self.vision.run([spec["output"]], {spec["input"]: given})[0][: len(part) - lacking])
        return np.concatenate(rows)

    def embed_texts(self, texts: Sequence[str], batch: int = 32) -> np.ndarray:
        """Texts -> unit vectors [n, dimension]; run in batches of like length, or one by one where the model wants that."""
        spec = self.manifest["text"]
        clean = canonical if spec.get("cleaning") == "canonical" else str
        encodings = self.tokenizer.encode_batch([clean(spec["prefix"] + text) for text in texts])
        order = sorted(range(len(texts)), key=lambda i: len(encodings[i].ids))
        batch = 1 if isinstance(self.text.get_inputs()[0].shape[0], int) else batch
        vectors = np.empty((len(texts), self.manifest["dimension"]), np.float32)
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            vectors[rows] = self._read([encodings[i].ids for i in rows])
        return vectors

    def _read(self, rows: list[list[int]]) -> np.ndarray:
        spec = self.manifest["text"]
        filled = "padding" in spec
        length = spec["maxTokens"] if filled else max(map(len, rows))
        kind = INTEGERS[spec.get("integers", "int64")]
        ids = np.full((len(rows), length), spec["padding"] if filled else UNSEEN, kind)
        present = np.zeros((len(rows), length), kind)
        for position, row in enumerate(rows):
            ids[position, : len(row)], present[position, : len(row)] = row, 1
        mask = {spec["attentionMask"]: present} if "attentionMask" in spec else {}
        return self.text.run([spec["output"]], {spec["inputIds"]: ids, **mask})[0]


def _planes(pixels: np.ndarray, mean: Sequence[float], deviation: Sequence[float]) -> np.ndarray:
    scaled = (pixels.astype(np.float32) / 255 - np.float32(mean)) / np.float32(deviation)
    return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))


def canonical(text: str) -> str:
    """As SigLIP's texts were cleaned: in lower case, without ASCII's punctuation, a space for each underscore."""
    bare = text.replace("_", " ").translate(str.maketrans("", "", string.punctuation))
    return " ".join(bare.lower().split())


def seal(folder: Path, manifest: dict) -> None:
    """Writes pack.json with size and SHA-256 of every other file in the folder but the card."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in ("pack.json", "CARD.md"))
    manifest["files"] = {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in files
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    (folder / "pack.json").write_text(text + "\n", encoding="utf-8")
