"""Made-up ledgers for the tests: entries as an accounting tool writes them, in any of the variants of a FEC."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

import polars as pl

from fiche import loading
from fiche.dataset import Dataset
from fiche.matching import propose
from fiche.reading.raw import Kind, RawColumn, RawSheet

NAMES = (
    "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef PieceDate EcritureLib Debit Credit "
    "EcritureLet DateLet ValidDate Montantdevise Idevise"
).split()
TODAY = dt.date(2026, 12, 31)
Line = dict[str, str]
Entry = list[Line]


def amount(value: Decimal) -> str:
    return f"{value:.2f}".replace(".", ",")


def line(journal: str, number: str, day: str, account: str, value: Decimal | int | str, **more: str) -> Line:
    """One line; `value` above zero is a debit."""
    value = Decimal(value)
    return {
        "JournalCode": journal, "JournalLib": {"VE": "Ventes", "BQ": "Banque", "AN": "À nouveaux", "OD": "Opérations diverses"}.get(journal, journal),
        "EcritureNum": number, "EcritureDate": day, "CompteNum": account, "CompteLib": "Compte", "PieceDate": day, "ValidDate": day,
        "Debit": amount(max(value, Decimal(0))), "Credit": amount(max(-value, Decimal(0))), **more,
    }  # fmt: skip


def sale(
    number: str, day: str, client: str, gross: str, piece: str = "", letter: str = "", label: str = ""
) -> Entry:
    """An invoice, or a credit note when `gross` is below zero, with 20 % of VAT."""
    total = Decimal(gross)
    net = (total / Decimal("1.2")).quantize(Decimal("0.01"))
    said = {"PieceRef": piece or number, "EcritureLib": label or f"Facture {piece or number}"}
    who = {"CompAuxNum": client, "CompAuxLib": f"Société {client}", "EcritureLet": letter}
    return [
        line("VE", number, day, "411000", total, **said, **who),
        line("VE", number, day, "706000", -net, **said),
        line("VE", number, day, "445710", net - total, **said),
    ]


def payment(
    number: str, day: str, client: str, paid: str, piece: str = "", letter: str = "", label: str = "Virement"
) -> Entry:
    said = {"PieceRef": piece or "-", "EcritureLib": label}
    who = {"CompAuxNum": client, "CompAuxLib": f"Société {client}", "EcritureLet": letter}
    return [
        line("BQ", number, day, "512000", paid, **said),
        line("BQ", number, day, "411000", -Decimal(paid), **said, **who),
    ]


def between(
    number: str,
    day: str,
    client: str,
    value: str,
    debit: str,
    credit: str,
    letters: tuple[str, str] = ("", ""),
    piece: str = "",
    named: bool = True,
) -> Entry:
    """An entry of one client on two accounts; `named`: whether lines other than the accounts 411 say whose they are."""
    rows = []
    for account, amount, letter in (
        (debit, Decimal(value), letters[0]),
        (credit, -Decimal(value), letters[1]),
    ):
        theirs = account[:3] in ("411", "413", "416", "418", "419") and (named or account.startswith("411"))
        who = {"CompAuxNum": client, "CompAuxLib": f"Société {client}"} if theirs else {}
        said = {
            "EcritureLet": letter,
            "PieceRef": piece or "-",
            "EcritureLib": "Virement de compte",
            "CompteLib": {"416": "Clients douteux", "413": "Effets à recevoir"}.get(account[:3], "Compte"),
        }
        rows.append(line("OD", number, day, account, amount, **said, **who))
    return rows


def opening(day: str, balances: dict[str, str]) -> Entry:
    total = sum(map(Decimal, balances.values()), Decimal(0))
    said = {"PieceRef": "-", "EcritureLib": "À nouveau"}
    return [
        *(
            line("AN", "1", day, "411000", v, **said, CompAuxNum=c, CompAuxLib=f"Société {c}")
            for c, v in balances.items()
        ),
        line("AN", "1", day, "120000", -total, **said),
    ]


def written(
    lines: Iterable[Line],
    mark: str = "\t",
    end: str = "\r\n",
    encoding: str = "utf-8",
    names: Sequence[str] = NAMES,
) -> bytes:
    rows = [mark.join(names), *(mark.join(x.get(n, "") for n in names) for x in lines)]
    return (end.join(rows) + end).encode(encoding)


def load(*files: tuple[str, bytes], known: Dataset | None = None) -> Dataset:
    dataset = loading.check(loading.prepare(files), loaded_on=TODAY, known=known)
    assert dataset.rows_loaded + len(dataset.set_aside) == dataset.rows_in_file
    return dataset


def load_lines(**files: Sequence[Line]) -> Dataset:
    """The same of lines that need no reading, since no child is started: for laws, which load hundreds of times."""
    tables = [raw(f"123456782FEC{name}", lines) for name, lines in files.items()]
    reading = loading.Reading((), tuple(propose(t) for t in tables), tuple(tables))
    return loading.check(reading, loaded_on=TODAY)


def raw(name: str, lines: Sequence[Line]) -> RawSheet:
    columns = []
    for header in NAMES:
        text = pl.Series([header, *(x.get(header) or None for x in lines)], dtype=pl.String)
        columns.append(RawColumn(text.is_not_null().cast(pl.UInt8) * int(Kind.TEXT), text))
    return RawSheet(f"{name}.txt", name, tuple(columns), len(lines) + 1)


def chain_of(*entries: Entry) -> Entry:
    return [x for entry in entries for x in entry]


def fec(*entries: Entry, year: int = 2026, part: str = "") -> tuple[str, bytes]:
    return f"123456782FEC{year}1231{part}.txt", written(chain_of(*entries))


def balances(dataset: Dataset) -> dict[str, Decimal]:
    rows = pl.concat(
        [
            dataset.documents.select("client_id", "gross"),
            dataset.payments.select("client_id", (-pl.col("amount")).alias("gross")),
        ],
        how="vertical_relaxed",
    )
    return dict(rows.group_by("client_id").agg(pl.col("gross").sum()).iter_rows())


def codes(dataset: Dataset) -> set[str]:
    return set(dataset.findings["code"])
