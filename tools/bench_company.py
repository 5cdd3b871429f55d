"""A made-up company of any size as typed tables, the same for the same size, for the measures that start from loaded data; it holds nobody's data.

`made_up` has amounts and days alone, as indicators read them; `with_words` adds what one searches and shows: names, numbers, places, contacts.
"""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from fiche.dataset import FINDINGS_SCHEMA, SET_ASIDE_SCHEMA, Dataset
from fiche.model import STORED, TableName, schema
from tools.bench_tasks import AS_OF

FIRST = (
    "Martin", "Bernard", "Dubois", "Thomas", "Robert", "Richard", "Petit", "Durand", "Leroy", "Moreau", "Simon", "Laurent", "Lefèvre", "Michel",
    "Garcia", "David", "Bertrand", "Roux", "Vincent", "Fournier", "Morel", "Girard", "André", "Mercier", "Blanc", "Guérin", "Boyer", "Garnier",
    "Chevalier", "François", "Legrand", "Gauthier", "Perrin", "Robin", "Clément", "Morin", "Nicolas", "Henry", "Roussel", "Mathieu", "Gautier", "Masson",
)  # fmt: skip
TRADES = (
    "Bâtiment", "Électricité", "Menuiserie", "Plomberie", "Transports", "Négoce", "Boulangerie", "Mécanique", "Peinture", "Jardins", "Informatique",
    "Conseil", "Imprimerie", "Textile", "Emballages", "Traiteur", "Optique", "Pharmacie", "Serrurerie", "Charpente", "Carrelage", "Nettoyage",
)  # fmt: skip
FORMS = ("SARL", "SAS", "SA", "EURL", "SNC", "& Fils", "Frères", "et Cie")
CITIES = (
    "Paris", "Lyon", "Marseille", "Toulouse", "Nice", "Nantes", "Strasbourg", "Montpellier", "Bordeaux", "Lille", "Rennes", "Reims", "Saint-Étienne",
    "Toulon", "Grenoble", "Dijon", "Angers", "Nîmes", "Villeurbanne", "Clermont-Ferrand", "Le Mans", "Aix-en-Provence", "Brest", "Tours", "Amiens",
)  # fmt: skip
SYLLABLES = (
    "ba",
    "be",
    "ca",
    "co",
    "da",
    "di",
    "fa",
    "fre",
    "ga",
    "gui",
    "la",
    "lo",
    "ma",
    "mi",
    "na",
    "no",
    "pa",
    "pi",
    "ra",
    "ro",
    "sa",
    "tre",
    "va",
    "vi",
)
CENTS = pl.Decimal(18, 2)


def made_up(clients: int, documents: int) -> Dataset:
    """Invoices with a due date, a discount and a cost; of four, one unpaid, one paid in two parts and two at once."""
    draw = np.random.default_rng(1)
    day = dt.date(2023, 4, 1) - dt.date(1970, 1, 1)
    issued = day.days + draw.integers(0, 1090, documents)
    net = draw.integers(100, 500_000, documents)
    client = draw.integers(1, clients + 1, documents)
    invoices = pl.DataFrame(
        {
            "document_key": np.arange(1, documents + 1),
            "client_id": client,
            "issued": issued.astype(np.int32),
            "net": net,
            "gross": net * 12 // 10,
            "discount": net * draw.choice([0, 5, 10], documents) // 100,
            "late": draw.integers(0, 90, documents).astype(np.int32),
            "parts": draw.choice([0, 1, 1, 2], documents),
        }
    ).with_columns(pl.format("C{}", pl.col("client_id").cast(pl.String).str.zfill(6)).alias("client_id"))
    table = invoices.select(
        "document_key",
        "client_id",
        pl.format("F{}", "document_key").alias("document_id"),
        pl.lit("invoice").alias("kind"),
        pl.col("issued").cast(pl.Date).alias("date"),
        (pl.col("issued") + 30).cast(pl.Date).alias("due_date"),
        *(_cents(column).cast(CENTS) for column in ("net", "gross", "discount")),
        _cents("before", pl.col("net") + pl.col("discount")).cast(CENTS).alias("before_discount"),
        _cents("cost", pl.col("net") * 6 // 10).cast(CENTS),
        pl.lit(False).alias("net_is_gross"),
    )
    half = pl.when(pl.col("parts") == 2).then(pl.col("gross") // 2).otherwise("gross")
    first = _payment(invoices.filter(pl.col("parts") > 0), half, pl.col("late"))
    second = _payment(invoices.filter(pl.col("parts") == 2), pl.col("gross") - half, pl.col("late") + 40)
    people = pl.DataFrame({"client_id": [f"C{n:06d}" for n in range(1, clients + 1)]}).with_columns(
        pl.lit(Decimal("5000.00")).cast(CENTS).alias("credit_limit"),
        pl.lit(0.05).alias("granted_discount"),
    )
    found = {"clients": people, "documents": table, "payments": pl.concat([first, second])}
    tables = {name: _typed(name, found.get(name, pl.DataFrame())) for name in STORED}
    empty = (pl.DataFrame(schema=SET_ASIDE_SCHEMA), pl.DataFrame(schema=FINDINGS_SCHEMA))
    return Dataset(tables, *empty, AS_OF)


def with_words(dataset: Dataset) -> Dataset:
    """The same clients with a name, a city, a SIRET, an e-mail, a phone and a category, half of them with a contact, a tenth with an exchange."""
    count = dataset.clients.height
    draw = np.random.default_rng(2)
    said = {
        name: pl.Series(values)[draw.integers(0, len(values), count)]
        for name, values in (("first", FIRST), ("trade", TRADES), ("form", FORMS), ("city", CITIES), ("contact", FIRST))
    }  # fmt: skip
    number = pl.col("client_id").str.slice(1).cast(pl.Int64)
    whole = dataset.clients.with_columns(pl.Series(name, list(values)) for name, values in said.items())
    invented = pl.Series([f"{_called(n)} {FORMS[n % len(FORMS)]}" for n in range(1, count + 1)])
    sirets = pl.Series("siret", [_siret(n) for n in range(1, count + 1)])
    clients = whole.with_columns(
        pl.when(number % 3 > 0)
        .then(pl.format("{} {} {}", "trade", "first", "form"))
        .otherwise(invented)
        .alias("name"),
        sirets,
        pl.format("contact{}@societe{}.example", number, number % 997).alias("email"),
        pl.format("04 {}", (10_000_000 + number * 89).cast(pl.String)).alias("phone"),
        (1_000 + number % 95 * 1_000).cast(pl.String).str.zfill(5).alias("postal_code"),
        pl.concat_str(pl.lit("Catégorie "), (number % 5).cast(pl.String)).alias("category"),
    )
    contacts = clients.filter(number % 2 == 0).select(
        "client_id",
        pl.format("{} {}", "first", "contact").alias("contact_name"),
        pl.format("{}.{}@exemple.example", pl.lit("c"), number).alias("email"),
    )
    talks = clients.filter(number % 10 == 0).select(
        "client_id", pl.lit(AS_OF).alias("date"), pl.lit("Appel").alias("channel"), pl.lit("À rappeler").alias("summary"),
    )  # fmt: skip
    found: dict[TableName, pl.DataFrame] = {"clients": clients, "contacts": contacts, "interactions": talks}
    return replace(dataset, tables={**dataset.tables, **{name: _typed(name, f) for name, f in found.items()}})


def _called(number: int) -> str:
    """A name that few others bear."""
    rest, said = number * 7919 % 331_776, ""
    for _ in range(4):
        rest, at = divmod(rest, len(SYLLABLES))
        said += SYLLABLES[at]
    return said.capitalize()


def _siret(number: int) -> str:
    """A number with the right keys: the SIREN of the client, its second establishment."""
    siren = _keyed(30_000_000 + number * 607 % 60_000_000)
    return _keyed(int(f"{siren}0001"))


def _keyed(digits: int) -> str:
    """The digits and the one that makes Luhn's sum a multiple of ten."""
    doubled = [int(each) * (2 - at % 2) for at, each in enumerate(reversed(str(digits)))]
    return f"{digits}{-sum(each // 10 + each % 10 for each in doubled) % 10}"


def _cents(name: str, amount: pl.Expr | None = None) -> pl.Expr:
    whole = pl.col(name) if amount is None else amount
    return (whole.cast(pl.Decimal(18, 2)) * pl.lit(Decimal("0.01"))).alias(name)


def _payment(invoices: pl.DataFrame, amount: pl.Expr, days: pl.Expr) -> pl.DataFrame:
    return invoices.select(
        "client_id",
        "document_key",
        (pl.col("issued") + days).cast(pl.Date).alias("date"),
        _cents("amount", amount).cast(pl.Decimal(18, 2)),
        pl.lit(False).alias("assumed"),
        pl.lit(False).alias("implied"),
    )


def _typed(name: TableName, frame: pl.DataFrame) -> pl.DataFrame:
    types: dict[str, Any] = schema(name)
    columns = [
        frame[each].cast(kind)
        if each in frame.columns
        else pl.Series(each, [None] * frame.height, dtype=kind)
        for each, kind in types.items()
    ]
    return pl.DataFrame(columns, schema=types)
