"""The whole way in one command: fetch, generate, train, export, examine. What is there already is not made again.

    python -m training.run small --into DIR [--beside en_PP-OCRv3_rec_infer.onnx]

Run it again to go on where it stopped; `--minutes` ends the training early, its checkpoint kept.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from training.generate.shards import Task, start_workers
from training.presets import PRESETS

ROOT = Path(__file__).parent.parent


def module(name: str, *arguments: object) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-m", f"training.{name}", *map(str, arguments)], check=True, env=environment)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("preset", choices=PRESETS)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=1e6)
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2) - 1))
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--beside", type=Path)
    given = parser.parse_args()
    resources, shards = given.into / "resources", given.into / "shards"
    run, model = given.into / given.preset, given.into / given.preset / "model.onnx"
    if not (resources / "manifest.json").exists():
        module("sources", "--into", resources)
    preset = PRESETS[given.preset]
    workers = start_workers(Task(resources, shards, given.seed, range(preset.shards)), given.workers)
    try:
        limits = ["--minutes", given.minutes, "--threads", given.threads]
        module("learn.train", "--preset", given.preset, "--shards", shards, "--run", run, *limits)
    finally:
        for worker in workers:
            worker.terminate()
    module("learn.export", "--run", run, "--into", model, "--resources", resources)
    beside = ["--beside", given.beside] if given.beside else []
    module("learn.evaluate", "--model", model, "--resources", resources, *beside)


if __name__ == "__main__":
    main()
