"""Latin letters for languages of other letters: as people type them, never as a broken text."""

import random

import pytest

pytest.importorskip("anyascii")

from polylab import corpus  # noqa: E402
from polylab.romanised import LANGUAGES, romanise  # noqa: E402


@pytest.mark.parametrize(
    "language, text, latin",
    [
        ("ru", "Собака на пляже", "sobaka na plyazhe"),
        ("uk", "щенята в снігу", "shchenyata v snigu"),
        ("el", "σκύλος στην παραλία", "skylos stin paralia"),
        ("hi", "कुत्ता समुद्र तट पर", "kutta samudr tat par"),
        ("bn", "সমুদ্র সৈকতে কুকুর", "samudr saikate kukur"),
        ("ta", "கடற்கரையில் நாய்", "katarkaraiyil nay"),
        ("zh", "海滩上的狗", "hai tan shang de gou"),
        ("ko", "해변의 개", "haebyeonui gae"),
        ("pl", "Żółty pies na plaży", "Zolty pies na plazy"),
        ("vi", "chó trên bãi biển", "cho tren bai bien"),
        ("sr", "пас на плажи", "pas na plazhi"),
        ("de", "Grüße", "Grusse"),
    ],
)
def test_plain_rules(language, text, latin):
    assert romanise(text, language) == latin


@pytest.mark.parametrize("language, text", [("ar", "كلب على الشاطئ"), ("ja", "浜辺の犬"), ("en", "café"), ("th", "สุนัข")])
def test_what_rules_cannot_write_stays(language, text):
    assert romanise(text, language, random.Random(1)) == text


def test_habits_differ_and_stay_letters():
    draw = random.Random(1)
    written = {romanise("щенок бежит по пляжу, хвост в траве", "ru", draw) for _ in range(50)}
    assert len(written) > 10
    assert all(text.isascii() for text in written)
    assert {romanise("Mädchen", "de", draw) for _ in range(20)} == {"Madchen", "Maedchen"}
    assert LANGUAGES < set(corpus.LANGUAGES)
