"""A client's statement as a workbook: what is still to be paid and to be deducted at a date, and the balance; it computes no indicator."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from fiche.analysis.figures import ClientRecord, Figure, Filters
from fiche.analysis.portfolio import Portfolio
from fiche.excel.contents import plain
from fiche.excel.draw_statement import ADDRESS, DEDUCT, LATE_INTEREST, LINES, NAME, OPEN
from fiche.excel.heights import fit
from fiche.excel.looks import EURO, sign
from fiche.excel.patcher import Patcher
from fiche.excel.values import Value, attribute_xml
from fiche.excel.words import KINDS, PAYMENT, UNDEFINED, Words
from fiche.file_names import LONGEST, safe_name
from fiche.i18n import colon, language, speaking

_TEMPLATES = Path(__file__).parent / "templates"
_STRONG = 0.8  # of the width, for letters that are larger and bold
_NUMBER = Words("Client n° ", "Client no. ")
_OTHERS = Words(
    " (les pièces en {currencies} sont sur un autre relevé)",
    " (documents in {currencies} are on another statement)",
)
_DISPUTED = Words("en litige", "in dispute")
ZERO = Decimal("0.00")


def statement(
    portfolio: Portfolio, client_id: str, as_of: dt.date, tongue: str = "fr", currency: str | None = None
) -> bytes:
    """The statement of a client at `as_of` in one currency (None: that of most of its documents); the others are named. Raises UnknownClient."""
    tongue = "en" if tongue == "en" else "fr"
    with speaking(tongue):
        record, currencies = portfolio.client(client_id), portfolio.currencies_of(client_id)
        chosen = currency or currencies[0]
        others = [code for code in currencies if code != chosen]
        return _filled(portfolio, record, chosen, others, as_of)


def statement_name(record: ClientRecord, as_of: dt.date) -> str:
    """A file name for a client's statement that every system accepts; the date is never cut."""
    who = " ".join(str(record.fields[name] or "") for name in ("client_id", "name"))
    return safe_name(f"{NAME[language()]} {who}"[: LONGEST - 20] + f" {as_of:%Y-%m-%d}.xlsx")


def owed(portfolio: Portfolio, client_id: str, as_of: dt.date) -> list[str]:
    """The currencies in which a client has something to pay or to deduct."""
    found = []
    for currency in portfolio.currencies_of(client_id):
        figures = portfolio.figures(as_of, client_id, Filters(currency=currency))
        if figures["outstanding"].value or figures["unapplied"].value:
            found.append(currency)
    return found


def _filled(
    portfolio: Portfolio,
    record: ClientRecord,
    currency: str,
    others: Sequence[str],
    as_of: dt.date,
) -> bytes:
    client_id = str(record.fields["client_id"])
    where = Filters(currency=currency)
    to_pay, to_deduct = statement_lines(portfolio, client_id, as_of, where)
    book = Patcher(_template(language()))
    book.grow({"block_open": len(to_pay), "block_deduct": len(to_deduct)})
    if currency != EURO:
        book.restyle(*(attribute_xml(sign(language(), code)) for code in (EURO, currency)))
    apart = _OTHERS[language()].format(currencies=", ".join(others)) if others else ""
    _fill_top(book, record, as_of, f"{_NUMBER[language()]}{client_id} · {currency}{apart}")
    book.write("serious_days", portfolio.settings.serious_days)
    totals = {
        block.prefix: _fill(book, block, lines) for block, lines in ((OPEN, to_pay), (DEDUCT, to_deduct))
    }
    book.cache("overdue", sum((line["open"] for line in to_pay if line["days"] != ""), ZERO))
    book.cache("balance", totals["opn"] + totals["ded"])
    if not to_deduct:
        _hide(book, "title_deduct", "total_ded_open")
    figures = portfolio.figures(as_of, client_id, where)
    late = any(line["days"] != "" for line in to_pay)
    _fill_apart(
        book, {"penalties": figures["penalties"], "indemnity": figures["recovery_indemnity"]}, late=late
    )
    return book.content()


@cache
def _template(tongue: str) -> bytes:
    return (_TEMPLATES / f"statement_{tongue}.xlsx").read_bytes()


Line = dict[str, Any]


def statement_lines(
    portfolio: Portfolio, client_id: str, as_of: dt.date, where: Filters
) -> tuple[list[Line], list[Line]]:
    """What is to be paid, by due date; what is to be deducted: credit notes, then payments."""
    rows = portfolio.open_rows(as_of, client_id, where).to_dict("records")
    paid = portfolio.payments(client_id, as_of, where).to_dict("records")
    to_pay = [_to_pay(row) for row in rows if not row["unapplied"]]
    credited = [_credited(row) for row in rows if row["unapplied"]]
    return to_pay, [*credited, *(_paid(row) for row in paid if row["unapplied_rest"])]


def _to_pay(row: Mapping[Any, Any]) -> Line:
    """A due amount still open."""
    about = [plain(row["description"]), _DISPUTED[language()] if row["disputed"] else None]
    words = " · ".join(str(word) for word in about if word)
    late = "" if plain(row["days_late"]) is None else int(row["days_late"])
    line = _line(row["date"], row["document_id"], words, row["amount"], row["open_amount"])
    return line | {"due": plain(row["due_date"]), "days": late}


def _credited(row: Mapping[Any, Any]) -> Line:
    """A credit note with something left."""
    line = _line(row["date"], row["document_id"], row["description"], row["amount"], row["unapplied"])
    return line | {"due": KINDS["credit_note"][language()], "days": None}


def _paid(row: Mapping[Any, Any]) -> Line:
    """A payment with something left."""
    words = " · ".join(str(word) for word in (plain(row["method"]), plain(row["reference"])) if word)
    line = _line(row["date"], row["payment_id"], words, -row["amount"], row["unapplied_rest"])
    return line | {"due": PAYMENT[language()], "days": None}


def _line(date: Any, number: Any, about: Any, amount: Decimal, left: Decimal) -> Line:
    shown = {"date": plain(date), "number": plain(number), "about": plain(about) or None}
    return shown | {"amount": amount, "open": left, "paid": amount - left}


def _fill_top(book: Patcher, record: ClientRecord, as_of: dt.date, number: str) -> None:
    fields = record.fields
    book.write("as_of", as_of)
    book.write("client_number", number)
    town = " ".join(str(part) for part in (fields.get("postal_code"), fields.get("city")) if part)
    country = fields.get("country")
    last = ", ".join(str(part) for part in (town, country) if part)
    lines = [
        fields.get("name") or fields.get("client_id"),
        fields.get("address"),
        fields.get("address_more"),
        last,
    ]
    shown: list[Value] = [line for line in lines if line]
    width = sum(slot.width for slot in OPEN.slots[ADDRESS:])
    for place in range(LINES):
        text, area = shown[place] if place < len(shown) else None, book.area(f"address_{place + 1}")
        book.write(f"address_{place + 1}", text)
        fit(book.sheet(area.sheet), area.first, [(text, width * (_STRONG if place == 0 else 1))])


def _fill(book: Patcher, block: Any, lines: Sequence[Mapping[str, Any]]) -> Decimal:
    """A block's rows and totals. Returns what is still open."""
    area = book.area(f"block_{block.name}")
    empty = {
        slot.name: 0 if slot.formula and slot.look == "money" else "" if slot.formula else None
        for slot in block.slots
    }
    rows = [*lines, *[empty] * (area.last - area.first + 1 - len(lines))]
    columns = {block.place(slot.name): [row[slot.name] for row in rows] for slot in block.slots}
    sheet = book.sheet(area.sheet)
    sheet.fill(area.first, columns)
    for row, line in enumerate(lines, area.first):
        fit(sheet, row, [(line[name], block.slots[block.place(name)].width) for name in ("number", "about")])
    for row in range(area.first + len(lines), area.last + 1):
        sheet.hide(row)
    for name in ("amount", "paid", "open"):
        book.cache(f"total_{block.prefix}_{name}", sum((line[name] for line in lines), ZERO))
    return sum((line["open"] for line in lines), ZERO)


def _hide(book: Patcher, first: str, last: str) -> None:
    """The rows from one named cell to another."""
    start, end = book.area(first), book.area(last)
    for row in range(start.first, end.last + 1):
        book.sheet(start.sheet).hide(row)


def _fill_apart(book: Patcher, figures: Mapping[str, Figure], *, late: bool) -> None:
    """Penalties and indemnity, left out where there are none; one that is not known says why, where something is late."""
    sheet = book.sheet(book.area("apart").sheet)
    shown = {
        name: figure for name, figure in figures.items() if figure.value or (figure.value is None and late)
    }
    for name, figure in shown.items():
        book.write(name, UNDEFINED if figure.value is None else figure.value)
        if figure.reason:
            book.write(f"label_{name}", f"{LATE_INTEREST[language()]}{colon()}{figure.reason}")
    for name in figures.keys() - shown.keys():
        sheet.hide(book.area(name).first)
    if not shown:
        _hide(book, "apart", "apart")
