"""Word pairs from parallel sentences, and captions mixed with them."""

from random import Random

import pytest

from polylab import corpus, lexicon

SENTENCES = [
    ("a dog runs", "egy kutya fut"),
    ("a dog sleeps", "egy kutya alszik"),
    ("a cat runs", "egy macska fut"),
    ("a cat sleeps", "egy macska alszik"),
    ("a dog and a cat", "egy kutya és egy macska"),
] * 3


def test_words_meet_the_words_that_they_appear_with():
    found = lexicon._aligned([(lexicon._words(left), lexicon._words(right)) for left, right in SENTENCES])
    assert found["dog"] == ("kutya",)
    assert found["cat"] == ("macska",)
    assert found["runs"] == ("fut",)


def test_words_keep_their_vowel_signs():
    assert lexicon._words("कुत्ता, दौड़ता है।") == ["कुत्ता", "दौड़ता", "है"]


def test_a_mixed_text_keeps_what_the_lexicon_does_not_know():
    known = {"dog": ("kutya",), "ice cream": ("fagylalt",)}
    assert lexicon.mix("A big dog eats ice cream.", known, 1.0, Random(1)) == "A big kutya eats fagylalt."
    assert lexicon.mix("The dog, the Dog!", known, 1.0, Random(1)) == "kutya, kutya!"
    assert lexicon.mix("A big dog eats ice cream.", known, 0.0, Random(1)) == "A big dog eats ice cream."


@pytest.mark.skipif(not corpus.CORPUS.exists(), reason="the corpus is not here")
def test_every_language_has_the_words_that_captions_use():
    for language, known in lexicon.lexicons().items():
        missing = [word for word in ("dog", "woman", "red", "running", "two", "beach") if word not in known]
        assert not missing, (language, missing)
