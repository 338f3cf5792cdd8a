"""How big a run is: the net's shape, how much it sees, and how it is fed."""

from dataclasses import dataclass

from training.learn.network import Shape

SMALL = Shape(stem=24, middle=48, deep=96, middle_blocks=1, deep_blocks=2, neck=160, neck_blocks=3)
FULL = Shape(stem=32, middle=64, deep=128, middle_blocks=2, deep_blocks=3, neck=192, neck_blocks=4)


@dataclass(frozen=True)
class Preset:
    """`lines` seen in all, `shards` of 4,096 made, `columns` px of line in a batch, `rate` the highest of learning."""

    shape: Shape
    lines: int
    shards: int
    columns: int
    rate: float


PRESETS = {
    # Minutes on a CPU: shows that everything works, reads a little.
    "small": Preset(SMALL, lines=60_000, shards=10, columns=8_192, rate=3e-3),
    # Hours on a few cores.
    "cpu": Preset(SMALL, lines=1_200_000, shards=300, columns=12_288, rate=3e-3),
    # An hour of a large GPU and its cores.
    "gpu": Preset(FULL, lines=60_000_000, shards=3_000, columns=196_608, rate=4e-3),
}
