"""`python models/lab <command>`: see README.md for what each does and how long it takes."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from polylab.commands import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
