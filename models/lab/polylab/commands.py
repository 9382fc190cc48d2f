"""The lab's command line."""

import argparse
from pathlib import Path

from .places import LAB, STARTER


def main(args: list[str]) -> int:
    """Parses and runs one command."""
    parser = argparse.ArgumentParser(prog="python models/lab", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, default in (("train-vision", "vision.toml"), ("train-text", "text.toml"), ("refine-vision", "vision.toml")):
        command = commands.add_parser(name)
        command.add_argument("--config", type=Path, default=LAB / "configs" / default)
        if name == "refine-vision":
            command.add_argument("--stage", choices=("refine", "again"), default="refine")
    export = commands.add_parser("export")
    export.add_argument("--pack", type=Path, default=STARTER)
    export.add_argument("--size", type=int, default=224, help="px of each view of a photo")
    restore = commands.add_parser("restore", help="checkpoints from a pack, where those that made it are gone")
    restore.add_argument("--pack", type=Path, default=STARTER)
    languages = commands.add_parser("add-languages", help="a text tower in 36 languages for an English pack")
    languages.add_argument("--pack", type=Path, required=True, help="the folder of an imported pack, or of one of ours")
    languages.add_argument("--out", type=Path, required=True)
    languages.add_argument("--config", type=Path, default=LAB / "configs" / "languages.toml")
    languages.add_argument("--unmeasured", action="store_true", help="where the corpus's photos are not there")
    evaluate = commands.add_parser("evaluate")
    evaluate.add_argument("--pack", type=Path, default=STARTER)
    evaluate.add_argument("--record", action="store_true", help="write the measured quality into pack.json")
    evaluate.add_argument("--texts", action="store_true", help="the table of text to text as well, with e5 and USE beside")
    calibrate = commands.add_parser("calibrate", help="when a hit is likely right, measured and written into the pack")
    calibrate.add_argument("--pack", type=Path, default=STARTER)
    ablate = commands.add_parser("ablate", help="rows of the ablation table; without --row the table so far")
    ablate.add_argument("--row", nargs="+", default=[])
    ablate.add_argument("--seed", type=int, default=1)
    ablate.add_argument("--steps", type=int, default=240)
    commands.add_parser("names", help="everyday names for the app's guess of the language")
    families = commands.add_parser("families", help="random packs of each family that the app imports, for its tests")
    families.add_argument("folder", type=Path)
    unpack = commands.add_parser("unpack", help="photos of the corpus as files")
    unpack.add_argument("folder", type=Path)
    unpack.add_argument("--splits", nargs="+", default=["test", "val"])
    unpack.add_argument("--count", type=int, default=2400)
    sheet = commands.add_parser("sheet", help="search answers (JSON lines) as a contact sheet")
    sheet.add_argument("answers", type=Path)
    sheet.add_argument("picture", type=Path)
    return run(parser.parse_args(args))


def run(chosen: argparse.Namespace) -> int:
    """Each command loads what it needs: measuring a pack wants no PyTorch model in memory."""
    if chosen.command == "train-vision":
        from . import train_vision

        train_vision.run(chosen.config)
    elif chosen.command == "train-text":
        from . import train_text

        train_text.run(chosen.config)
    elif chosen.command == "refine-vision":
        from . import refine_vision

        refine_vision.run(chosen.config, chosen.stage)
    elif chosen.command == "add-languages":
        from . import add_languages

        add_languages.run(chosen.pack, chosen.out, chosen.config, not chosen.unmeasured)
    elif chosen.command == "export":
        from . import export

        export.run(chosen.pack, chosen.size)
    elif chosen.command == "restore":
        from . import restore

        restore.run(chosen.pack)
    elif chosen.command == "evaluate":
        from . import evaluate

        evaluate.run(chosen.pack, chosen.record, chosen.texts)
    elif chosen.command == "calibrate":
        from . import calibrate

        print(calibrate.as_text(calibrate.run(chosen.pack)))
    elif chosen.command == "ablate":
        from . import ablate

        if chosen.row:
            ablate.run(chosen.row, chosen.seed, chosen.steps)
        print(ablate.tables())
    elif chosen.command == "names":
        from . import known_names

        print(f"{known_names.write()} names in {known_names.FILE}")
    elif chosen.command == "families":
        from . import families

        families.run(chosen.folder)
    else:
        from . import look

        if chosen.command == "unpack":
            print(f"{look.unpack(chosen.folder, chosen.splits, chosen.count)} photos in {chosen.folder}")
        else:
            look.contact_sheet(chosen.answers, chosen.picture)
    return 0
