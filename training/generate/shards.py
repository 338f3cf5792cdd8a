"""Generated lines on disk, a few thousand to a file. The same seed and number give the same shard.

python -m training.generate.shards --resources DIR --into DIR --count 20 [--workers 2] [--seed 1]
"""

import argparse
import multiprocessing
import os
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from training.alphabet import classes_of
from training.generate.lines import Case, Line, World, load_world, make_line, random_recipe

LINES_PER_SHARD = 4096
# The first shards are easy: short and clean lines, from which a net learns the letters soonest.
EASY_SHARDS = 6
# Most of the time goes into drawing glyphs: a few pens at a time, so that theirs are at hand.
PENS_IN_USE = 32


@dataclass(frozen=True)
class Shard:
    """Lines side by side: `pixels` is [columns, 40]; line i has columns `edges[i]` to `edges[i + 1]`, characters so."""

    pixels: np.ndarray
    edges: np.ndarray
    symbols: np.ndarray
    centres: np.ndarray
    ends: np.ndarray

    def __len__(self) -> int:
        return len(self.edges) - 1

    def width(self, line: int) -> int:
        return int(self.edges[line + 1] - self.edges[line])

    def picture(self, line: int) -> np.ndarray:
        return self.pixels[self.edges[line] : self.edges[line + 1]].T

    def label(self, line: int) -> tuple[np.ndarray, np.ndarray]:
        """Classes and centres (in px) of its characters."""
        span = slice(self.ends[line], self.ends[line + 1])
        return self.symbols[span], self.centres[span]


def shard_of(lines: list[Line]) -> Shard:
    def edges(lengths: list[int]) -> np.ndarray:
        return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)

    return Shard(
        np.concatenate([line.pixels.T for line in lines]),
        edges([line.pixels.shape[1] for line in lines]),
        np.concatenate([np.asarray(classes_of(line.text), dtype=np.uint16) for line in lines]),
        np.concatenate([line.centres.astype(np.float32) for line in lines]),
        edges([len(line.text) for line in lines]),
    )


def shard_file(folder: Path, number: int) -> Path:
    return folder / f"{number:05}.npz"


def read_shard(file: Path) -> Shard:
    with np.load(file) as parts:
        return Shard(*(parts[name] for name in ("pixels", "edges", "symbols", "centres", "ends")))


def write_shard(folder: Path, number: int, shard: Shard) -> None:
    """Whole or not at all: a trainer may be waiting for it."""
    unfinished = folder / f"{number:05}.part"
    with unfinished.open("wb") as stream:
        np.savez(stream, **vars(shard))
    os.replace(unfinished, shard_file(folder, number))


def hardness_of(number: int) -> float:
    return min(1.0, 0.15 + number / EASY_SHARDS)


def make_shard(world: World, seed: int, number: int, lines: int = LINES_PER_SHARD) -> Shard:
    rng = np.random.Generator(np.random.PCG64([seed, number]))
    case = Case(world.faces, hardness_of(number), in_use=PENS_IN_USE)
    return shard_of([make_line(rng, world, random_recipe(rng, case.hardness), case) for _ in range(lines)])


@dataclass(frozen=True)
class Task:
    resources: Path
    into: Path
    seed: int
    numbers: range


def work(task: Task) -> None:
    cv2.setNumThreads(1)
    # The trainer comes first: it can go on with old lines, but nothing else can train.
    os.nice(5)
    world = load_world(task.resources, examined=False)
    starter = multiprocessing.parent_process()
    for number in task.numbers:
        if starter and not starter.is_alive():
            return
        if not shard_file(task.into, number).exists():
            write_shard(task.into, number, make_shard(world, task.seed, number))


def start_workers(task: Task, workers: int) -> list[multiprocessing.Process]:
    """Every worker makes each so-manieth shard; they end by themselves."""
    task.into.mkdir(parents=True, exist_ok=True)
    numbers = task.numbers
    shares = [range(numbers.start + share, numbers.stop, workers) for share in range(workers)]
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=work, args=(Task(task.resources, task.into, task.seed, share),), daemon=True)
        for share in shares
    ]
    for process in processes:
        process.start()
    return processes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--resources", type=Path, required=True)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    task = Task(given.resources, given.into, given.seed, range(given.first, given.first + given.count))
    for process in start_workers(task, given.workers):
        process.join()


if __name__ == "__main__":
    main()
