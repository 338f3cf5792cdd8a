"""Fonts: which face draws a line, and its glyphs as small pictures that are kept."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageFont

from training.generate.corpus import Rng, pick

_shares = {"text": 0.68, "mono": 0.23, "odd": 0.09}


@dataclass(frozen=True)
class Face:
    file: str
    family: str
    symbols: frozenset[str]


@dataclass(frozen=True)
class Glyph:
    """A picture of ink (0 to 255) to put at `left`, `top` from the pen on the baseline, and the pen's step after it."""

    picture: np.ndarray
    left: int
    top: int
    step: float


@dataclass
class Faces:
    groups: dict[str, list[list[Face]]]
    resources: Path

    def choose(self, rng: Rng) -> Face:
        """Groups by their share, families alike whatever their number of faces."""
        at = rng.random()
        for group, share in _shares.items():
            at -= share
            if at < 0 and self.groups[group]:
                return pick(rng, pick(rng, self.groups[group]))
        return pick(rng, pick(rng, self.groups["text"]))

    def pen(self, face: Face, size: int) -> "Pen":
        return Pen(self.resources / "fonts" / face.file, size, face.symbols)


class Pen:
    """A face at a size."""

    def __init__(self, file: Path, size: int, symbols: frozenset[str]):
        self.size, self.symbols = size, symbols
        self._font = ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)
        self.ascent, self.descent = self._font.getmetrics()
        self.glyph = lru_cache(1024)(self._glyph)
        self.kern = lru_cache(4096)(self._kern)

    def _glyph(self, text: str) -> Glyph:
        mask, (left, top) = self._font.getmask2(text, mode="L", anchor="ls")
        width, height = mask.size
        picture = np.asarray(Image.Image()._new(mask), dtype=np.uint8).reshape(height, width)
        return Glyph(picture, int(left), int(top), self._font.getlength(text))

    def _kern(self, pair: str) -> float:
        return self._font.getlength(pair) - self._font.getlength(pair[0]) - self._font.getlength(pair[1])


def load_faces(resources: Path, *, examined: bool) -> Faces:
    groups: dict[str, dict[str, list[Face]]] = {group: {} for group in _shares}
    for entry in json.loads((resources / "fonts.json").read_text()):
        if entry["heldOut"] == examined:
            face = Face(entry["file"], entry["family"], frozenset(entry["symbols"]))
            groups[entry["group"]].setdefault(face.family, []).append(face)
    return Faces({group: list(families.values()) for group, families in groups.items()}, resources)
