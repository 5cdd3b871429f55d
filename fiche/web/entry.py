"""One value of a column as a person reads and types it, and as a correction keeps it; read exactly as the checks read a file; it keeps nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl
import streamlit as st

from fiche.checking.values import parse
from fiche.columns import Column
from fiche.edits import as_text
from fiche.errors import Refused
from fiche.i18n import MISSING, _, colon, language, number, percent
from fiche.model import explained, label, usual
from fiche.reading.raw import Kind, RawColumn

LONG = frozenset(
    {
        "notes",
        "preferences",
        "delivery_instructions",
        "delivery_terms",
        "summary",
        "comment",
        "note",
        "dispute_reason",
    }
)
YES_NO = ("true", "false")


def shown(column: Column, text: str | None) -> str:
    """The kept text as it is read and typed: «1 234,56», «5 %», «31/12/2026»; «» for none."""
    if text is None:
        return ""
    match column.type:
        case "money":
            return number(Decimal(text), 2)
        case "rate":
            return percent(float(text), 2)
        case "integer" | "number":
            value = float(text)
            return number(value, 0 if value == int(value) else 2)
        case "date":
            return dt.date.fromisoformat(text).strftime("%d/%m/%Y")
        case "flag":
            return _("oui") if text == "true" else _("non")
        case _:
            return text


def typed(column: Column, words: str) -> str | None:
    """What was typed, as a correction keeps it; None when nothing was. Refused «unreadable_value» when the column cannot hold it.

    A rate without a sign is in per cent: the field says so.
    """
    words = words.strip()
    if not words or words == MISSING:
        return None
    kind = pl.Series([Kind.TEXT], dtype=pl.UInt8)
    said = f"{words} %" if column.type == "rate" and "%" not in words else words
    read = parse(RawColumn(kind, pl.Series([said])), column, "", True)
    if read.bad[0] or read.values[0] is None:
        raise Refused("unreadable_value", value=words, column=label(column, language()))
    return as_text(read.values[0])


def expected(column: Column, words: str) -> str:
    """Why `words` is no value of the column, with one that is: «« deux » ne convient pas : un nombre entier est attendu, comme 5.»"""
    match column.type:
        case "money":
            said = _("« {value} » ne convient pas : un montant est attendu, comme {example}.")
            example = number(Decimal("1234.56"), 2)
        case "rate":
            said, example = (
                _("« {value} » ne convient pas : un taux est attendu, comme {example}."),
                percent(0.05),
            )
        case "integer":
            said, example = (
                _("« {value} » ne convient pas : un nombre entier est attendu, comme {example}."),
                "5",
            )
        case "number":
            said = _("« {value} » ne convient pas : un nombre est attendu, comme {example}.")
            example = number(Decimal("12.5"), 1)
        case "date":
            said, example = (
                _("« {value} » ne convient pas : une date est attendue, comme {example}."),
                "31/12/2026",
            )
        case _:
            said, example = _("« {value} » ne convient pas à ce champ."), ""
    return said.format(value=words, example=example)


def field(
    column: Column,
    text: str | None,
    key: str,
    note: str = "",
    *,
    needed: bool = False,
    options: Sequence[str] = (),
) -> str:
    """The widget that fits the column, holding `text`; what it now holds, as read. `note`: what the file says, under the field.

    `needed`: it must be filled, and says so. `options`: what is usually typed there, beside the column's own choices.
    """
    name = label(column, language())
    title = f"{name} (%)" if column.type == "rate" else name
    title = _("{field} (obligatoire)").format(field=title) if needed else title
    hint = explained(column, language()) or None
    if column.type == "date":
        day = st.date_input(title, dt.date.fromisoformat(text) if text else None, key=key, format="DD/MM/YYYY", help=hint, min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 12, 31))  # fmt: skip
        entered = shown(column, day.isoformat()) if isinstance(day, dt.date) else ""
    elif column.type == "flag":
        entered = _choice(title, {"": MISSING} | {c: shown(column, c) for c in YES_NO}, text or "", key)
        entered = shown(column, entered or None)
    elif words := (*usual(column, language()), *options):
        entered = _free_choice(title, words, text, key, hint)
    elif column.name in LONG:
        entered = str(st.text_area(title, shown(column, text), key=key, help=hint, height="content"))
    else:
        entered = str(st.text_input(title, shown(column, text), key=key, help=hint))
    if note:
        st.caption(note)
    return entered


def file_says(column: Column, text: str | None) -> str:
    """«Fichier : 30 jours», for a field that was corrected."""
    return _("Fichier") + colon() + (shown(column, text) or MISSING)


def _choice(title: str, options: Mapping[str, str], chosen: str, key: str) -> str:
    places = list(options)
    return str(
        st.selectbox(title, places, index=places.index(chosen), format_func=options.__getitem__, key=key)
    )


def _free_choice(title: str, choices: Sequence[str], text: str | None, key: str, hint: str | None) -> str:
    """The usual words, or another one."""
    options = list(dict.fromkeys([*choices, *([text] if text else [])]))
    chosen = st.selectbox(
        title,
        options,
        index=options.index(text) if text else None,
        key=key,
        accept_new_options=True,
        help=hint,
        placeholder=_("Choisir ou écrire"),
    )
    return chosen or ""
