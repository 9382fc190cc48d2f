"""Vectors of the training photos by a trained photo tower: what the text tower must find."""

import tomllib
from functools import cached_property

import torch
from torch import Tensor

from . import corpus, crew, images, pairs
from .places import LAB, work
from .train_vision import Joint, features_of


class PhotoBank:
    """Vectors of training photos by the trained tower, the captioned ones and as many with labels."""

    def __init__(self, size: int, tower: str, labelled: int = 4000):
        self.joint = Joint(tomllib.loads((LAB / "configs" / "vision.toml").read_text())["joint"])
        self.joint.load_state_dict(torch.load(work(f"{tower}.pt")))
        self.joint.eval().requires_grad_(False)
        self.size = size
        photos = pairs.training_photos()
        rows = [i for i, photo in enumerate(photos) if photo.captions and not photo.weak]
        rows += [i for i, photo in enumerate(photos) if photo.labels and not photo.captions][::3][:labelled]
        path = work("features", f"bank-{tower}.pt")
        if crew.rank() > 0:
            crew.wait()
        if path.exists():
            self.vectors = torch.load(path)
        else:
            pixels = images.pixels(photos, 240, "train")[rows]
            self.joint.to(memory_format=torch.channels_last)
            described = self.joint.vision.describe(features_of(self.joint.vision, pixels, size))
            self.vectors = self.joint.vision.head(described)
            torch.save(self.vectors, path)
        if crew.rank() == 0:
            crew.wait()
        self.place = {row: i for i, row in enumerate(rows)}
        self.scale = self.joint.scale()

    @cached_property
    def dev(self) -> Tensor:
        """The dev photos' vectors, in the corpus's order."""
        photos = corpus.dev_photos()
        vision = self.joint.vision
        with torch.no_grad():
            return vision.head(vision.describe(features_of(vision, images.pixels(photos, 260, "dev"), self.size)))

    def sample(self, count: int) -> Tensor:
        return self.vectors[torch.randperm(len(self.vectors))[:count]]
