"""Trains the net on shards, from a checkpoint where there is one.

python -m training.learn.train --preset cpu --shards DIR --run DIR [--minutes 10] [--threads 1]
"""

import argparse
import json
import math
import os
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from training.alphabet import CLASSES
from training.learn.batches import Batch, shard_batches, shards_in_turn
from training.learn.network import LineNet
from training.presets import PRESETS, Preset

SAVE_EVERY_SECONDS = 300
WARM_UP_LINES = 10_000
# From here on the rate falls; before, it stays: a run can be made longer without having been spoilt.
FALL_FROM = 0.7
CTC_FROM_LINES = 50_000


def rate_at(lines: int, preset: Preset) -> float:
    progress, highest = lines / preset.lines, preset.rate
    if progress < FALL_FROM:
        return highest * min(1.0, 0.02 + lines / WARM_UP_LINES)
    return highest * max(0.01, 0.5 + 0.5 * math.cos(math.pi * min(1, (progress - FALL_FROM) / (1 - FALL_FROM))))


@dataclass
class Learner:
    net: LineNet
    mean: LineNet
    optimiser: torch.optim.Optimizer
    device: torch.device
    lines: int = 0
    steps: int = 0
    next_shard: int = 0

    @property
    def half(self) -> bool:
        return self.device.type == "cuda" or torch.cpu._is_avx512_bf16_supported()


def new_learner(preset: Preset, device: torch.device) -> Learner:
    torch.manual_seed(1)
    net = LineNet(preset.shape, CLASSES).to(device, memory_format=torch.channels_last)
    mean = LineNet(preset.shape, CLASSES).to(device, memory_format=torch.channels_last)
    mean.load_state_dict(net.state_dict())
    mean.requires_grad_(False)
    flat = [weight for weight in net.parameters() if weight.ndim < 2]
    deep = [weight for weight in net.parameters() if weight.ndim >= 2]
    groups = [{"params": deep, "weight_decay": 0.01}, {"params": flat, "weight_decay": 0.0}]
    return Learner(net, mean, torch.optim.AdamW(groups, lr=preset.rate, betas=(0.9, 0.98)), device)


def worsened(lines: torch.Tensor, seed: int) -> torch.Tensor:
    """Grey bytes to -1 … 1, each line with a contrast, a brightness, a few shifts and some noise of its own."""
    chance = torch.Generator().manual_seed(seed)
    count = len(lines)

    def draw(low: float, high: float) -> torch.Tensor:
        return (torch.rand(count, 1, 1, 1, generator=chance) * (high - low) + low).to(lines.device)

    pixels = lines.float() / 127.5 - 1
    pixels = torch.roll(pixels, int(torch.randint(-1, 2, (1,), generator=chance)), 2)
    pixels = pixels * draw(0.75, 1.1) + draw(-0.12, 0.12)
    return (pixels + draw(0, 0.05) * torch.randn_like(pixels)).clamp(-1, 1)


def misplaced(chances: torch.Tensor, steps: torch.Tensor) -> torch.Tensor:
    """How unlikely it is that each step says what it may."""
    said = chances.gather(2, steps.clamp(min=0)).masked_fill(steps < 0, -math.inf)
    return -said[steps[..., 0] >= 0].logsumexp(1).sum()


def loss_of(learner: Learner, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Each character at its place, and, once letters are known, the whole line wherever its characters stand."""
    pixels = worsened(batch.lines, learner.steps).contiguous(memory_format=torch.channels_last)
    with torch.autocast(learner.device.type, torch.bfloat16, enabled=learner.half):
        logits = learner.net(pixels)
    chances = logits.float().log_softmax(2)
    # A batch may hold nothing but empty lines.
    characters = batch.lengths.sum().clamp(min=1)
    placed = misplaced(chances, batch.steps) / characters
    if learner.lines < CTC_FROM_LINES:
        return placed, placed.detach()
    whole = nn.functional.ctc_loss(
        chances.transpose(0, 1), batch.texts, batch.step_counts, batch.lengths, reduction="sum", zero_infinity=True
    )
    return 0.5 * placed + whole / characters, placed.detach()


@torch.no_grad()
def follow(learner: Learner) -> None:
    """The running mean of the weights, which is what will be shipped."""
    keep = min(0.9995, (learner.steps + 1) / (learner.steps + 20))
    for slow, fast in zip(learner.mean.state_dict().values(), learner.net.state_dict().values(), strict=True):
        if slow.dtype.is_floating_point:
            slow.lerp_(fast, 1 - keep)
        else:
            slow.copy_(fast)


def save(learner: Learner, run: Path) -> None:
    """In two files: the second is only for going on."""
    run.mkdir(parents=True, exist_ok=True)
    state = {"shape": learner.net.shape.to_dict(), "mean": learner.mean.state_dict(), "net": learner.net.state_dict()}
    counts = {"lines": learner.lines, "steps": learner.steps, "next_shard": learner.next_shard}
    for name, content in (("optimiser.pt", learner.optimiser.state_dict()), ("weights.pt", state | counts)):
        torch.save(content, run / f"{name}.part")
        os.replace(run / f"{name}.part", run / name)


def resume(learner: Learner, run: Path) -> None:
    if not (run / "weights.pt").exists():
        return
    state = torch.load(run / "weights.pt", map_location=learner.device)
    learner.net.load_state_dict(state["net"])
    learner.mean.load_state_dict(state["mean"])
    learner.optimiser.load_state_dict(torch.load(run / "optimiser.pt", map_location=learner.device))
    learner.lines, learner.steps, learner.next_shard = state["lines"], state["steps"], state["next_shard"]


def step(learner: Learner, batch: Batch, rate: float) -> float:
    for group in learner.optimiser.param_groups:
        group["lr"] = rate
    loss, placed = loss_of(learner, batch.to(learner.device))
    learner.optimiser.zero_grad(set_to_none=True)
    loss.backward()
    # One line that overflows must not spoil what hours have taught.
    if torch.isfinite(nn.utils.clip_grad_norm_(learner.net.parameters(), 2.0)):
        learner.optimiser.step()
        follow(learner)
    learner.steps += 1
    learner.lines += len(batch.lengths)
    return float(placed)


def train(learner: Learner, preset: Preset, shards: Path, run: Path, minutes: float) -> None:
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    began = saved = told = time.monotonic()
    first, recent = learner.lines, []
    rng = np.random.Generator(np.random.PCG64([2, learner.steps]))
    for following, shard in shards_in_turn(shards, rng, learner.next_shard):
        learner.next_shard = following
        for batch in shard_batches(shard, preset.columns, rng):
            rate = rate_at(learner.lines, preset)
            recent.append(step(learner, batch, rate))
            now = time.monotonic()
            if now - told > 30:
                speed = (learner.lines - first) / (now - began)
                note = {"lines": learner.lines, "loss": round(sum(recent) / len(recent), 4), "rate": rate}
                with (run / "curve.jsonl").open("a") as curve:
                    print(json.dumps(note | {"lines_per_second": round(speed)}), file=curve)
                told, recent = now, []
            if now - saved > SAVE_EVERY_SECONDS:
                save(learner, run)
                saved = now
            if learner.lines >= preset.lines or now - began > minutes * 60 or stopped.is_set():
                save(learner, run)
                return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", choices=PRESETS, required=True)
    parser.add_argument("--shards", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    learner = new_learner(PRESETS[given.preset], device)
    given.run.mkdir(parents=True, exist_ok=True)
    resume(learner, given.run)
    train(learner, PRESETS[given.preset], given.shards, given.run, given.minutes)
    print(f"{learner.lines} lines seen in {learner.steps} steps")


if __name__ == "__main__":
    main()
