"""The symbols the recogniser can write. Their order is the order of the classes, so it only ever grows at the end."""

import unicodedata

# What Unicode discourages, or what no one prints as a letter of its own.
_left_out = set("ŉĸſĿŀĲĳ\u00a0\u00ad")


def _range(first: int, last: int) -> str:
    return "".join(chr(code) for code in range(first, last + 1) if chr(code) not in _left_out)


LATIN = _range(0x20, 0x7E) + _range(0xA1, 0xFF) + _range(0x100, 0x17F) + "ȘșȚțẞ"
SIGNS = "–—‘’‚“”„†•…‰‹›€™✓−№≤≥"
GREEK = (
    "".join(chr(code) for code in range(0x391, 0x3AA) if code != 0x3A2)
    + "".join(chr(code) for code in range(0x3B1, 0x3CA))
    + "ΆΈΉΊΌΎΏΪΫάέήίόύώϊϋΐΰ"
)
SYMBOLS = LATIN + SIGNS + GREEK
# Drawn by fonts in one piece, written as the letters they are of.
LIGATURES = "ﬁﬂﬀﬃﬄ"
CLASS_OF = {symbol: number for number, symbol in enumerate(SYMBOLS, start=1)}
BLANK = 0
CLASSES = len(SYMBOLS) + 1

_same = {
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "‐": "-",
    "‑": "-",
    "′": "'",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬀ": "ff",
    "Ĳ": "IJ",
    "ĳ": "ij",
    "ŀ": "l·",
    "Ŀ": "L·",
    "ſ": "s",
    "\u00ad": "",
}


def writable(text: str) -> str | None:
    """The text in our symbols, its gaps single spaces; None where it has a character we cannot write."""
    whole = unicodedata.normalize("NFC", text)
    whole = " ".join("".join(_same.get(character, character) for character in whole).split())
    return whole if all(character in CLASS_OF for character in whole) else None


def classes_of(text: str) -> list[int]:
    return [CLASS_OF[character] for character in text]
