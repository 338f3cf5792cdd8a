"""python -m unittest discover -s training/tests -t . (needs training/requirements.txt and no resources)"""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from training.alphabet import BLANK, CLASS_OF, CLASSES, SYMBOLS, writable
from training.generate.corpus import Corpus, Language, held_out
from training.generate.draw import Setting, draw
from training.generate.faces import Glyph
from training.generate.lines import Line
from training.generate.shards import shard_of
from training.generate.text import line_text
from training.learn.batches import UNUSED, batch_of, steps_of
from training.learn.evaluate import distance, load_recogniser
from training.learn.export import largest_difference, temperature_of, write_model
from training.learn.network import LineNet, Shape
from training.learn.train import misplaced

TINY = Shape(stem=4, middle=8, deep=8, middle_blocks=1, deep_blocks=1, neck=8, neck_blocks=1)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


class Alphabet(unittest.TestCase):
    def test_writes_what_europe_prints(self):
        for text in ("Größe 5 €", "Łódź", "İĞŞ ığş", "Țară și", "Őű", "«ça» – “tout”", "½ m² ✓", "Ελλάδα"):
            self.assertEqual(writable(text), text)

    def test_knows_each_symbol_once_and_the_space(self):
        self.assertEqual(len(set(SYMBOLS)), len(SYMBOLS))
        self.assertEqual(CLASS_OF[" "], 1)

    def test_writes_a_letter_and_its_accent_as_one(self):
        self.assertEqual(writable("e\u0301"), "é")
        self.assertIsNone(writable("漢"))


class Text(unittest.TestCase):
    corpus = Corpus(
        {
            "de": Language(["Straße", "schön", "gehen"], ["Wir gehen heute."]),
            "el": Language(["λόγος"], []),
            "en": Language(["order"], []),
        },
        examined=False,
    )

    def test_a_line_is_never_too_long_nor_unwritable(self):
        chance = rng()
        for _ in range(2000):
            text = line_text(chance, self.corpus, 20)
            self.assertTrue(0 < len(text) <= 20)
            self.assertEqual(writable(text), text)

    def test_the_same_seed_gives_the_same_lines(self):
        first, second = rng(5), rng(5)
        for _ in range(50):
            self.assertEqual(line_text(first, self.corpus, 30), line_text(second, self.corpus, 30))

    def test_a_sentence_has_no_word_of_the_examination(self):
        forbidden = next(word for word in map("wort{}".format, "abcdefghijklmnopqrstuvwxyz") if held_out(word))
        corpus = Corpus({"de": Language(["gehen"], [f"Das {forbidden} da."])}, examined=False)
        self.assertEqual(corpus.sentence(rng(), "de"), "Das gehen da.")


class BlockPen:
    """A pen whose every glyph is a black block of 6 × 10 px."""

    size, ascent, descent = 12, 12, 3
    symbols = frozenset("abcfiﬁ")

    def glyph(self, character: str) -> Glyph:
        high = 0 if character == " " else 10
        return Glyph(np.full((high, 6 if high else 0), 255, dtype=np.uint8), 1, -high, 8.0)

    def kern(self, _pair: str) -> float:
        return 0.0


class Drawing(unittest.TestCase):
    def test_each_character_stands_where_it_is_said_to(self):
        ink = draw(rng(), BlockPen(), "ab c", Setting())
        row = ink.mask[ink.baseline - 5]
        self.assertEqual([row[int(centre)] > 0 for centre in ink.centres], [True, True, False, True])
        self.assertEqual(ink.box[3] - ink.box[1], 10)

    def test_a_ligature_is_one_picture_of_two_letters(self):
        ink = draw(rng(), BlockPen(), "afi", Setting(ligatures=True))
        self.assertEqual(len(ink.centres), 3)
        self.assertEqual((ink.centres - ink.centres[0]).tolist(), [0, 6.5, 9.5])


class Steps(unittest.TestCase):
    def test_a_character_is_said_where_its_middle_stands(self):
        steps = steps_of(np.array([5, 6]), np.array([9.0, 25.0]), 10).tolist()
        self.assertEqual([steps[2], steps[6]], [[5, UNUSED, UNUSED], [6, UNUSED, UNUSED]])
        self.assertEqual([steps[at] for at in (0, 4, 8, 9)], [[BLANK, UNUSED, UNUSED]] * 4)

    def test_beside_a_character_may_stand_the_same_or_nothing(self):
        steps = steps_of(np.array([5, 6]), np.array([9.0, 17.0]), 6).tolist()
        self.assertEqual(steps[1:6], [[0, -1, 5], [5, -1, -1], [0, 5, 6], [6, -1, -1], [0, 6, -1]])

    def test_equal_characters_are_parted(self):
        steps = steps_of(np.array([5, 5]), np.array([9.0, 12.0]), 10)
        self.assertEqual(steps[2:5].tolist(), [[5, -1, -1], [BLANK, -1, -1], [5, -1, -1]])

    def test_what_a_step_may_not_say_costs(self):
        chances = torch.log_softmax(torch.tensor([[[9.0, 0, 0], [0, 9.0, 0]]]), 2)
        fitting, wrong = torch.tensor([[[0, -1, -1], [0, 1, -1]]]), torch.tensor([[[0, -1, -1], [0, 2, -1]]])
        self.assertLess(float(misplaced(chances, fitting)), 0.01)
        self.assertGreater(float(misplaced(chances, wrong)), 5)

    def test_a_line_with_no_room_is_left_out(self):
        self.assertIsNone(steps_of(np.array([5, 5, 5]), np.array([1.0, 2.0, 3.0]), 4))

    def test_a_batch_goes_on_with_the_last_column(self):
        lines = [
            Line(np.full((40, width), grey, dtype=np.uint8), "a", np.array([4.0]), "")
            for width, grey in ((8, 9), (20, 7))
        ]
        batch = batch_of(shard_of(lines), np.array([0, 1]), 1.0)
        self.assertEqual(batch.lines.shape, (2, 1, 40, 20))
        self.assertEqual(set(batch.lines[0].flatten().tolist()), {9})


class Export(unittest.TestCase):
    def test_the_file_says_what_the_trainer_says(self):
        torch.manual_seed(1)
        net = LineNet(TINY, CLASSES)
        net(torch.rand(4, 1, 40, 64))
        net.eval()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "model.onnx"
            write_model(net, file, 1.5)
            self.assertLess(largest_difference(net, file, 1.5), 1e-4)
            self.assertGreater(largest_difference(net, file, 1), 1e-4)
            recogniser = load_recogniser(file)
            self.assertEqual("".join(recogniser.alphabet), SYMBOLS)
            self.assertIsInstance(recogniser.read(recogniser.planes(np.zeros((48, 100), np.uint8))), str)


class Confidence(unittest.TestCase):
    def test_a_net_that_is_too_sure_is_told_to_be_less_so(self):
        lines = [
            Line(np.zeros((40, 40), dtype=np.uint8), "ab"[number % 4 == 0], np.array([20.0]), "")
            for number in range(80)
        ]

        def sure(pictures: torch.Tensor) -> torch.Tensor:
            scores = torch.zeros(len(pictures), pictures.shape[3] // 4, CLASSES) - 50
            scores[:, :, CLASS_OF["a"]], scores[:, :, CLASS_OF["b"]] = 3.0, 0.0
            return scores

        # Three in four are an a, so the odds are e to the 1.1: the scores are 2.7 times too far apart.
        self.assertAlmostEqual(temperature_of(sure, shard_of(lines)), 2.7, delta=0.1)


class Distance(unittest.TestCase):
    def test_counts_what_was_changed_left_out_and_added(self):
        for ours, theirs, expected in (
            ("kitten", "sitting", 3),
            ("", "abc", 3),
            ("abc", "", 3),
            ("abc", "abc", 0),
            ("abcd", "bcda", 2),
        ):
            self.assertEqual(distance(list(ours), list(theirs)), expected)


if __name__ == "__main__":
    unittest.main()
