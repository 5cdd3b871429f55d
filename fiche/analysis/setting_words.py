"""Settings as a person reads them, in their language: one by one, and all in a list that goes with figures; it keeps and parses nothing."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from fiche import i18n
from fiche.analysis.setting_list import SETTINGS, changed, texts
from fiche.analysis.settings import Settings
from fiche.i18n import N_, _, language

COLUMNS = {
    "group": N_("Groupe"), "title": N_("Réglage"), "value": N_("Valeur"), "usual": N_("Par défaut"), "modified": N_("Modifié"), "effect": N_("Effet ou source"),
}  # fmt: skip
Row = dict[str, str]


def shown(name: str, text: str) -> str:
    """The kept text of a setting as it is read: «50 %», «1 000,00», «30, 60, 90»; a table as it is."""
    unit = SETTINGS[name].unit
    if unit == "flag":
        return _("oui") if text == "1" else _("non")
    if text == "" or unit in ("currency", "days", "count", "table", "siren"):
        return text
    if unit == "percent":
        return local(bare(Decimal(text) * 100)) + "\u00a0%"
    if unit == "scale":
        return " ; ".join(local(word) for word in text.split())
    return ", ".join(text.split()) if unit == "limits" else local(text)


def bare(number: Decimal) -> str:
    """A number without the zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def local(text: str) -> str:
    """The decimal sign of the reader's language."""
    return text.replace(".", ",") if language() == "fr" else text


def as_values(settings: Settings) -> dict[str, Any]:
    """Every setting in force for another program: `values` by name as exact texts, tables as rows, and the names of those `changed`."""
    values = {
        name: json.loads(text) if SETTINGS[name].unit == "table" else text
        for name, text in texts(settings).items()
    }
    return {"values": values, "changed": sorted(changed(settings))}


def listed(settings: Settings) -> list[Row]:
    """Every setting in force, a row each (COLUMNS), a dated table a row per line of it; all are texts."""
    current, usual, moved = texts(settings), texts(Settings()), changed(settings)
    rows = []
    for name, setting in SETTINGS.items():
        said = {
            "group": _(setting.group),
            "title": _(setting.title),
            "modified": _("oui") if name in moved else "",
        }
        if setting.unit == "table":
            rows += [said | line for line in _table(name, current[name], said["title"])]
            continue
        value, default = (shown(name, text) or _("aucun") for text in (current[name], usual[name]))
        rows.append(said | {"value": value, "usual": default, "effect": _(setting.effect)})
    return rows


def _table(name: str, text: str, title: str) -> Iterator[Row]:
    lines = json.loads(text)
    if not lines:
        yield {"value": _("aucun"), "usual": "", "effect": _(SETTINGS[name].effect)}
    for line in lines:
        since = i18n.day(dt.date.fromisoformat(line["since"]))
        yield {
            "title": f"{title} · {since}",
            "value": _line(name, line),
            "usual": "",
            "effect": line["source"],
        }


def _line(name: str, line: Mapping[str, str]) -> str:
    if name == "rates":
        ecb, legal = (shown("contractual_rate", line[column]) for column in ("ecb", "legal"))
        return _("BCE {ecb} ; intérêt légal {legal}").format(ecb=ecb, legal=legal)
    return f"1 {line['currency']} = {local(line['rate'])}"
