"""Writes the trained net as one ONNX file that the reader takes, and checks that it says what the trainer says.

python -m training.learn.export --run DIR --into model.onnx --resources DIR
"""

import argparse
import copy
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from training.alphabet import BLANK, CLASSES, SYMBOLS
from training.generate.lines import load_world
from training.generate.shards import EASY_SHARDS, Shard, make_shard
from training.learn.batches import shard_batches
from training.learn.network import LINE_HEIGHT, LineNet, Shape

OPSET = 17
MOST_BYTES = 8 * 1024 * 1024
MOST_DIFFERENCE = 1e-4
CALIBRATION_SEED = 5
CALIBRATION_LINES = 800
COLUMNS_AT_ONCE = 8192


class Shipped(nn.Module):
    """The net with its norms folded into its convolutions and probabilities at its end."""

    def __init__(self, net: LineNet, temperature: float):
        super().__init__()
        self.net = folded(net)
        with torch.no_grad():
            self.net.head.weight /= temperature
            self.net.head.bias /= temperature

    def forward(self, lines: torch.Tensor) -> torch.Tensor:
        return self.net(lines).softmax(2)


def folded(net: LineNet) -> LineNet:
    """A copy in which each convolution with a norm behind it is one convolution."""
    plain = copy.deepcopy(net).eval()
    for module in list(plain.modules()):
        if isinstance(module, nn.Sequential):
            for number in range(len(module) - 1):
                first, second = module[number], module[number + 1]
                if isinstance(first, nn.Conv2d) and isinstance(second, nn.BatchNorm2d):
                    module[number] = nn.utils.fusion.fuse_conv_bn_eval(first, second)
                    module[number + 1] = nn.Identity()
    return plain


def load_net(run: Path) -> LineNet:
    """The running mean of a run's weights."""
    state = torch.load(run / "weights.pt", map_location="cpu")
    net = LineNet(Shape(**state["shape"]), CLASSES)
    net.load_state_dict(state["mean"])
    return net.eval()


def write_model(net: LineNet, file: Path, temperature: float) -> None:
    shipped = Shipped(net, temperature).eval()
    torch.onnx.export(
        shipped,
        (torch.zeros(1, 1, LINE_HEIGHT, 64),),
        str(file),
        input_names=["line"],
        output_names=["symbols"],
        dynamic_axes={"line": {0: "lines", 3: "width"}, "symbols": {0: "lines", 1: "steps"}},
        opset_version=OPSET,
        dynamo=False,
    )
    model = onnx.load(file)
    # The reader takes the symbols of the classes after "none" from here, the space among them.
    onnx.helper.set_model_props(model, {"character": "\n".join(SYMBOLS)})
    model.producer_name, model.doc_string = "countersign", ""
    onnx.checker.check_model(model)
    onnx.save(model, file)


def largest_difference(net: LineNet, file: Path, temperature: float) -> float:
    """Between trainer and file, over lines of several widths."""
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    chance = np.random.Generator(np.random.PCG64(3))
    worst = 0.0
    for count, width in ((1, 8), (1, 64), (3, 404), (1, 2048)):
        lines = chance.uniform(-1, 1, (count, 1, LINE_HEIGHT, width)).astype(np.float32)
        with torch.no_grad():
            ours = (net(torch.from_numpy(lines)) / temperature).softmax(2).numpy()
        (theirs,) = session.run(None, {"line": lines})
        worst = max(worst, float(np.abs(ours - theirs).max()))
    return worst


@torch.no_grad()
def temperature_of(net: LineNet, shard: Shard) -> float:
    """What to divide scores by so that a confidence of 0.9 is right nine times in ten, on lines not trained on."""
    rows, classes = [], []
    for batch in shard_batches(shard, COLUMNS_AT_ONCE, np.random.Generator(np.random.PCG64(4))):
        scores = net(batch.lines.float() / 127.5 - 1)
        # Blank is sure nearly everywhere and would hide what letters need.
        letters = batch.steps[..., 0] > BLANK
        rows.append(scores[letters])
        classes.append(batch.steps[letters][:, 0])
    scores, right = torch.cat(rows), torch.cat(classes)
    loss = {at: float(nn.functional.cross_entropy(scores / at, right)) for at in np.arange(0.5, 3, 0.05).round(2)}
    return float(min(loss, key=loss.__getitem__))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--resources", type=Path, required=True)
    given = parser.parse_args()
    net = load_net(given.run)
    world = load_world(given.resources, examined=False)
    temperature = temperature_of(net, make_shard(world, CALIBRATION_SEED, EASY_SHARDS, CALIBRATION_LINES))
    write_model(net, given.into, temperature)
    difference, size = largest_difference(net, given.into, temperature), given.into.stat().st_size
    if difference > MOST_DIFFERENCE or size > MOST_BYTES:
        raise SystemExit(f"{given.into}: differs by {difference:.2g} from the trainer, {size} bytes")
    print(f"{given.into}: {size / 1e6:.2f} MB, {CLASSES} classes, temperature {temperature}")
    print(f"differs by {difference:.1e} from the trainer")


if __name__ == "__main__":
    main()
