"""The same pairs as in the app's test, for both must count alike."""

import pytest

from polylab.word_count import count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dog", 1),
        ("  red   car ", 2),
        ("Hund am Strand", 3),
        ("誕生日ケーキ", 3),
        ("海辺を走る犬", 3),
        ("沙滩 上的狗", 3),
        ("สุนัขในสวน", 3),
        ("kid 犬", 2),
        ("", 0),
    ],
)
def test_counts(text, words):
    assert count_words(text) == words
