"""Pairs of names, and what is counted for "a, not b"."""

import torch
from torch.nn import functional as F

from polylab import compound
from polylab.corpus import Photo, everyday_names


def photos(*labels):
    return [Photo(str(i), "zip", "s", "test", labels=tuple(names)) for i, names in enumerate(labels)]


class FakePack:
    """Each everyday name an axis; texts of several names are the sum of theirs."""

    def embed_texts(self, texts):
        rows = []
        for text in texts:
            row = torch.zeros(2)
            for axis, name in enumerate(("dog", "cat")):
                forms = next(entry for entry in everyday_names() if entry["en"][0] == name)
                row[axis] = float(any(forms[language][0] in text for language in forms))
            rows.append(row)
        return F.normalize(torch.stack(rows), dim=-1).numpy()


def test_what_the_unwanted_thing_is_taken_from_shows_none_of_it():
    gallery = photos(*[("dog", "cat")] * 10, *[("dog", "grass")] * 10, *[("cat", "grass")] * 10)
    vectors = F.normalize(torch.tensor([[1.0, 0.1]] * 10 + [[1.0, -0.5]] * 10 + [[0.0, 1.0]] * 10), dim=-1)
    measured = compound.measure(FakePack(), gallery, vectors)
    assert measured["pairs"] == 2 and measured["photos"] == 30
    row = measured["de"]
    assert row["both"] == 1
    # "Cat" finds cats, with dogs or without; "dog" finds those with a cat first.
    assert row["unwanted_bare"] == 0.5
    assert row["unwanted"] == 0 and row["not"] == 1


def test_pairs_want_enough_photos_of_either_kind():
    assert compound.pairs(photos(*[("dog", "cat")] * 5, *[("dog", "x")] * 3)) == []
    found = compound.pairs(photos(*[("dog", "cat")] * 4, *[("dog", "x")] * 4))
    assert [(pair.wanted["en"][0], pair.other["en"][0]) for pair in found] == [("dog", "cat")]
