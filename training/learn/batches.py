"""From shards to batches: lines of like width together, with what each time step should say."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from training.alphabet import BLANK
from training.generate.shards import Shard, read_shard, shard_file
from training.learn.network import LINE_HEIGHT, STEP_WIDTH

# A step may say one class, or beside a character blank or the character to its left or right.
CHOICES = 3
UNUSED = -1


@dataclass(frozen=True)
class Batch:
    """`lines` are [n, 1, 40, width] bytes; `steps` [n, steps, 3]: classes a step may say; `texts` lie end to end."""

    lines: torch.Tensor
    steps: torch.Tensor
    texts: torch.Tensor
    lengths: torch.Tensor
    step_counts: torch.Tensor

    def to(self, device: torch.device) -> "Batch":
        return Batch(*(part.to(device, non_blocking=True) for part in vars(self).values()))


def steps_of(symbols: np.ndarray, centres: np.ndarray, count: int) -> np.ndarray | None:
    """What each step may say: a character where its middle stands, it or blank beside that, blank elsewhere.

    None where the line is too dense to be written down one character a step, a blank between equal ones.
    """
    places: list[int] = []
    for number, centre in enumerate(centres):
        place = int(centre / STEP_WIDTH)
        if number:
            least = places[-1] + (2 if symbols[number] == symbols[number - 1] else 1)
            place = max(place, least)
        places.append(place)
    for number in range(len(places) - 1, -1, -1):
        most = count - 1
        if number + 1 < len(places):
            most = places[number + 1] - (2 if symbols[number] == symbols[number + 1] else 1)
        places[number] = min(places[number], most)
    if places and places[0] < 0:
        return None
    may = np.full((count, CHOICES), UNUSED, dtype=np.int64)
    may[:, 0] = BLANK
    at = np.asarray(places, dtype=np.int64)
    for slot, near in ((1, at + 1), (2, at - 1)):
        inside = (near >= 0) & (near < count)
        may[near[inside], slot] = symbols[inside]
    # Between equal characters the blank is what parts them.
    for first, second in itertools.pairwise(range(len(at))):
        if symbols[first] == symbols[second] and at[second] - at[first] <= 3:
            may[at[first] + 1 : at[second], 1:] = UNUSED
    may[at, 0], may[at, 1:] = symbols, UNUSED
    return may


def batch_of(shard: Shard, lines: np.ndarray, stretch: float) -> Batch:
    """All as wide as the widest, on with the last column; `stretch` makes the whole batch wider or narrower."""
    widest = max(shard.width(line) for line in lines)
    width = -(-widest // STEP_WIDTH) * STEP_WIDTH
    stretched = max(STEP_WIDTH, round(width * stretch / STEP_WIDTH) * STEP_WIDTH)
    factor = stretched / width
    pixels = np.empty((len(lines), 1, LINE_HEIGHT, width), dtype=np.uint8)
    steps, texts, lengths = [], [], []
    for row, line in enumerate(lines):
        picture = shard.picture(line)
        pixels[row, 0, :, : picture.shape[1]] = picture
        pixels[row, 0, :, picture.shape[1] :] = picture[:, -1:]
        symbols, centres = shard.label(line)
        found = steps_of(symbols, centres * factor, stretched // STEP_WIDTH)
        steps.append(found if found is not None else np.full((stretched // STEP_WIDTH, CHOICES), UNUSED))
        texts.append(symbols.astype(np.int64))
        lengths.append(len(symbols))
    pictures = torch.from_numpy(pixels)
    if stretched != width:
        whole = torch.nn.functional.interpolate(pictures.float(), size=(LINE_HEIGHT, stretched), mode="bilinear")
        pictures = whole.to(torch.uint8)
    return Batch(
        pictures,
        torch.from_numpy(np.stack(steps)),
        torch.from_numpy(np.concatenate(texts)),
        torch.tensor(lengths),
        torch.full((len(lines),), stretched // STEP_WIDTH),
    )


def shard_batches(shard: Shard, columns: int, rng: np.random.Generator) -> Iterator[Batch]:
    """The shard once, in batches of about `columns` px of line."""
    widths = np.diff(shard.edges)
    order = np.argsort(widths + rng.uniform(0, 24, len(widths)), kind="stable")
    groups, start = [], 0
    while start < len(order):
        end = start + 1
        while end < len(order) and (end + 1 - start) * widths[order[end]] <= columns:
            end += 1
        groups.append(order[start:end])
        start = end
    for group in rng.permutation(len(groups)):
        yield batch_of(shard, groups[group], float(rng.uniform(0.88, 1.14)))


def shards_in_turn(folder: Path, rng: np.random.Generator, start: int) -> Iterator[tuple[int, Shard]]:
    """Each new shard as soon as it is there, an old one by chance in the meantime."""
    following = start
    while True:
        number = following
        if shard_file(folder, number).exists():
            following += 1
        else:
            ready = sorted(folder.glob("*.npz"))
            if not ready:
                # The generator has only just begun.
                time.sleep(1)
                continue
            number = int(ready[int(rng.random() * len(ready))].stem)
        yield following, read_shard(shard_file(folder, number))
