"""The teacher's tables: what is kept belongs to the text that it was read for."""

import numpy as np

from polylab import teacher


class Counting:
    """In place of the pool: a text's vector is its length in every place."""

    def __init__(self):
        self.read: list[str] = []

    def __call__(self, *_):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def imap(self, _, batches):
        for batch in batches:
            self.read += batch
            yield np.array([[len(text)] * teacher.WIDTH for text in batch], np.float16)


def test_only_new_texts_are_read_and_each_keeps_its_vector(tmp_path, monkeypatch):
    pool = Counting()
    monkeypatch.setattr(teacher, "work", lambda *parts: tmp_path / parts[-1])
    monkeypatch.setattr(teacher.multiprocessing, "get_context", lambda _: type("Context", (), {"Pool": pool}))
    teacher.embed(["a", "bb", "ccc"], "t")
    assert sorted(pool.read) == ["a", "bb", "ccc"]
    # As many texts, in another order, one of them new: a table known by its length alone would be wrong.
    found = teacher.embed(["ccc", "dddd", "a"], "t")
    assert pool.read[3:] == ["dddd"]
    assert found[:, 0].tolist() == [3, 4, 1]
    assert teacher.embed(["ccc", "dddd", "a"], "t")[:, 0].tolist() == [3, 4, 1]
    assert len(pool.read) == 4
