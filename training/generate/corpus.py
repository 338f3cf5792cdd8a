"""Words and sentences by language, split for good into those to learn from and those to be examined on."""

import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

Rng = np.random.Generator
Item = TypeVar("Item")
_words = re.compile(r"[^\W\d_]{4,}")
_share_held_out = 16


def held_out(word: str) -> bool:
    """One word in sixteen is never trained on; short ones are too few to spare."""
    return len(word) >= 4 and zlib.crc32(word.casefold().encode()) % _share_held_out == 0


@dataclass(frozen=True)
class Language:
    words: list[str]
    sentences: list[str]


@dataclass(frozen=True)
class Corpus:
    languages: dict[str, Language]
    examined: bool

    def language(self, rng: Rng) -> str:
        """English a quarter of the time, for business paper everywhere has some; all others alike."""
        return "en" if rng.random() < 0.22 else pick(rng, self._latin)

    @property
    def _latin(self) -> list[str]:
        return [name for name in self.languages if name != "el"]

    def word(self, rng: Rng, language: str) -> str:
        return pick(rng, self.languages[language].words)

    def sentence(self, rng: Rng, language: str) -> str:
        """A sentence whose words are all of this side of the split: one of the other side gives way to another."""
        sentences = self.languages[language].sentences
        if not sentences:
            return " ".join(self.word(rng, language) for _ in range(8))

        def ours(match: re.Match[str]) -> str:
            word = match.group()
            if held_out(word) == self.examined:
                return word
            other = self.word(rng, language)
            return other.capitalize() if word[0].isupper() else other

        return _words.sub(ours, pick(rng, sentences))


def pick(rng: Rng, items: list[Item] | str) -> Item:
    return items[int(rng.random() * len(items))]


def load_corpus(resources: Path, *, examined: bool) -> Corpus:
    languages = {}
    for file in sorted((resources / "text").glob("*.words")):
        words = [word for word in file.read_text().split("\n") if held_out(word) == examined and len(word) < 30]
        lines = file.with_suffix(".lines").read_text().split("\n")
        languages[file.stem] = Language(words, [line for line in lines if line])
    return Corpus(languages, examined)
