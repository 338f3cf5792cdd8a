"""A line to learn from: its grey picture as the recogniser gets it, what it says, and where each character stands."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from training.generate import degrade
from training.generate.corpus import Corpus, Rng, load_corpus, pick
from training.generate.draw import Ink, Setting, draw, random_setting
from training.generate.faces import Faces, Pen, load_faces
from training.generate.text import line_text
from training.learn.network import LINE_HEIGHT

WIDEST = 640
# Boxes in which nothing is written: rules, stains, the back of the sheet.
EMPTY = 0.015


@dataclass(frozen=True)
class World:
    """Everything lines are made of."""

    corpus: Corpus
    faces: Faces


@dataclass(frozen=True)
class Line:
    """`pixels` is grey, 40 high; `centres` are in its pixels; `kind` says what was done to it."""

    pixels: np.ndarray
    text: str
    centres: np.ndarray
    kind: str


@dataclass(frozen=True)
class Recipe:
    """Which degradations at which strength; `hardness` from 0 to 1 is how far everything else goes."""

    done: dict[str, float]
    longest: int
    hardness: float

    @property
    def name(self) -> str:
        return "+".join(self.done) or "clean"


def load_world(resources: Path, *, examined: bool) -> World:
    return World(load_corpus(resources, examined=examined), load_faces(resources, examined=examined))


_odds = {"wide": 0.09, "dots": 0.08, "thermal": 0.16, "underline": 0.05, "ruled": 0.1, "skew": 0.25, "perspective": 0.06}
_odds |= {
    "bleed": 0.06,
    "shadow": 0.12,
    "inverse": 0.05,
    "blur": 0.3,
    "lowres": 0.27,
    "noise": 0.25,
    "fax": 0.07,
    "jpeg": 0.22,
}


def random_recipe(rng: Rng, hardness: float) -> Recipe:
    """At full hardness a third of the lines stay clean and most others suffer one to three things."""
    done = {}
    if rng.random() > 0.3:
        done = {kind: rng.random() * hardness for kind, odds in _odds.items() if rng.random() < odds * hardness}
    longest = 1 + int(rng.random() ** 0.6 * (12 + 40 * hardness))
    return Recipe(done, longest, hardness)


class Case:
    """The pens at hand. Each is used for about six lines before another takes its place."""

    def __init__(self, faces: Faces, hardness: float, in_use: int = 1):
        self.faces, self.hardness, self.in_use = faces, hardness, in_use
        self._pens: list[Pen] = []

    def pen(self, rng: Rng) -> Pen:
        if len(self._pens) < self.in_use or rng.random() < 0.16:
            fresh = self.faces.pen(self.faces.choose(rng), self._size(rng))
            if len(self._pens) == self.in_use:
                self._pens.pop(int(rng.random() * self.in_use))
            self._pens.append(fresh)
            return fresh
        return pick(rng, self._pens)

    def _size(self, rng: Rng) -> int:
        low, high = 28 - 14 * self.hardness, 40 + 20 * self.hardness
        return int(low * (high / low) ** rng.random())


def plain(text: str, symbols: frozenset[str]) -> str:
    """The text in letters the pen has: without its accent, or without the letter."""
    kept = []
    for symbol in text:
        if symbol in symbols:
            kept.append(symbol)
        else:
            bare = unicodedata.normalize("NFD", symbol)[0]
            kept.append(bare if bare in symbols else "")
    return " ".join("".join(kept).split()) or "0"


def _ink(rng: Rng, world: World, recipe: Recipe, case: Case) -> tuple[Ink, str]:
    text = line_text(rng, world.corpus, recipe.longest)
    pen = case.pen(rng)
    for _ in range(8):
        if pen.symbols.issuperset(text):
            break
        pen = case.pen(rng)
    text = plain(text, pen.symbols)
    ink = draw(rng, pen, text, random_setting(rng))
    if rng.random() < 0.18 * recipe.hardness:
        _add_neighbours(rng, world, ink, pen)
    if rng.random() < 0.2 * recipe.hardness:
        grow = cv2.dilate if rng.random() < 0.6 else cv2.erode
        shape = np.ones((1, 2) if rng.random() < 0.5 else (2, 1), dtype=np.uint8)
        if pen.size > 24:
            ink.mask = grow(ink.mask, shape)
    return ink, text


def _add_neighbours(rng: Rng, world: World, ink: Ink, pen: Pen) -> None:
    """The feet and heads of the lines above and below."""
    text = plain(world.corpus.word(rng, world.corpus.language(rng)) * 3, pen.symbols)
    other = draw(rng, pen, text, Setting()).mask
    shift = int(pen.size * rng.uniform(1.12, 1.4)) * (1 if rng.random() < 0.5 else -1)
    rows, columns = min(other.shape[0], ink.mask.shape[0]), min(other.shape[1], ink.mask.shape[1])
    moved = np.zeros_like(ink.mask)
    source = other[max(0, -shift) : rows - max(0, shift), :columns]
    moved[max(0, shift) : max(0, shift) + source.shape[0], :columns] = source
    np.maximum(ink.mask, moved, out=ink.mask)


def _painted(rng: Rng, ink: Ink, hardness: float) -> np.ndarray:
    paper = 255 - 70 * hardness * rng.random() ** 2
    black = 110 * hardness * rng.random() ** 2
    return (paper - (paper - black) / 255 * ink.mask).astype(np.float32)


def _cut(rng: Rng, grey: np.ndarray, ink: Ink, recipe: Recipe) -> tuple[np.ndarray, np.ndarray]:
    """The line as a detector would box it, turned as it stands, brought to the net's height."""
    left, top, right, bottom = ink.box
    if rng.random() < 0.5:
        # A detector boxes words by the room they take as print, not by their ink alone.
        top, bottom = min(top, ink.baseline - 0.68 * ink.em), max(bottom, ink.baseline + 0.1 * ink.em)
    high = max(bottom - top, 0.35 * ink.em)
    middle = (top + bottom) / 2
    above, below, before, after = rng.uniform(0.02, 0.1 + 0.25 * recipe.hardness, 4) * high
    top, bottom = middle - high / 2 - above, middle + high / 2 + below
    left, right = left - 1.5 * before, right + 1.5 * after
    scale = LINE_HEIGHT / (bottom - top)
    width = max(8, int((right - left) * scale * rng.uniform(1 - 0.12 * recipe.hardness, 1 + 0.12 * recipe.hardness)))
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float32)
    if "skew" in recipe.done:
        lean = np.tan(np.radians(3 * recipe.done["skew"])) * (1 if rng.random() < 0.5 else -1)
        # Long lines come cut straight: what is left is less than a third of their height.
        lean = np.clip(lean * (right - left), -0.3 * high, 0.3 * high)
        corners[[0, 3], 1] -= lean / 2
        corners[[1, 2], 1] += lean / 2
        corners[:, 1] += np.array([-1, -1, 1, 1]) * abs(lean) * 0.3
    if "perspective" in recipe.done:
        corners += rng.uniform(-0.16, 0.16, (4, 2)).astype(np.float32) * recipe.done["perspective"] * high
    target = np.array([[0, 0], [width, 0], [width, LINE_HEIGHT], [0, LINE_HEIGHT]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    if scale < 0.75:
        grey = cv2.GaussianBlur(grey, (0, 0), 0.42 / scale)
    pixels = cv2.warpPerspective(
        grey, matrix, (width, LINE_HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    points = np.stack([ink.centres, np.full_like(ink.centres, middle), np.ones_like(ink.centres)])
    moved = matrix.astype(np.float32) @ points
    return pixels, moved[0] / moved[2]


def make_line(rng: Rng, world: World, recipe: Recipe, case: Case) -> Line:
    while True:
        ink, text = _ink(rng, world, recipe, case)
        if ink.mask.shape[1] * LINE_HEIGHT / (1.1 * ink.em) < 2 * WIDEST:
            break
    if rng.random() < EMPTY * recipe.hardness:
        ink.mask[:], ink.centres, text = 0, ink.centres[:0], ""
    for kind, strength in recipe.done.items():
        if kind in degrade.INK:
            degrade.INK[kind](ink, rng, strength)
    grey = _painted(rng, ink, recipe.hardness)
    for kind, apply in degrade.SHEET.items():
        if kind in recipe.done:
            grey = apply(grey, rng, recipe.done[kind])
    pixels, centres = _cut(rng, np.clip(grey, 0, 255), ink, recipe)
    if pixels.shape[1] > WIDEST:
        pixels, text, centres = _shortened(pixels, text, centres)
    return Line(np.clip(pixels + 0.5, 0, 255).astype(np.uint8), text, centres, recipe.name)


def _shortened(pixels: np.ndarray, text: str, centres: np.ndarray) -> tuple[np.ndarray, str, np.ndarray]:
    """Up to the last gap that fits, or the last letter that surely does."""
    fits = int(np.searchsorted(centres, WIDEST - LINE_HEIGHT))
    if fits == 0:
        return pixels[:, :WIDEST], text[:0], centres[:0]
    gap = text.rfind(" ", 0, fits)
    end = gap if gap > 0 else fits
    edge = int(centres[gap]) if gap > 0 else int((centres[end - 1] + centres[min(end, len(centres) - 1)]) / 2)
    return pixels[:, : max(8, edge)], text[:end], centres[:end]
