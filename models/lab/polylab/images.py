"""Decodes photos as the app does: 8-bit RGB, ours stretched to a square by Lanczos, other packs' as they say."""

import io
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps

from .corpus import Photo, photo_bytes
from .places import work


KERNELS = {"lanczos3": Image.Resampling.LANCZOS, "cubic": Image.Resampling.BICUBIC, "linear": Image.Resampling.BILINEAR}


class Fit(NamedTuple):
    """How a photo becomes a square, in the words of pack.json: `fill` gives its aspect up, `crop` its ends."""

    fit: str = "fill"
    kernel: str = "lanczos3"


def decode(data: bytes, size: int, how: Fit = Fit()) -> np.ndarray:
    """Pixels [size, size, 3] uint8: EXIF orientation applied, transparency on white."""
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return np.asarray(squared(picture.convert("RGB"), size, how))


def squared(picture: Image.Image, size: int, how: Fit) -> Image.Image:
    kernel = KERNELS[how.kernel]
    if how.fit == "fill":
        return picture.resize((size, size), kernel)
    share = size / min(picture.size)
    near = picture.resize((int(picture.width * share + 1e-6), int(picture.height * share + 1e-6)), kernel)
    left, top = round((near.width - size) / 2), round((near.height - size) / 2)
    return near.crop((left, top, left + size, top + size))


def _decode_many(job: tuple[list[bytes], int, Fit]) -> np.ndarray:
    data, size, how = job
    return np.stack([decode(item, size, how) for item in data])


def pixels(wanted: list[Photo], size: int, name: str, processes: int = 2, how: Fit = Fit()) -> np.ndarray:
    """Decoded photos [len(wanted), size, size, 3], in the order asked for, cached on disk and mapped."""
    path = work("pixels", f"{name}-{size}{'' if how == Fit() else '-' + '-'.join(how)}.npy")
    shape = (len(wanted), size, size, 3)
    if path.exists() and (kept := np.load(path, mmap_mode="r")).shape == shape:
        return kept
    partial = path.with_suffix(".partial.npy")
    array = np.lib.format.open_memmap(partial, mode="w+", dtype=np.uint8, shape=shape)
    position = {photo.id: i for i, photo in enumerate(wanted)}

    def jobs():
        rows, data = [], []
        for photo, content in photo_bytes(wanted):
            rows.append(position[photo.id])
            data.append(content)
            if len(rows) == 256:
                yield rows, data
                rows, data = [], []
        if rows:
            yield rows, data

    with ProcessPoolExecutor(processes) as pool:
        pending = [(rows, pool.submit(_decode_many, (data, size, how))) for rows, data in jobs()]
        for rows, result in pending:
            array[rows] = result.result()
    array.flush()
    partial.rename(path)
    return np.load(path, mmap_mode="r")


class Joined:
    """Two tables of decoded photos read as one by row numbers; each stays mapped from its own file."""

    def __init__(self, first: np.ndarray, second: np.ndarray):
        self.first, self.second = first, second

    def __getitem__(self, rows: np.ndarray) -> np.ndarray:
        found = np.empty((len(rows), *self.first.shape[1:]), self.first.dtype)
        early = rows < len(self.first)
        found[early], found[~early] = self.first[rows[early]], self.second[rows[~early] - len(self.first)]
        return found
