"""What a line says: sentences, words, and everything that business paper is full of."""

import string

import numpy as np

from training.alphabet import GREEK, LATIN, SIGNS, writable
from training.generate.corpus import Corpus, Rng, pick

_letters = [symbol for symbol in LATIN if symbol.isalpha()]
_accented = [symbol for symbol in _letters if ord(symbol) > 127]
_signs = [symbol for symbol in LATIN + SIGNS if not symbol.isalnum() and symbol != " "]
_currencies = [
    "€",
    "EUR",
    "£",
    "GBP",
    "$",
    "USD",
    "CHF",
    "¥",
    "kr",
    "Kč",
    "zł",
    "Ft",
    "lei",
    "SEK",
    "TL",
    "PLN",
]
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
_months = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
    "Januar",
    "März",
    "Mai",
    "Juni",
    "Okt.",
    "août",
    "févr.",
    "gen.",
    "mayo",
    "września",
    "února",
]
_units = [
    "kg",
    "g",
    "m²",
    "m³",
    "km",
    "cm",
    "mm",
    "l",
    "ml",
    "h",
    "min",
    "°C",
    "µm",
    "µg",
    "kWh",
    "%",
    "‰",
    "Stk.",
    "pcs",
    "szt.",
    "ks",
    "x",
    "½",
    "¼ l",
    "MB",
]
_domains = ["com", "de", "fr", "eu", "org", "net", "it", "es", "pl", "co.uk", "nl", "se", "cz", "hu", "ro", "pt"]


def digits(rng: Rng, count: int) -> str:
    return "".join(pick(rng, string.digits) for _ in range(count))


def integer(rng: Rng, low: int, high: int) -> int:
    """Both ends included."""
    return low + int(rng.random() * (high - low + 1))


def number(rng: Rng) -> str:
    whole = str(int(10 ** (rng.random() * 6)))
    thousands, decimal = pick(rng, [(".", ","), (",", "."), (" ", ","), ("’", "."), ("", ","), ("", ".")])
    groups = f"{int(whole):,}".replace(",", thousands)
    return groups + (decimal + digits(rng, 2) if rng.random() < 0.7 else "")


def amount(rng: Rng) -> str:
    value, currency = number(rng), pick(rng, _currencies)
    sign = pick(rng, ["", "", "", "", "-", "−", "+", "– "])
    gap = pick(rng, ["", " ", " "])
    form = integer(rng, 0, 9)
    if form < 4:
        return f"{sign}{value}{gap}{currency}"
    return f"{sign}{currency}{gap}{value}" if form < 7 else sign + value


def date(rng: Rng) -> str:
    day, month, year = integer(rng, 1, 31), integer(rng, 1, 12), integer(rng, 1950, 2039)
    separator = pick(rng, ".././-")
    return pick(
        rng,
        [
            f"{day:02}{separator}{month:02}{separator}{year}",
            f"{day}.{month}.{year % 100:02}",
            f"{year}-{month:02}-{day:02}",
            f"{day} {pick(rng, _months)} {year}",
            f"{pick(rng, _months)} {day}, {year}",
            f"{day}. {pick(rng, _months)} {year}",
            f"{day:02}/{month:02}/{year % 100:02} {integer(rng, 0, 23):02}:{integer(rng, 0, 59):02}",
            f"{integer(rng, 0, 23):02}:{integer(rng, 0, 59):02}:{integer(rng, 0, 59):02}",
        ],
    )


def iban(rng: Rng) -> str:
    body = pick(rng, ["DE", "FR", "IT", "ES", "NL", "PL", "GB", "CH", "AT", "HU"]) + digits(rng, 2)
    rest = digits(rng, integer(rng, 12, 20))
    if rng.random() < 0.3:
        rest = "".join(pick(rng, string.ascii_uppercase) for _ in range(4)) + rest[4:]
    whole = body + rest
    if rng.random() < 0.3:
        return whole
    return " ".join(whole[start : start + 4] for start in range(0, len(whole), 4))


def code(rng: Rng) -> str:
    """Order numbers, tax numbers, serials: letters and digits without sense."""
    alphabet = pick(
        rng,
        [string.digits, string.ascii_uppercase + string.digits, string.hexdigits, string.ascii_letters + string.digits],
    )
    parts = ["".join(pick(rng, alphabet) for _ in range(integer(rng, 1, 7))) for _ in range(integer(rng, 1, 4))]
    lead = pick(rng, ["", "", "", "No. ", "Nr. ", "Nº ", "№ ", "# ", "ID: ", "n° ", "Ref. ", "§ ", "Art. "])
    return lead + pick(rng, ["-", "/", ".", " ", "", "_", ":"]).join(parts)


def phone(rng: Rng) -> str:
    lead = pick(rng, ["+", "00", "0", "(0", "Tel. +", "Fax: 0", "T "])
    body = pick(rng, [" ", "-", "/", ".", ""]).join(digits(rng, integer(rng, 2, 4)) for _ in range(integer(rng, 2, 4)))
    return lead + digits(rng, 2) + (") " if lead == "(0" else " ") + body


def address(rng: Rng, corpus: Corpus) -> str:
    name = "".join(c for c in corpus.word(rng, corpus.language(rng)).lower() if c.isascii() and c.isalnum()) or "info"
    site = "".join(c for c in corpus.word(rng, corpus.language(rng)).lower() if c.isascii() and c.isalnum()) or "mail"
    where = f"{site}{pick(rng, ['', '', '-', digits(rng, 2)])}".strip("-") + "." + pick(rng, _domains)
    return pick(
        rng,
        [
            f"{name}@{where}",
            f"{name}.{site}@{where}",
            f"www.{where}",
            f"https://{where}/{name}",
            f"{name}_{digits(rng, 2)}@{where}",
            f"{where}/{name}?id={digits(rng, 4)}",
        ],
    )


def street(rng: Rng, corpus: Corpus) -> str:
    language = corpus.language(rng)
    word, town = corpus.word(rng, language).capitalize(), corpus.word(rng, language).capitalize()
    house = f"{integer(rng, 1, 250)}{pick(rng, ['', '', '', 'a', 'B', '/2', '-14'])}"
    return pick(
        rng,
        [
            f"{word} {house}",
            f"{word}str. {house}",
            f"{house} {word} Street",
            f"{word}straße {house}, {digits(rng, 5)} {town}",
            f"{digits(rng, 5)} {town}",
            f"{pick(rng, string.ascii_uppercase)}-{digits(rng, 4)} {town}",
            f"rue {word} {house}",
            f"ul. {word} {house}",
        ],
    )


def row(rng: Rng, corpus: Corpus) -> str:
    """A line of a table, its columns run together."""
    language = corpus.language(rng)
    cells = [
        lambda: str(integer(rng, 1, 30)),
        lambda: corpus.word(rng, language),
        lambda: f"{corpus.word(rng, language)} {corpus.word(rng, language)}",
        lambda: f"{integer(rng, 1, 500)} {pick(rng, _units)}",
        lambda: amount(rng),
        lambda: number(rng),
        lambda: f"{integer(rng, 0, 100)}{pick(rng, ['', ' '])}%",
        lambda: code(rng),
        lambda: f"{integer(rng, 1, 12)} × {number(rng)}",
    ]
    return " ".join(pick(rng, cells)() for _ in range(integer(rng, 2, 4)))


def led(rng: Rng, corpus: Corpus) -> str:
    """Dots, dashes or a rule lead from a name to its number."""
    word = corpus.word(rng, corpus.language(rng)).capitalize()
    leader = pick(rng, "....._-*") * integer(rng, 3, 14)
    gap = pick(rng, ["", " "])
    return f"{word}{gap}{leader}{gap}{pick(rng, [number, amount, digits_short, date])(rng)}"


def digits_short(rng: Rng) -> str:
    return digits(rng, integer(rng, 1, 3))


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
            pick(rng, _units),
            pick(rng, _currencies),
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
    (2, led),
    (4, short),
    (3, greek),
]
_bounds = np.cumsum([weight for weight, _ in _kinds])


def line_text(rng: Rng, corpus: Corpus, longest: int) -> str:
    """At most `longest` characters, cut between words where that is possible; a tenth all in capitals."""
    kind = _kinds[int(np.searchsorted(_bounds, rng.random() * _bounds[-1], side="right"))][1]
    text = writable(kind(rng, corpus)) or "0"
    if rng.random() < 0.1 and kind is not greek:
        text = writable(text.upper()) or text
    if len(text) > longest:
        cut = text.rfind(" ", 0, longest + 1)
        text = text[: cut if cut > longest // 2 else longest]
    return text.strip() or "0"
