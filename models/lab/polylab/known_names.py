"""Everyday names as the app knows them (`python models/lab names`): what language a single word is likely to be in."""

from . import corpus
from .places import REPOSITORY

FILE = REPOSITORY / "src-main" / "engine" / "search" / "everyday-names.ts"
# Their script alone tells which language it is.
TOLD_BY_SCRIPT = frozenset("th el he bn ta ko".split())

HEAD = """/**
 * Everyday things that people look for in photos, by language: this project's own list (Apache-2.0), in lower case.
 * Made by `python models/lab names`; not to be edited here.
 */
export const everydayNames: Readonly<Record<string, string>> = {
"""


def write() -> int:
    """Writes the file; how many names it holds."""
    lines, count = [], 0
    for language in corpus.LANGUAGES:
        if language in TOLD_BY_SCRIPT:
            continue
        names = sorted({form.lower() for name in corpus.everyday_names() for form in name.get(language, ())})
        assert not any("|" in name or "'" in name and '"' in name for name in names)
        joined = "|".join(names)
        quote = '"' if "'" in joined else "'"
        lines.append(f"  {language}: {quote}{joined}{quote},\n")
        count += len(names)
    FILE.write_text(HEAD + "".join(lines) + "};\n", encoding="utf-8")
    return count
