"""Random packs of each family: their models give what PyTorch gave, and what must differ between the families differs."""

import json

import numpy as np
import onnxruntime
import pytest

from polylab import families
from polylab.places import REPOSITORY

KEPT = REPOSITORY / "test" / "fixtures" / "generated" / "families"


@pytest.mark.parametrize("name", families.FAMILIES)
def test_the_models_give_the_vectors_of_the_reference(name, tmp_path):
    for folder in (tmp_path, KEPT / name):
        if folder == tmp_path:
            families.write(name, folder)
        reference = json.loads((folder / "reference.json").read_text(encoding="utf-8"))
        session = onnxruntime.InferenceSession(folder / "textual" / "model.onnx")
        family = families.FAMILIES[name]
        for row in reference["texts"]:
            ids = np.array([row["ids"]], np.int32)
            assert ids.shape == (1, family.length)
            present = (ids != _pad(folder, family)).astype(np.int32)
            found = session.run(None, {"input_ids": ids, "attention_mask": present} if family.mask else {"text": ids})[0][0]
            assert found == pytest.approx(row["embedding"], abs=1e-5)


def _pad(folder, family) -> int:
    return families.Tokenizer.from_file(str(folder / "textual" / "tokenizer.json")).token_to_id(family.pad)


def test_a_text_begins_with_the_code_of_its_language_and_with_no_other():
    rows = json.loads((KEPT / "nllb" / "reference.json").read_text(encoding="utf-8"))["texts"]
    tokenizer = families.Tokenizer.from_file(str(KEPT / "nllb" / "textual" / "tokenizer.json"))
    codes = {tokenizer.token_to_id(code) for code in families.FLORES.values()}
    for row in rows:
        first, *others = row["ids"]
        assert first == tokenizer.token_to_id(families.FLORES.get(row["language"], "eng_Latn"))
        assert not codes & set(others)
