"""About how many words a query has; the app counts alike (`search/count-words.ts`)."""

import math
import re

_UNSPACED, _THAI = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]"), re.compile(r"[\u0e00-\u0e7f]")


def count_words(text: str) -> int:
    """What stands between spaces; without them a word for every two letters of Chinese and Japanese, four of Thai."""
    return sum(max(1, math.ceil(len(_UNSPACED.findall(part)) / 2 + len(_THAI.findall(part)) / 4)) for part in text.split())
