"""Ink on a sheet: a line of text drawn glyph by glyph, so that the place of every character is known."""

import unicodedata
from dataclasses import dataclass

import numpy as np

from training.alphabet import LIGATURES
from training.generate.corpus import Rng
from training.generate.faces import Glyph, Pen


@dataclass
class Ink:
    """`mask` is ink, 0 to 255; `box` (left, top, right, bottom) encloses the line; `centres`: x by character."""

    mask: np.ndarray
    box: tuple[float, float, float, float]
    centres: np.ndarray
    baseline: int
    em: int


@dataclass(frozen=True)
class Setting:
    """How a line is set: `tracking` between letters in em, gaps as a factor of the space, jitter in px."""

    tracking: float = 0.0
    kerned: bool = True
    gaps: tuple[float, ...] = (1.0,)
    jitter: float = 0.0
    ligatures: bool = False


def random_setting(rng: Rng) -> Setting:
    tracking = rng.normal(0, 0.012) if rng.random() < 0.5 else 0.0
    if rng.random() < 0.06:
        tracking = rng.uniform(0.05, 0.35)
    gaps = tuple(rng.uniform(0.75, 1.7, 4)) if rng.random() < 0.4 else (1.0,)
    if rng.random() < 0.08:
        gaps = tuple(rng.uniform(1, 6, 5))
    jitter = rng.uniform(0.3, 1.2) if rng.random() < 0.04 else 0.0
    return Setting(tracking, rng.random() < 0.7, gaps, jitter, ligatures=abs(tracking) < 0.02 and rng.random() < 0.4)


def pieces_of(text: str, symbols: frozenset[str]) -> list[tuple[str, int]]:
    """What to draw in turn, and how many characters each is: one, unless the pen has their ligature."""
    for ligature in reversed(LIGATURES):
        if ligature in symbols:
            text = text.replace(unicodedata.normalize("NFKC", ligature), ligature)
    return [(piece, len(unicodedata.normalize("NFKC", piece)) if piece in LIGATURES else 1) for piece in text]


def _placed(pen: Pen, text: str, setting: Setting) -> tuple[list[tuple[Glyph, float]], np.ndarray]:
    placed, centres, x, gaps = [], [], 0.0, 0
    tracking = setting.tracking * pen.size
    before = ""
    for character, count in pieces_of(text, pen.symbols if setting.ligatures else frozenset()):
        glyph = pen.glyph(character)
        if setting.kerned and before:
            x += pen.kern(before + character)
        before = character
        step = glyph.step
        if character == " ":
            step = max(step * setting.gaps[gaps % len(setting.gaps)], pen.size * 0.16)
            gaps += 1
            centres.append(x + step / 2)
        else:
            placed.append((glyph, x))
            width = glyph.picture.shape[1]
            centres.extend(x + glyph.left + width * (part + 0.5) / count for part in range(count))
        x += step + tracking
    return placed, np.asarray(centres, dtype=np.float32)


def draw(rng: Rng, pen: Pen, text: str, setting: Setting) -> Ink:
    """The line alone, with an em of empty sheet on every side."""
    placed, centres = _placed(pen, text, setting)
    em = pen.size
    left = min((x + glyph.left for glyph, x in placed), default=0)
    right = max((x + glyph.left + glyph.picture.shape[1] for glyph, x in placed), default=1)
    top = min((glyph.top for glyph, _ in placed), default=-em)
    bottom = max((glyph.top + glyph.picture.shape[0] for glyph, _ in placed), default=0)
    above = em - min(top, -pen.ascent)
    height, width = above + max(bottom, pen.descent) + em, int(right - left) + 2 * em + 2
    mask = np.zeros((height, width), dtype=np.uint8)
    offset = em - left
    wobble = rng.normal(0, setting.jitter, len(placed)) if setting.jitter else None
    for number, (glyph, x) in enumerate(placed):
        rows, columns = glyph.picture.shape
        at_x = int(x + glyph.left + offset + 0.5)
        at_y = above + glyph.top + (int(wobble[number]) if wobble is not None else 0)
        under = mask[at_y : at_y + rows, at_x : at_x + columns]
        np.maximum(under, glyph.picture[: under.shape[0], : under.shape[1]], out=under)
    box = (float(em), float(above + top), float(right + offset), float(above + bottom))
    return Ink(mask, box, centres + offset, above, em)
