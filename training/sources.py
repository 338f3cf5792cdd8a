"""Fetches fonts, word lists and message catalogues as Debian packages and keeps what a line needs, in one folder.

    python -m training.sources --into DIR

Needs `apt-get` and `dpkg`, no rights. Nothing of it goes into the project: it only shows the net what text looks like.
"""

import argparse
import gettext
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from fontTools.ttLib import TTFont, TTLibError
from PIL import ImageFont

from training.alphabet import LIGATURES, SYMBOLS, writable

TABLE = json.loads((Path(__file__).parent / "sources.json").read_text())
WORDS_PER_LANGUAGE = 40_000
FACES_PER_FAMILY = 5
NAMES_PER_CATALOGUE = 60
_marked = re.compile(r"[%<>{}\\$|_`\x04]|POT-|--")
Item = TypeVar("Item")
_unfit = re.compile(
    r"caps|(?<=[a-z])sc\b|smcp|symbol|sym|dingbat|math|outline|unicase|swash|initial|ornament|script|frakt|nonunicode|"
    r"integral|variants|D050000L|hollow|shadow|stencil|flag|cmunvi|cmunci|cmunui|webfont|variable|bmplike",
    re.IGNORECASE,
)
_basic = set(map(chr, range(0x21, 0x7F))) - set("`^~{}|\\[]<>_@#")


def packages() -> list[str]:
    fonts = [name for group in TABLE["fonts"].values() for name in group]
    return sorted({*TABLE["dictionaries"].values(), *TABLE["catalogues"], *fonts})


def unpack(into: Path) -> dict[str, str]:
    """Each package in a folder of its own; returns which version each one is."""
    into.mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "download", "-q", *packages()], cwd=into, check=True, stdout=subprocess.DEVNULL)
    versions = {}
    for file in sorted(into.glob("*.deb")):
        name, version = file.stem.split("_")[:2]
        versions[name] = version
        subprocess.run(["dpkg", "-x", str(file), str(into / name)], check=True)
        file.unlink()
    return versions


def dictionary_words(folder: Path) -> Iterator[str]:
    """The stems of a hunspell dictionary; its rules of inflection are left aside: the letters are the same."""
    for file in sorted(folder.glob("usr/share/hunspell/*.dic")):
        rules = file.with_suffix(".aff")
        if file.is_symlink() or not rules.exists():
            continue
        charset = re.search(rb"^\s*SET\s+(\S+)", rules.read_bytes(), re.MULTILINE)
        encoding = charset.group(1).decode() if charset else "latin-1"
        text = file.read_bytes().decode({"microsoft-cp1251": "cp1251"}.get(encoding, encoding), "ignore")
        for entry in text.splitlines()[1:]:
            word = writable(re.split(r"[/\t#]", entry)[0])
            if word and len(word) > 1 and not any(character.isdigit() for character in word):
                yield word


def catalogue_sentences(folder: Path, language: str) -> Iterator[str]:
    """What programs say in a language, without their placeholders and mark-up."""
    # What is translated is English.
    written = "de" if language == "en" else language
    for file in sorted(folder.glob(f"*/usr/share/locale/{written}/LC_MESSAGES/*.mo")):
        with file.open("rb") as stream:
            catalogue = gettext.GNUTranslations(stream)._catalog
        found = set()
        for key, translation in catalogue.items():
            text = key if language == "en" else translation
            if not isinstance(text, str) or _marked.search(text):
                continue
            line = writable(text.replace("\n", " "))
            if line and " " in line and len(line) < 400:
                found.add(line)
        # Lists of countries and tongues are long and all alike.
        yield from thinned(sorted(found), NAMES_PER_CATALOGUE if file.name.startswith("iso_") else len(found))


def thinned(items: list[Item], most: int) -> list[Item]:
    """At most so many, spread evenly over the list."""
    step = max(1.0, len(items) / max(1, most))
    return [items[int(number * step)] for number in range(min(len(items), most))]


def write_text(packages_at: Path, into: Path) -> dict[str, list[int]]:
    into.mkdir(parents=True, exist_ok=True)
    counts = {}
    languages = {"nb": "no", "pt_BR": "pt"}
    sentences: dict[str, set[str]] = {}
    for language in TABLE["catalogueLanguages"]:
        found = catalogue_sentences(packages_at, language)
        sentences.setdefault(languages.get(language, language), set()).update(found)
    for language in sorted({*sentences, *TABLE["dictionaries"]}):
        lines = sorted(sentences.get(language, set()))
        name = TABLE["dictionaries"].get(language)
        words = set(dictionary_words(packages_at / name)) if name else set()
        words.update(word for line in lines for word in re.findall(r"[^\W\d_]{2,}", line))
        kept = thinned(sorted(words), WORDS_PER_LANGUAGE)
        (into / f"{language}.words").write_text("\n".join(kept))
        (into / f"{language}.lines").write_text("\n".join(lines))
        counts[language] = [len(kept), len(lines)]
    return counts


def drawable(file: Path) -> str | None:
    """Our symbols that a font really draws; None where it is no font of plain text."""
    try:
        covered = TTFont(file, fontNumber=0, lazy=True).getBestCmap() or {}
        face = ImageFont.truetype(str(file), 32, layout_engine=ImageFont.Layout.BASIC)
        picture = {symbol: bytes(face.getmask(symbol)) for symbol in SYMBOLS + LIGATURES if ord(symbol) in covered}
    except (OSError, TTLibError, AttributeError, KeyError, AssertionError):
        return None
    drawn = {symbol for symbol, pixels in picture.items() if symbol == " " or any(pixels)}
    if not _basic <= drawn or picture["a"] == picture["A"]:
        return None
    small, large = (face.getbbox(letter, anchor="ls") for letter in "xX")
    if small[1] < large[1] * 0.93:
        return None
    # A capital's picture under the small letter: an accent that the font does not really have.
    plain = {pixels for symbol, pixels in picture.items() if symbol in _basic}
    drawn -= {symbol for symbol in drawn if ord(symbol) in range(0xC0, 0x180) and picture[symbol] in plain}
    return "".join(symbol for symbol in SYMBOLS + LIGATURES if symbol in drawn or symbol == " ")


def write_fonts(packages_at: Path, into: Path) -> list[dict]:
    into.mkdir(parents=True, exist_ok=True)
    faces = []
    for group, names in TABLE["fonts"].items():
        for name in names:
            found: dict[str, list[dict]] = {}
            for file in sorted((packages_at / name).rglob("*")):
                if file.suffix.lower() not in (".ttf", ".otf") or file.is_symlink() or _unfit.search(file.name):
                    continue
                symbols = drawable(file)
                if symbols is None:
                    continue
                font = TTFont(file, fontNumber=0, lazy=True)
                family = font["name"].getBestFamilyName() or file.stem
                mono = bool(font["post"].isFixedPitch) and group == "text"
                face = {"file": f"{name}-{file.name}", "family": family, "group": "mono" if mono else group}
                face |= {"symbols": symbols, "heldOut": name in TABLE["heldOutFonts"]}
                found.setdefault(family, []).append(face | {"source": str(file)})
            for family in found.values():
                for face in thinned(family, FACES_PER_FAMILY):
                    shutil.copyfile(face.pop("source"), into / face["file"])
                    faces.append(face)
    return faces


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, required=True)
    into = parser.parse_args().into
    with tempfile.TemporaryDirectory() as scratch:
        versions = unpack(Path(scratch))
        words = write_text(Path(scratch), into / "text")
        faces = write_fonts(Path(scratch), into / "fonts")
    (into / "fonts.json").write_text(json.dumps(faces, ensure_ascii=False))
    (into / "manifest.json").write_text(json.dumps({"packages": versions, "words": words}, indent=1))
    families = {face["family"] for face in faces}
    print(f"{len(faces)} faces of {len(families)} families, {len(words)} languages: {words}")


if __name__ == "__main__":
    main()
