"""Where the lab reads and writes. Nothing here is needed to run the app."""

import os
from pathlib import Path

LAB = Path(__file__).resolve().parents[1]
REPOSITORY = LAB.parents[1]
CORPUS = Path(os.environ.get("POLYLENS_CORPUS", REPOSITORY.parent / "shared" / "corpus"))
WORK = Path(os.environ.get("POLYLENS_LAB_WORK", LAB / ".work"))
STARTER = REPOSITORY / "models" / "starter"


def work(*parts: str) -> Path:
    """A path for a cache or checkpoint; its folder exists afterwards."""
    path = WORK.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
