"""Vectors of photos and texts by a pack, kept on disk for as long as the pack's files are the same."""

from collections.abc import Callable, Sequence
from hashlib import blake2b

import numpy as np

from . import images
from .corpus import Photo
from .pack import Pack
from .places import work


def photo_vectors(pack: Pack, photos: list[Photo], name: str) -> np.ndarray:
    """Unit vectors [len(photos), dimension]; `name`: of the cache of their pixels."""
    embed = lambda: pack.embed_images(images.pixels(photos, pack.size, name, how=pack.fit))  # noqa: E731
    return _kept(pack, "image", [str(pack.fit), *(photo.id for photo in photos)], embed)


def text_vectors(pack: Pack, texts: Sequence[str]) -> np.ndarray:
    """Unit vectors [len(texts), dimension]."""
    return _kept(pack, "text", texts, lambda: pack.embed_texts(texts))


def _kept(pack: Pack, tower: str, items: Sequence[str], embed: Callable[[], np.ndarray]) -> np.ndarray:
    weights = pack.manifest["files"][pack.manifest[tower]["file"]]["sha256"]
    key = blake2b("\n".join([weights, *items]).encode(), digest_size=12).hexdigest()
    path = work("vectors", f"{tower}-{key}.npy")
    if path.exists():
        return np.load(path)
    vectors = embed()
    np.save(path, vectors)
    return vectors
