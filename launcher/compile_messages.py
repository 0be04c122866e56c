"""Compiles translations (.po to .mo) inside the environment; the arguments name the sources.

A script of its own, because the launcher itself has nothing but the standard library.
"""

import sys
from pathlib import Path

import polib


def compile_source(source: Path) -> None:
    """Write the compiled catalogue beside its source."""
    polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        compile_source(Path(argument))
