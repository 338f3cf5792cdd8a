"""What a line says: sentences, words, and everything that business paper is full of."""

import string

import numpy as np

from training.alphabet import GREEK, LATIN, SIGNS, writable
from training.generate.corpus import Corpus, Rng, pick
from training.generate.values import (
    CURRENCIES,
    UNITS,
    address,
    amount,
    business,
    code,
    date,
    digits,
    digits_short,
    iban,
    integer,
    number,
    phone,
    street,
)

_letters = [symbol for symbol in LATIN if symbol.isalpha()]
_accented = [symbol for symbol in _letters if ord(symbol) > 127]
_signs = [symbol for symbol in LATIN + SIGNS if not symbol.isalnum() and symbol != " "]
_quotes = [
    ("“", "”"),
    ("„", "“"),
    ("«", "»"),
    ("‘", "’"),
    ('"', '"'),
    ("‚", "‘"),
    ("‹", "›"),
    ("(", ")"),
    ("[", "]"),
    ("»", "«"),
]


def row(rng: Rng, corpus: Corpus) -> str:
    """A line of a table, its columns run together."""
    language = corpus.language(rng)
    cells = [
        lambda: str(integer(rng, 1, 30)),
        lambda: corpus.word(rng, language),
        lambda: f"{corpus.word(rng, language)} {corpus.word(rng, language)}",
        lambda: f"{integer(rng, 1, 500)} {pick(rng, UNITS)}",
        lambda: amount(rng),
        lambda: number(rng),
        lambda: f"{integer(rng, 0, 100)}{pick(rng, ['', ' '])}%",
        lambda: code(rng),
        lambda: f"{integer(rng, 1, 12)} {pick(rng, ['×', 'x', 'x'])} {number(rng)}",
    ]
    return " ".join(pick(rng, cells)() for _ in range(integer(rng, 2, 4)))


def led(rng: Rng, corpus: Corpus) -> str:
    """Dots, dashes or a rule lead from a name to its number."""
    word = corpus.word(rng, corpus.language(rng)).capitalize()
    leader = pick(rng, "....._-*") * integer(rng, 3, 14)
    gap = pick(rng, ["", " "])
    return f"{word}{gap}{leader}{gap}{pick(rng, [number, amount, digits_short, date])(rng)}"


def words(rng: Rng, corpus: Corpus) -> str:
    mixed = rng.random() < 0.1
    language = corpus.language(rng)
    parts = []
    for _ in range(integer(rng, 1, 6)):
        word = corpus.word(rng, corpus.language(rng) if mixed else language)
        if rng.random() < 0.25:
            word = word.capitalize()
        if rng.random() < 0.05:
            word = word.upper()
        if rng.random() < 0.08:
            before, after = pick(rng, _quotes)
            word = before + word + after
        parts.append(word + pick(rng, [""] * 12 + list(",,,.:;!?-") + ["…", ".", ")", "*"]))
    joint = pick(rng, [" "] * 14 + [" – ", " - ", "/", ", ", " — ", " & ", " • ", "-", "+"])
    return joint.join(parts)


def labelled(rng: Rng, corpus: Corpus) -> str:
    value = pick(rng, [amount, date, code, number, phone, iban])(rng)
    label = corpus.word(rng, corpus.language(rng))
    return f"{pick(rng, [label, label.capitalize(), label.upper()])}{pick(rng, [': ', ' ', '. ', ' = ', ':'])}{value}"


def soup(rng: Rng, corpus: Corpus) -> str:
    """Every symbol, however rare, must have been seen often: words with a strange letter or sign in them."""
    parts = []
    for _ in range(integer(rng, 1, 5)):
        word = list(corpus.word(rng, corpus.language(rng))[: integer(rng, 1, 9)])
        word[integer(rng, 0, len(word) - 1)] = pick(rng, pick(rng, [_accented, _letters, _signs, string.digits]))
        parts.append("".join(word))
    return " ".join(parts)


def greek(rng: Rng, corpus: Corpus) -> str:
    if rng.random() < 0.15:
        return " ".join("".join(pick(rng, GREEK) for _ in range(integer(rng, 1, 6))) for _ in range(3))
    text = corpus.sentence(rng, "el")
    return text if any(letter in GREEK for letter in text) else corpus.word(rng, "el")


def short(rng: Rng, corpus: Corpus) -> str:
    return pick(
        rng,
        [
            str(integer(rng, 0, 999)),
            pick(rng, _signs),
            pick(rng, _letters),
            pick(rng, UNITS),
            pick(rng, CURRENCIES),
            corpus.word(rng, corpus.language(rng)),
            f"{integer(rng, 1, 9)}.",
            f"{integer(rng, 1, 99)} %",
            f"{integer(rng, 1, 9)}/{integer(rng, 1, 9)}",
            f"✓ {corpus.word(rng, 'en')}",
            f"• {corpus.word(rng, 'en')}",
        ],
    )


def sentence(rng: Rng, corpus: Corpus) -> str:
    whole = corpus.sentence(rng, corpus.language(rng)).split(" ")
    start = integer(rng, 0, max(0, len(whole) - 3)) if rng.random() < 0.6 else 0
    return " ".join(whole[start:])


_alone = [amount, date, number, code, phone, iban]
_kinds = [
    (26, sentence),
    (20, words),
    (10, row),
    (10, lambda rng, _corpus: pick(rng, _alone)(rng)),
    (8, labelled),
    (8, soup),
    (4, address),
    (5, street),
    (7, business),
    (2, led),
    (4, short),
    (3, greek),
]
_bounds = np.cumsum([weight for weight, _ in _kinds])


def line_text(rng: Rng, corpus: Corpus, longest: int) -> str:
    """At most `longest` characters, cut between words where that is possible; a fifth all in capitals, as tills print."""
    kind = _kinds[int(np.searchsorted(_bounds, rng.random() * _bounds[-1], side="right"))][1]
    text = writable(kind(rng, corpus)) or "0"
    if rng.random() < 0.2 and kind is not greek:
        text = writable(text.upper()) or text
    if len(text) > longest:
        cut = text.rfind(" ", 0, longest + 1)
        text = text[: cut if cut > longest // 2 else longest]
    return text.strip() or "0"
