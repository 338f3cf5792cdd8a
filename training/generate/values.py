"""Values that business paper is full of: numbers, amounts, dates, codes, addresses."""

import string

from training.generate.corpus import Corpus, Rng, pick

CURRENCIES = [
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
MONTHS = [
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
UNITS = [
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
LEGAL_FORMS = [
    "LTD",
    "LTD.",
    "PTE LTD",
    "SDN BHD",
    "SDN. BHD.",
    "(M) SDN BHD",
    "S/B",
    "INC.",
    "LLC",
    "PTY LTD",
    "GmbH",
    "GmbH & Co. KG",
    "S.A.",
    "S.L.",
    "S.r.l.",
    "Lda.",
    "B.V.",
    "AB",
    "A/S",
    "Oy",
    "Sp. z o.o.",
    "s.r.o.",
    "Kft.",
    "& SONS",
    "& CO.",
    "ENTERPRISE",
    "TRADING",
]
DOMAINS = ["com", "de", "fr", "eu", "org", "net", "it", "es", "pl", "co.uk", "nl", "se", "cz", "hu", "ro", "pt"]


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
    value, currency = number(rng), pick(rng, CURRENCIES)
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
            f"{day} {pick(rng, MONTHS)} {year}",
            f"{pick(rng, MONTHS)} {day}, {year}",
            f"{day}. {pick(rng, MONTHS)} {year}",
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
    where = f"{site}{pick(rng, ['', '', '-', digits(rng, 2)])}".strip("-") + "." + pick(rng, DOMAINS)
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


def business(rng: Rng, corpus: Corpus) -> str:
    """How a till's slip begins: a name with its form and register, an address with lots and units, telephones."""
    language = corpus.language(rng)
    names = [corpus.word(rng, language).capitalize() for _ in range(integer(rng, 1, 3))]
    joint = pick(rng, [" ", " ", " ", " & ", "&", "-"])
    initials = "".join(pick(rng, string.ascii_uppercase) for _ in range(2))
    numbers = [f"{integer(rng, 1, 400)}{pick(rng, ['', '', '-A', 'G', 'B', '/2'])}" for _ in range(2)]
    house = pick(rng, [numbers[0], f"{numbers[0]}{pick(rng, ['&', ' & ', '-', ', '])}{numbers[1]}"])
    register = f"({digits(rng, integer(rng, 5, 7))}-{pick(rng, string.ascii_uppercase)})"
    return pick(
        rng,
        [
            f"{joint.join(names)} {pick(rng, LEGAL_FORMS)}",
            f"{joint.join(names)} {pick(rng, LEGAL_FORMS)} {register}",
            f"{pick(rng, ['', initials + ' ', '.'.join(initials) + '. '])}{joint.join(names)}",
            f"{pick(rng, ['No. ', 'NO ', 'Lot ', 'Unit ', 'NO.', ''])}{house}, {names[0]} {numbers[1]}{pick(rng, ',. ')}",
            f"{names[0]} {integer(rng, 1, 60)}/{integer(rng, 1, 60)}{pick(rng, ['', 'A', 'D'])}, {names[-1]}",
            f"{digits(rng, 5)} {' '.join(names)}{pick(rng, ['', '.', ','])}",
            f"TEL: {digits(rng, 2)}-{digits(rng, 8)} FAX: {digits(rng, 2)}-{digits(rng, 8)}",
            f"{pick(rng, ['GST', 'VAT', 'TAX', 'REG'])} {pick(rng, ['NO', 'No.', 'ID', 'REG'])}: {digits(rng, 12)}",
        ],
    ).strip()


def digits_short(rng: Rng) -> str:
    return digits(rng, integer(rng, 1, 3))
