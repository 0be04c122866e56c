"""Cut the two fonts of our documents out of Noto Sans CJK.

Run by hand when the coverage changes; the result is committed, so that rendering needs no outside font. Inputs are
Debian's ``fonts-noto-cjk`` (two ``.ttc`` collections) and ``unicode-data`` (Unihan): see ``README.md``.
"""

from __future__ import annotations

import argparse
import bz2
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FACE = "Noto Sans CJK SC"
HERE = Path(__file__).parent

# Han characters met in names that stand in none of the lists.
EXTRA = "㐱"

# Blocks taken whole, as far as the face has them.
SYMBOL_RANGES = (
    (0x0020, 0x017F),  # Latin with accents: pinyin, foreign names
    (0x01CD, 0x01DC),  # pinyin tone marks
    (0x02BB, 0x02DC),
    (0x0391, 0x03C9),  # Greek
    (0x2010, 0x205E),  # general punctuation
    (0x20A0, 0x20BF),  # currency signs
    (0x2100, 0x218B),  # letter-like, numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
    (0x2460, 0x24FF),  # circled numbers
    (0x2500, 0x25FF),  # boxes, shapes
    (0x2600, 0x2713),
    (0x3000, 0x303F),  # Chinese punctuation
    (0x3200, 0x33FF),  # bracketed and squared
    (0xFE30, 0xFE4F),
    (0xFF01, 0xFFEE),  # full width
)


def in_codec(codec: str) -> set[int]:
    """Han characters of a Chinese standard that Python has as a codec (``gb2312``, ``gbk``)."""
    found = set()
    for code_point in range(0x4E00, 0xA000):
        try:
            chr(code_point).encode(codec)
        except UnicodeEncodeError:
            continue
        found.add(code_point)
    return found


def in_national_table(unihan: Path) -> set[int]:
    """The 8,105 characters of 通用规范汉字表 (2013), the ones a resident may be named with (Unihan ``kTGH``)."""
    found = set()
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        for line in lines:
            if "\tkTGH\t" in line and not line.startswith("#"):
                found.add(int(line.split("\t")[0].removeprefix("U+"), 16))
    return found


def symbols() -> set[int]:
    return {code_point for first, last in SYMBOL_RANGES for code_point in range(first, last + 1)}


def face_of(collection: Path) -> TTFont:
    for font in TTCollection(str(collection), lazy=True).fonts:
        if font["name"].getDebugName(1) == FACE or font["name"].getDebugName(16) == FACE:
            return font
    raise SystemExit(f"{collection} holds no face called {FACE}")


def cut(*, collection: Path, code_points: set[int], target: Path) -> set[int]:
    """Write the subset to ``target``; returns the code points it really has."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    font = face_of(collection)
    font.recalcTimestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(code_points))
    subsetter.subset(font)
    font.save(target)
    kept = set(font.getBestCmap())
    sys.stdout.write(f"{target.name}: {len(kept)} characters, {target.stat().st_size:,} bytes\n")
    return kept


def as_ranges(code_points: set[int]) -> str:
    """One ``first-last`` in hexadecimal a line."""
    lines: list[list[int]] = []
    for code_point in sorted(code_points):
        if lines and lines[-1][1] == code_point - 1:
            lines[-1][1] = code_point
        else:
            lines.append([code_point, code_point])
    return "".join(f"{first:04X}-{last:04X}\n" for first, last in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regular", type=Path, required=True, help="NotoSansCJK-Regular.ttc")
    parser.add_argument("--bold", type=Path, required=True, help="NotoSansCJK-Bold.ttc")
    parser.add_argument("--unihan", type=Path, required=True, help="Unihan_OtherMappings.txt.bz2")
    arguments = parser.parse_args()

    national = in_national_table(arguments.unihan)
    base = symbols() | in_codec("gb2312") | national | set(map(ord, EXTRA))
    regular = cut(
        collection=arguments.regular,
        code_points=base | in_codec("gbk"),
        target=HERE / "NotoSansSC-Regular.otf",
    )
    (HERE / "coverage.txt").write_text(as_ranges(regular), encoding="ascii")
    cut(collection=arguments.bold, code_points=base, target=HERE / "NotoSansSC-Bold.otf")


if __name__ == "__main__":
    main()
