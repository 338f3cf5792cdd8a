"""Errors on lines whose fonts and words were never trained on, clean and degraded, beside another recogniser.

python -m training.learn.evaluate --model model.onnx --resources DIR [--beside en_PP-OCRv3_rec_infer.onnx] [--lines 200]

With `--cut DIR` instead of `--resources` the lines are those that bench/src/lines/write-lines.ts cut out of pages.
Prints a table in Markdown. Case, spaces and punctuation count. CPU time is of one core, per 1,024 px of line.
"""

import argparse
import json
import resource
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from training.alphabet import writable
from training.generate.degrade import KINDS
from training.generate.lines import Case, Line, Recipe, World, load_world, make_line

STRENGTH = 0.6
LONGEST = 45
HARDNESS = 0.4


@dataclass(frozen=True)
class Recogniser:
    """A CTC network of lines in a file: grey or blue-green-red, with its alphabet inside."""

    session: onnxruntime.InferenceSession
    channels: int
    height: int
    alphabet: list[str]

    def planes(self, pixels: np.ndarray) -> np.ndarray:
        width = max(8, round(pixels.shape[1] * self.height / pixels.shape[0]))
        if self.height != pixels.shape[0]:
            pixels = cv2.resize(pixels, (width, self.height), interpolation=cv2.INTER_LINEAR)
        grey = pixels.astype(np.float32) / 127.5 - 1
        grey = np.pad(grey, ((0, 0), (0, -grey.shape[1] % 4)), mode="edge")
        return np.repeat(grey[None, None], self.channels, axis=1)

    def read(self, planes: np.ndarray) -> str:
        (chances,) = self.session.run(None, {self.session.get_inputs()[0].name: planes})
        best = chances[0].argmax(1)
        kept = best[(best != 0) & (best != np.concatenate([[0], best[:-1]]))]
        return "".join(self.alphabet[number] for number in kept)


def load_recogniser(file: Path, alphabet: str | None = None) -> Recogniser:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    _, channels, height, _ = session.get_inputs()[0].shape
    symbols = alphabet or session.get_modelmeta().custom_metadata_map["character"]
    characters = symbols.split("\n") if alphabet is None else list(alphabet)
    grey = channels == 1
    # PaddleOCR adds the space at the end by itself; its height is left open in the file.
    return Recogniser(session, 1 if grey else 3, height if grey else 48, ["", *characters, *([] if grey else [" "])])


ENGLISH = "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~!\"#$%&'()*+,-./ "


def distance(ours: list[str], theirs: list[str]) -> int:
    """Levenshtein's."""
    row = np.arange(len(theirs) + 1)
    for number, item in enumerate(ours, start=1):
        changed = row[:-1] + np.array([item != other for other in theirs], dtype=np.int64)
        above = np.minimum(row[1:] + 1, changed)
        row = np.concatenate([[number], above])
        # What is left is insertions: the running minimum along the row.
        steps = np.arange(len(row))
        row = np.minimum.accumulate(row - steps) + steps
    return int(row[-1])


@dataclass(frozen=True)
class Score:
    characters: float
    words: float
    cpu: float


def score(recogniser: Recogniser, lines: list[Line]) -> Score:
    errors = length = wrong = words = pixels = 0
    spent = 0.0
    for line in lines:
        planes = recogniser.planes(line.pixels)
        began = cpu_seconds()
        found = unicodedata.normalize("NFC", recogniser.read(planes)).strip()
        spent += cpu_seconds() - began
        errors += distance(list(found), list(line.text))
        length += len(line.text)
        wrong += distance(found.split(), line.text.split())
        words += len(line.text.split())
        pixels += line.pixels.shape[1] * recogniser.height / line.pixels.shape[0]
    return Score(errors / length, wrong / words, spent / pixels * 1024)


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def examination(world: World, kind: str, count: int) -> list[Line]:
    """Always the same lines for a kind; what is not degraded varies as little as on paper from one printer."""
    rng = np.random.Generator(np.random.PCG64([101, KINDS.index(kind)]))
    done = {} if kind == "clean" else {kind: STRENGTH}
    recipes = (Recipe(done, 8 + int(rng.random() * (LONGEST - 8)), HARDNESS) for _ in range(count))
    case = Case(world.faces, HARDNESS)
    return [make_line(rng, world, recipe, case) for recipe in recipes]


def cut_lines(folder: Path) -> dict[str, list[Line]]:
    """Lines that our detector cut out of pages, by set; bench/src/lines/write-lines.ts writes them."""
    sets: dict[str, list[Line]] = {}
    for note in map(json.loads, (folder / "lines.jsonl").read_text().splitlines()):
        picture = cv2.imread(str(folder / note["file"]), cv2.IMREAD_GRAYSCALE)
        line = Line(picture, writable(note["text"]) or note["text"], np.empty(0), note["set"])
        sets.setdefault(note["set"], []).append(line)
    return dict(sorted(sets.items()))


def table(columns: dict[str, Recogniser], sets: dict[str, list[Line]], tell: Callable[[str], None]) -> None:
    tell("| Lines | " + " | ".join(f"{name}: CER | WER | ms" for name in columns) + " |")
    tell("| --- |" + " ---: | ---: | ---: |" * len(columns))
    for kind, lines in sets.items():
        scores = [score(recogniser, lines) for recogniser in columns.values()]
        cells = (f"{100 * s.characters:.2f} % | {100 * s.words:.1f} % | {1000 * s.cpu:.1f}" for s in scores)
        tell(f"| {kind} | " + " | ".join(cells) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, required=True)
    lines = parser.add_mutually_exclusive_group(required=True)
    lines.add_argument("--resources", type=Path)
    lines.add_argument("--cut", type=Path)
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--lines", type=int, default=200)
    given = parser.parse_args()
    cv2.setNumThreads(1)
    columns = {"ours": load_recogniser(given.model)}
    if given.beside:
        columns["en_PP-OCRv3"] = load_recogniser(given.beside, ENGLISH)
    if given.cut:
        sets = {name: lines[: given.lines] for name, lines in cut_lines(given.cut).items()}
        everything = [line for lines in sets.values() for line in lines]
    else:
        world = load_world(given.resources, examined=True)
        sets = {kind: examination(world, kind, given.lines) for kind in KINDS}
        everything = sets["clean"]
    ascii_only = [line for line in everything if line.text.isascii()]
    table(columns, {"ASCII only" if given.cut else "clean, ASCII only": ascii_only, **sets}, print)


if __name__ == "__main__":
    main()
