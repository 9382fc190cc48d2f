"""Word pairs from parallel sentences, and captions mixed with them."""

import re
from itertools import permutations
from random import Random

import pytest

from polylab import corpus, drawing, lexicon
from polylab.lessons import Lesson
from polylab.places import LAB

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


def test_keywords_are_in_the_other_language_alone():
    known = {"dog": ("kutya",), "big": ("nagy",), "ice cream": ("fagylalt",)}
    found = [lexicon.keywords("A big dog eats ice cream.", known, "hu", Random(seed)) for seed in range(20)]
    assert set(found) <= {"", *(" ".join(order) for order in permutations(("nagy", "kutya", "fagylalt")))}
    assert "nagy kutya fagylalt" in found
    assert lexicon.keywords("A dog sleeps.", known, "hu", Random(1)) == ""


def test_own_tables_have_every_language():
    rows = [line.split("\t") for line in (LAB / "words.tsv").read_text(encoding="utf-8").splitlines()]
    assert rows[0] == corpus.LANGUAGES
    assert [row for row in rows if len(row) != len(rows[0]) or not all(row)] == []
    phrases = [line.split("\t") for line in (LAB / "phrases.tsv").read_text(encoding="utf-8").splitlines()]
    assert phrases[0] == ["register", *corpus.LANGUAGES]
    assert [row for row in phrases if len(row) != len(phrases[0]) or not all(row)] == []
    assert list(drawing.frames()) == corpus.LANGUAGES
    assert all(form.count("{}") == 1 for forms in drawing.frames().values() for form in forms)


SMALL_WORDS = frozenset("a an the in on at of with and to is his her their by for from".split())


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - SMALL_WORDS


@pytest.mark.skipif(not corpus.CORPUS.exists(), reason="the corpus is not here")
def test_no_phrase_to_learn_from_has_half_of_its_words_from_a_query_that_measures():
    queries = [words_of(query.words["en"]) for query in corpus.own_queries()]
    for group in corpus.own_phrases():
        phrase = words_of(group.texts["en"][0])
        near = max(len(phrase & query) / len(phrase | query) for query in queries)
        assert near < 0.5, group.texts["en"]


@pytest.mark.skipif(not corpus.CORPUS.exists(), reason="the corpus is not here")
def test_every_language_has_the_words_that_captions_use():
    for language, known in lexicon.lexicons().items():
        missing = [word for word in ("dog", "woman", "red", "running", "two", "beach") if word not in known]
        assert not missing, (language, missing)


def test_photos_come_with_captions_in_several_languages_at_a_time():
    said = [Lesson(language, "caption", f"{photo} {language}", (0,), photo) for photo in (1, 2) for language in corpus.LANGUAGES[:8]]
    said += [Lesson("en", "caption", "3 en", (0,), 3), Lesson("de", "name", "Hund", (0,), -1)]
    draw = drawing.Draw(said, {"caption": 0.5, "name": 0.5}, seed=1)
    batch = draw.batch(40, sets=2)
    assert len(batch) == 40
    for at in (0, drawing.LANGUAGES_A_SET):
        together = batch[at : at + drawing.LANGUAGES_A_SET]
        assert len({item.photo for item in together}) == 1
        assert len({item.language for item in together}) == drawing.LANGUAGES_A_SET


def test_marks_and_letters_are_left_out_now_and_then():
    lesson = Lesson("pl", "name", "żółw", (0,), -1)
    draw = drawing.Draw([lesson], {"name": 1.0}, seed=1)
    as_asked = lambda: sum(draw.as_typed(lesson) == "zolw" for _ in range(400)) / 400  # noqa: E731
    assert as_asked() == 0  # a stage that does not ask for it, as those before and the ablation
    draw.latin = 0.15
    assert 0.05 < as_asked() < 0.3
