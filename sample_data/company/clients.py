"""Draws the clients: who they are, how they buy and how they pay; it writes nothing and invoices nothing."""

import datetime as dt
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from stdnum import luhn
from stdnum.iso7064 import mod_11_10

from sample_data.company import words

START, END = dt.date(2023, 12, 1), dt.date(2026, 11, 20)
TERMS = (
    "30 jours",
    "45 jours fin de mois",
    "30 jours fin de mois",
    "comptant",
    "à réception",
    "60 jours",
    "fin de mois le 10",
)
TERM_WEIGHTS = (38, 24, 16, 8, 5, 6, 3)


@dataclass(frozen=True)
class Profile:
    """A way of buying. `every`: days between purchases; `basket`: list price of a purchase, from and to; `growth` a year; `first`/`last`: span of its purchases."""

    name: str
    count: int
    every: int
    basket: tuple[int, int]
    growth: float = 0.0
    first: dt.date = START
    last: dt.date = END
    status: str = "Actif"
    categories: tuple[str, ...] = ("PME", "PME", "Artisan", "Revendeur", "Collectivité", "Association")


PROFILES = (
    Profile(
        "vip",
        12,
        14,
        (1800, 7500),
        -0.04,
        status="VIP",
        categories=("Grand compte", "Grand compte", "Revendeur"),
    ),
    Profile("growing", 60, 58, (300, 2600), 0.22),
    Profile("declining", 55, 60, (300, 2600), -0.40),
    Profile("steady", 86, 72, (200, 1900)),
    Profile("seasonal", 30, 75, (400, 3200), 0.05),
    Profile("inactive", 26, 60, (200, 1600), -0.1, last=dt.date(2025, 8, 31), status="Inactif"),
    Profile("new", 16, 40, (300, 2400), 0.2, first=dt.date(2026, 2, 1)),
    Profile("prospect", 17, 0, (0, 0), status="Prospect"),
)
# Ways of paying: (days from the due date, spread, share never paid in the last year, growth of the delay in days a year).
PAYERS = {
    "early": (-6, 4, 0.0, 0),
    "punctual": (1, 2, 0.0, 0),
    "slow": (14, 7, 0.01, 0),
    "late": (42, 15, 0.05, 0),
    "bad": (70, 30, 0.30, 0),
    "worsening": (4, 5, 0.06, 16),
}
PAYER_WEIGHTS = (10, 46, 22, 9, 4, 9)


@dataclass(frozen=True)
class Client:
    """A client as drawn. `row` is its line of the Clients sheet, by header; the rest drives what follows."""

    number: str
    name: str
    profile: Profile
    payer: str
    terms: str | None
    sector: str
    vat_rate: Decimal
    granted: Decimal
    drifts: bool
    slug: str
    zone: str
    row: dict[str, object]


def clients(draw: random.Random) -> list[Client]:
    """Every client, in the order of its number."""
    profiles = [profile for profile in PROFILES for _ in range(profile.count)]
    draw.shuffle(profiles)
    names = _names(draw)
    found = [_client(draw, index, profile, names) for index, profile in enumerate(profiles, start=1)]
    return _second_sites(found)


def slug(name: str) -> str:
    """A name as a host name."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())


def _names(draw: random.Random) -> Iterator[tuple[str, str]]:
    """(sector, name) without end, no name twice."""
    seen: set[str] = set()
    while True:
        sector = draw.choice(tuple(words.SECTORS))
        trade = draw.choice(words.SECTORS[sector][0])
        shape = "{trade} de {place}" if sector == "Secteur public" else draw.choice(words.SHAPES)
        name = shape.format(trade=trade, place=draw.choice(words.PLACES))
        if name not in seen:
            seen.add(name)
            yield sector, name


def _client(draw: random.Random, index: int, profile: Profile, names: Iterator[tuple[str, str]]) -> Client:
    sector, name = next(names)
    number = f"C-{index:05d}"
    abroad = index % 23 == 0
    place = _abroad(draw) if abroad else _in_france(draw)
    category = (
        "Collectivité"
        if sector == "Secteur public"
        else draw.choice([c for c in profile.categories if c != "Collectivité"])
    )
    terms = None if index in {41, 187} else draw.choices(TERMS, TERM_WEIGHTS)[0]
    payer = draw.choices(tuple(PAYERS), PAYER_WEIGHTS)[0]
    granted = Decimal(draw.choice((0, 0, 2, 3, 5, 5, 8) if profile.name != "vip" else (5, 8, 10, 12))) / 100
    host = slug(name)
    rate = {"Outre-mer": "0.085", "Export": "0"}.get(place["Zone"], "0.20")
    row = {
        "Numéro client": number,
        "Raison sociale": name,
        "Forme juridique": draw.choice(words.LEGAL_FORMS[category]),
        "Statut": profile.status,
        "Catégorie": category,
        "Secteur d’activité": sector,
        "Responsable": draw.choice(words.MANAGERS),
        "Client depuis": _since(draw, profile),
        **place,
        **_numbers(draw, place["Pays"]),
        **_person(draw, host, place["Zone"]),
        **_delivery(draw),
        **_conditions(draw, profile, terms, granted),
    }
    return Client(
        number,
        name,
        profile,
        payer,
        terms,
        sector,
        Decimal(rate),
        granted,
        draw.random() < 0.12,
        host,
        place["Zone"],
        row,
    )


def _since(draw: random.Random, profile: Profile) -> dt.date:
    if profile.name in {"new", "prospect"}:
        return dt.date(2026, 1, 5) + dt.timedelta(days=draw.randrange(20, 250))
    return dt.date(2009, 1, 5) + dt.timedelta(days=draw.randrange(0, 5300))


def _in_france(draw: random.Random) -> dict[str, str]:
    region = draw.choices(tuple(words.FRENCH_TOWNS), words.REGION_WEIGHTS)[0]
    code, town = draw.choice(words.FRENCH_TOWNS[region]).split(" ", 1)
    return _place(draw, code, town, region, "France", words.ZONES[region])


def _abroad(draw: random.Random) -> dict[str, str]:
    country, code, town = draw.choice(words.ABROAD)
    return _place(draw, code, town, "", country, "Export")


def _place(draw: random.Random, code: str, town: str, region: str, country: str, zone: str) -> dict[str, str]:
    street = f"{draw.randrange(1, 120)} {draw.choice(words.STREETS)}"
    more = draw.choice(words.MORE) if draw.random() < 0.15 else ""
    return {
        "Zone": zone,
        "Adresse": street,
        "Complément d’adresse": more,
        "Code postal": code,
        "Ville": town,
        "Région": region,
        "Pays": country,
    }


def siren(draw: random.Random) -> str:
    """Nine digits with a valid key, in a block (29…) picked because public registers do not seem to use it; looked up nowhere."""
    body = f"29{draw.randrange(10**6):06d}"
    return body + luhn.calc_check_digit(body)


def siret(firm: str, site: int) -> str:
    """The number of a firm's `site`, with a valid key."""
    body = f"{firm}{site:04d}"
    return body + luhn.calc_check_digit(body)


def _numbers(draw: random.Random, country: str) -> dict[str, str]:
    firm = siren(draw)
    if country == "France":
        return {
            "SIRET": siret(firm, draw.choice((1, 1, 1, 2, 3))),
            "N° TVA intracommunautaire": f"FR{(12 + 3 * (int(firm) % 97)) % 97:02d}{firm}",
        }
    return {"SIRET": "", "N° TVA intracommunautaire": _foreign_vat(draw, country)}


def _foreign_vat(draw: random.Random, country: str) -> str:
    body = draw.randrange(10**6)
    match country:
        case "Belgique":
            eight = f"07{body:06d}"
            return f"BE{eight}{97 - int(eight) % 97:02d}"
        case "Luxembourg":
            return f"LU{body:06d}{body % 89:02d}"
        case "Allemagne":
            eight = f"29{body:06d}"
            return f"DE{eight}{mod_11_10.calc_check_digit(eight)}"
        case _:
            return ""


def _person(draw: random.Random, host: str, zone: str) -> dict[str, str]:
    return {
        "Contact principal": f"{draw.choice(words.FIRST_NAMES)} {draw.choice(words.LAST_NAMES)}",
        "Fonction": draw.choice(words.ROLES),
        "E-mail": f"{draw.choice(('compta', 'contact', 'achats'))}@{host}.exemple.fr",
        "Téléphone": phone(draw, zone),
        "Mobile": mobile(draw) if draw.random() < 0.6 else "",
        "Site web": f"www.{host}.exemple.fr" if draw.random() < 0.7 else "",
    }


def phone(draw: random.Random, zone: str) -> str:
    """A telephone number of the block kept for fiction in the zone."""
    return f"{words.FICTION_PHONES[zone]} {draw.randrange(100):02d} {draw.randrange(100):02d}"


def mobile(draw: random.Random) -> str:
    """A mobile number of the block kept for fiction."""
    return f"{words.FICTION_MOBILE} {draw.randrange(100):02d} {draw.randrange(100):02d}"


def _delivery(draw: random.Random) -> dict[str, object]:
    return {
        "Transporteur": draw.choice(words.CARRIERS),
        "Délai de livraison (jours)": draw.choice((1, 2, 2, 3, 5, 8)),
        "Frais de livraison": Decimal(draw.choice((0, 0, 1200, 1900, 2450, 3900))) / 100,
        "Conditions de livraison": draw.choice(words.DELIVERY_TERMS),
        "Consignes de livraison": draw.choice(words.INSTRUCTIONS),
    }


def _conditions(
    draw: random.Random, profile: Profile, terms: str | None, granted: Decimal
) -> dict[str, object]:
    return {
        "Mode de facturation": draw.choice(words.BILLING_MODES),
        "Mode de règlement": draw.choice(words.PAYMENT_METHODS),
        "Conditions de paiement": terms,
        "Devise": "EUR",
        "Remise accordée": granted,
        "Fréquence d’achat": _rhythm(profile.every),
        "Préférences": draw.choice(words.PREFERENCES),
        "Notes": draw.choice(words.NOTES),
        "Couleur préférée du logo": draw.choice(words.LOGO_COLOURS),
    }


def _rhythm(every: int) -> str | None:
    if every == 0:
        return None
    return "Deux fois par mois" if every < 20 else "Tous les deux mois" if every < 65 else "Chaque trimestre"


def _second_sites(found: list[Client]) -> list[Client]:
    """Two pairs of clients are two sites of one firm: same SIREN, another establishment."""
    french = [index for index, client in enumerate(found) if client.row["Pays"] == "France"]
    for head, branch in ((french[10], french[57]), (french[100], french[101])):
        firm = str(found[head].row["SIRET"])[:9]
        row = {
            **found[branch].row,
            "SIRET": siret(firm, 7),
            "N° TVA intracommunautaire": found[head].row["N° TVA intracommunautaire"],
        }
        name = f"{found[head].name} ({row['Ville']})"
        found[branch] = replace(found[branch], name=name, row={**row, "Raison sociale": name})
    return found
