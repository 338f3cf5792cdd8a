"""What happens to print before it is read: each by a strength from 0 to 1, in the order of a paper's life."""

from collections.abc import Callable

import cv2
import numpy as np

from training.generate.corpus import Rng
from training.generate.draw import Ink

_tile = np.random.Generator(np.random.PCG64(7)).standard_normal((256, 8192), dtype=np.float32)


def grain(rng: Rng, shape: tuple[int, int]) -> np.ndarray:
    """Normal noise out of a tile: drawing it afresh would cost more than everything else."""
    rows, columns = shape
    y, x = int(rng.random() * max(1, 256 - rows)), int(rng.random() * max(1, 8192 - columns))
    found = _tile[y : y + rows, x : x + columns]
    return found if found.shape == shape else np.resize(found, shape)


def clouds(rng: Rng, shape: tuple[int, int], cells: float = 2.0) -> np.ndarray:
    """Slow changes over the sheet, about -1 to 1."""
    rows, columns = shape
    grid = rng.uniform(-1, 1, (3, max(2, int(columns / max(1, rows) * cells)))).astype(np.float32)
    return cv2.resize(grid, (columns, rows), interpolation=cv2.INTER_LINEAR)


# On the ink, before there is paper.


def wide(ink: Ink, rng: Rng, strength: float) -> None:
    """Print drawn out to up to two and a half times its width, as tills and matrix printers do, or pressed together."""
    factor = 0.92 - 0.32 * strength if rng.random() < 0.25 else 1.2 + 1.3 * strength
    rows, columns = ink.mask.shape
    width = max(8, round(columns * factor))
    ink.mask = cv2.resize(ink.mask, (width, rows), interpolation=cv2.INTER_LINEAR)
    left, top, right, bottom = ink.box
    ink.box = (left * factor, top, right * factor, bottom)
    ink.centres = ink.centres * np.float32(factor)


def dots(ink: Ink, _rng: Rng, strength: float) -> None:
    """Needles of a matrix printer: a coarse raster of round dots, down to the seven that make a capital's height."""
    rows, columns = ink.mask.shape
    pitch = max(2, round(ink.em / (17 - 7 * strength**2)))
    coarse = cv2.resize(ink.mask, (max(1, columns // pitch), max(1, rows // pitch)), interpolation=cv2.INTER_AREA)
    lit = (coarse > 90).astype(np.uint8) * 255
    axis = np.arange(pitch) - (pitch - 1) / 2
    dot = np.clip(1.1 + pitch / 2 - np.hypot(axis[:, None], axis[None, :]), 0, 1)
    raster = np.kron(lit, dot).astype(np.uint8)
    ink.mask = np.zeros_like(ink.mask)
    ink.mask[: raster.shape[0], : raster.shape[1]] = raster[:rows, :columns]


def thermal(ink: Ink, rng: Rng, strength: float) -> None:
    """Fading paper of tills: weak in clouds, with rows and specks missing."""
    shape = ink.mask.shape
    weight = 1 - strength * (0.35 + 0.35 * clouds(rng, shape, 3)) - 0.25 * strength * (grain(rng, shape) > 0.9)
    if rng.random() < 0.5:
        row = int(rng.uniform(ink.box[1], ink.box[3]))
        weight[row : row + 1 + int(ink.em * 0.03)] *= 1 - 0.8 * strength
    if rng.random() < 0.3:
        # An element of the head that is burnt out leaves a white line along the whole roll.
        column = int(rng.uniform(ink.box[0], ink.box[2]))
        weight[:, column : column + 1 + int(ink.em * 0.06)] *= 1 - strength
    if rng.random() < 0.25:
        # A head that presses unevenly prints one end of the line weaker.
        fall = np.linspace(1, 1 - 0.75 * strength, shape[1], dtype=np.float32) ** 2
        weight *= fall if rng.random() < 0.5 else fall[::-1]
    ink.mask = (ink.mask * np.clip(weight, 0.12, 1)).astype(np.uint8)


def _rule(ink: Ink, y: float, x: tuple[float, float], darkness: int) -> None:
    thick = max(1, round(ink.em / 22))
    band = ink.mask[int(y) : int(y) + thick, max(0, int(x[0])) : int(x[1])]
    np.maximum(band, np.uint8(darkness), out=band)


def underline(ink: Ink, rng: Rng, strength: float) -> None:
    left, _, right, _ = ink.box
    share = (0, 1) if rng.random() < 0.5 else sorted(rng.random(2))
    span = (left + share[0] * (right - left), left + share[1] * (right - left))
    for number in range(2 if rng.random() < 0.15 else 1):
        _rule(ink, ink.baseline + ink.em * (0.04 + 0.16 * (1 - strength * rng.random()) + 0.1 * number), span, 255)


def ruled(ink: Ink, rng: Rng, strength: float) -> None:
    """Forms: rules below, above and beside the text, some of which touch it."""
    left, top, right, bottom = ink.box
    near, darkness = ink.em * (0.3 - 0.3 * strength * rng.random()), int(rng.uniform(90, 255))
    sides = rng.random(4) < 0.6
    if sides[0] or not sides.any():
        _rule(ink, bottom + near, (0, ink.mask.shape[1]), darkness)
    if sides[1]:
        _rule(ink, max(0, top - near), (0, ink.mask.shape[1]), darkness)
    for side, x in ((2, left - near), (3, right + near)):
        if sides[side]:
            column = ink.mask[:, max(0, int(x)) : max(0, int(x)) + max(1, round(ink.em / 22))]
            np.maximum(column, np.uint8(darkness), out=column)


# On the sheet: grey from 0 to 255, whatever its size.


def bleed(grey: np.ndarray, rng: Rng, strength: float) -> np.ndarray:
    """The other side of the sheet shines through, mirrored and soft."""
    back = cv2.GaussianBlur(255 - grey[:, ::-1], (0, 0), 1.0 + grey.shape[0] / 90)
    back = np.roll(back, (int(rng.uniform(-0.3, 0.3) * grey.shape[0]), int(rng.uniform(0, 60))), (0, 1))
    return grey - (0.15 + 0.35 * strength * rng.random()) * np.clip(back - 20, 0, None)


def shadow(grey: np.ndarray, rng: Rng, strength: float) -> np.ndarray:
    light = 1 - strength * (0.3 + 0.3 * clouds(rng, grey.shape, 0.5))
    return grey * np.clip(light, 0.2, 1)


def inverse(grey: np.ndarray, _rng: Rng, _strength: float) -> np.ndarray:
    return 255 - grey


def blur(grey: np.ndarray, rng: Rng, strength: float) -> np.ndarray:
    """Out of focus, or moved along one direction."""
    size = strength * grey.shape[0] / 60
    if rng.random() < 0.7:
        return cv2.GaussianBlur(grey, (0, 0), 0.35 + size)
    length = max(2, int(3 * size) + 1)
    kernel = np.ones((1, length) if rng.random() < 0.5 else (length, 1), dtype=np.float32) / length
    return cv2.filter2D(grey, -1, kernel)


def noise(grey: np.ndarray, rng: Rng, strength: float) -> np.ndarray:
    noisy = grey + (4 + 36 * strength) * grain(rng, grey.shape)
    if rng.random() < 0.25:
        specks = grain(rng, grey.shape)
        noisy = np.where(specks > 2.6 - strength * 0.5, 0, np.where(specks < strength * 0.5 - 2.6, 255, noisy))
    return noisy


def jpeg(grey: np.ndarray, rng: Rng, strength: float) -> np.ndarray:
    quality = int(70 - 55 * strength * (0.6 + 0.4 * rng.random()))
    _, file = cv2.imencode(".jpg", np.clip(grey, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(file, cv2.IMREAD_GRAYSCALE).astype(np.float32)


def lowres(grey: np.ndarray, rng: Rng, strength: float) -> np.ndarray:
    """As few pixels as a scan of 100 dpi or a small photo has."""
    rows, columns = grey.shape
    # The sheet is three ems high: at full strength an em keeps about ten pixels.
    target = (58 - 27 * strength * (0.6 + 0.4 * rng.random())) / rows
    if target >= 1:
        return grey
    small = cv2.resize(grey, None, fx=target, fy=target, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (columns, rows), interpolation=cv2.INTER_LINEAR)


def fax(grey: np.ndarray, rng: Rng, strength: float) -> np.ndarray:
    """Black or white, in pixels wider than high, with a ragged edge."""
    rows, columns = grey.shape
    fine = min(1.0, (90 - 35 * strength) / rows)
    small = cv2.resize(
        grey, (max(8, int(columns * fine)), max(8, int(rows * fine * 0.75))), interpolation=cv2.INTER_AREA
    )
    small = small + 25 * strength * grain(rng, small.shape)
    level = float(np.quantile(small, 0.02)) * 0.5 + float(np.quantile(small, 0.9)) * 0.5 + rng.normal(0, 12)
    hard = np.where(small > level, np.float32(255), np.float32(0))
    return cv2.resize(hard, (columns, rows), interpolation=cv2.INTER_NEAREST)


INK: dict[str, Callable[[Ink, Rng, float], None]] = {
    "wide": wide,
    "dots": dots,
    "thermal": thermal,
    "underline": underline,
    "ruled": ruled,
}
SHEET: dict[str, Callable[[np.ndarray, Rng, float], np.ndarray]] = {
    "bleed": bleed,
    "shadow": shadow,
    "inverse": inverse,
    "blur": blur,
    "lowres": lowres,
    "noise": noise,
    "fax": fax,
    "jpeg": jpeg,
}
# These two move the print and are done where the line is cut out.
TURNED = ("skew", "perspective")
KINDS = ("clean", *INK, *TURNED, *SHEET)
