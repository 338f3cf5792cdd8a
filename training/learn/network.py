"""The net: a grey line in, one row of symbol scores per four pixels out. Why this shape: docs/decisions/0028."""

from dataclasses import asdict, dataclass

import torch
from torch import nn

LINE_HEIGHT = 40
STEP_WIDTH = 4


@dataclass(frozen=True)
class Shape:
    """Channels of the three picture stages, blocks in the last two, and width, blocks and reach of the neck."""

    stem: int
    middle: int
    deep: int
    middle_blocks: int
    deep_blocks: int
    neck: int
    neck_blocks: int
    reach: int = 9

    def to_dict(self) -> dict[str, int]:
        return asdict(self)


class Seen(nn.Sequential):
    """Convolution, batch norm, ReLU: what a runtime folds into one step."""

    def __init__(self, channels: tuple[int, int], kernel: tuple[int, int], stride: tuple[int, int] = (1, 1)):
        before, after = channels
        # Where the height collapses nothing is padded there.
        padding = (kernel[0] // 2 if kernel[0] == 3 else 0, kernel[1] // 2)
        super().__init__(
            nn.Conv2d(before, after, kernel, stride, padding, bias=False),
            nn.BatchNorm2d(after),
            nn.ReLU(inplace=True),
        )


class Residual(nn.Module):
    """One dense convolution beside a straight way past it."""

    def __init__(self, channels: int):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels))
        self.end = nn.ReLU(inplace=True)

    def forward(self, planes: torch.Tensor) -> torch.Tensor:
        return self.end(planes + self.body(planes))


class Context(nn.Module):
    """What stands to the left and right at `reach` places, `apart` steps from each other, seen in half the channels."""

    def __init__(self, channels: int, reach: int, apart: int):
        super().__init__()
        half = channels // 2
        across = {"padding": (0, reach // 2 * apart), "dilation": (1, apart)}
        self.body = nn.Sequential(
            nn.Conv2d(channels, half, 1, bias=False),
            nn.BatchNorm2d(half),
            nn.ReLU(inplace=True),
            nn.Conv2d(half, half, (1, reach), bias=False, **across),
            nn.BatchNorm2d(half),
            nn.ReLU(inplace=True),
            nn.Conv2d(half, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, planes: torch.Tensor) -> torch.Tensor:
        return planes + self.body(planes)


class LineNet(nn.Module):
    """[lines, 1, 40, width] in -1 (black) to 1 (white) → [lines, width / 4, symbols] of logits."""

    def __init__(self, shape: Shape, symbols: int):
        super().__init__()
        self.shape = shape
        self.body = nn.Sequential(
            Seen((1, shape.stem), (3, 3), (2, 2)),
            Seen((shape.stem, shape.middle), (3, 3), (2, 2)),
            *(Residual(shape.middle) for _ in range(shape.middle_blocks)),
            Seen((shape.middle, shape.deep), (3, 3), (2, 1)),
            *(Residual(shape.deep) for _ in range(shape.deep_blocks)),
            Seen((shape.deep, shape.neck), (LINE_HEIGHT // 8, 1)),
            *(Context(shape.neck, shape.reach, 2**block) for block in range(shape.neck_blocks)),
        )
        self.head = nn.Conv2d(shape.neck, symbols, 1)

    def forward(self, lines: torch.Tensor) -> torch.Tensor:
        return self.head(self.body(lines)).squeeze(2).transpose(1, 2)
