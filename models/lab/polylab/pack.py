"""A model pack on disk, as the app reads it: one folder, every file named with size and SHA-256 in pack.json."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer


class Pack:
    """Runs a pack's two towers with ONNX Runtime: what is measured here is what ships."""

    def __init__(self, folder: Path, threads: int = 2):
        self.folder = folder
        self.manifest = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # As the app: weights are unpacked once, at load.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        start = lambda part: onnxruntime.InferenceSession(  # noqa: E731
            folder / self.manifest[part]["file"], options, providers=["CPUExecutionProvider"]
        )
        self.vision, self.text = start("image"), start("text")
        self.tokenizer = Tokenizer.from_file(str(folder / self.manifest["text"]["tokenizer"]))
        self.size: int = self.manifest["image"]["size"]

    def embed_images(self, pixels: np.ndarray, batch: int = 32) -> np.ndarray:
        """uint8 [n, size, size, 3] -> unit vectors [n, dimension]."""
        return np.concatenate([
            self.vision.run(None, {"pixels": np.ascontiguousarray(pixels[start : start + batch])})[0]
            for start in range(0, len(pixels), batch)
        ])  # fmt: skip

    def embed_texts(self, texts: Sequence[str], batch: int = 32) -> np.ndarray:
        """Texts -> unit vectors [n, dimension]; run in batches of like length."""
        encodings = self.tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda i: len(encodings[i].ids))
        vectors = np.empty((len(texts), self.manifest["dimension"]), np.float32)
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            length = max(len(encodings[i].ids) for i in rows)
            ids, present = np.ones((len(rows), length), np.int64), np.zeros((len(rows), length), np.int64)
            for position, i in enumerate(rows):
                count = len(encodings[i].ids)
                ids[position, :count], present[position, :count] = encodings[i].ids, 1
            vectors[rows] = self.text.run(None, {"input_ids": ids, "attention_mask": present})[0]
        return vectors


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
