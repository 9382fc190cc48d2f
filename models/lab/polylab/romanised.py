"""Texts as people type them whose keyboard has plain Latin letters alone: "sobaka na plyazhe", "zolty pies na plazy".

No scheme is the right one, and people follow none: of the spellings that one sound has in common use, one is drawn for each
text ("Lost in Transliteration", arXiv 2505.08411: an even mix of scripts in training keeps both readable).
"""

import random

from anyascii import anyascii

# Whose letters say how they sound. Arabic, Persian and Hebrew leave the vowels out, Japanese and Thai do not say where a
# word ends or how a sign is read: what rules would make of these nobody types.
OTHER_LETTERS = frozenset("ru uk bg sr el hi bn ta zh ko".split())
MARKED = frozenset("de fr es it pt pl cs sk hr tr vi hu ro sv da no fi".split())
LANGUAGES = OTHER_LETTERS | MARKED
# (as the rules have it, as others type it)
HABITS = (("shch", "sch"), ("kh", "h"), ("zh", "j"), ("ts", "c"), ("yu", "ju"), ("ya", "ja"), ("y", "i"), ("ph", "f"),
          ("th", "t"), ("dh", "d"), ("bh", "b"), ("aa", "a"), ("ii", "i"), ("eo", "o"), ("eu", "u"), ("x", "ks"), ("v", "w"))  # fmt: skip
HABIT = 0.25
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
# The blocks of Indian scripts are laid out alike: a consonant sounds with an "a" where no sign after it says otherwise.
BLOCK, SCRIPTS = 0x80, (0x0900, 0x0980, 0x0B80)
CONSONANTS, SIGNS = range(0x15, 0x3A), (*range(0x3C, 0x4E), 0x57)


def romanise(text: str, language: str, draw: random.Random | None = None) -> str:
    """The text in plain Latin letters, as it is where the language is not among `LANGUAGES`; with `draw` by one of many habits."""
    if language not in LANGUAGES:
        return text
    if language in MARKED:
        return anyascii(text.translate(UMLAUTS) if language == "de" and draw and draw.random() < 0.5 else text)
    latin = anyascii(" ".join(text) if language == "zh" else _sounded(text)).lower()
    latin = " ".join(latin.replace("'", "").split())
    for rule, habit in HABITS if draw else ():
        if draw.random() < HABIT:
            latin = latin.replace(rule, habit)
    return latin


def _sounded(text: str) -> str:
    """Writes the "a" that Indian consonants have unsaid, but not at a word's end."""
    return "".join(letter + ("अ" if _sounds(letter, after) else "") for letter, after in zip(text, text[1:] + " "))


def _sounds(letter: str, after: str) -> bool:
    if not any(start <= ord(letter) < start + BLOCK for start in SCRIPTS) or ord(letter) % BLOCK not in CONSONANTS:
        return False
    return after.isalpha() and ord(after) % BLOCK not in SIGNS
