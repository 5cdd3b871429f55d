"""Writes docs/reference.fr.md and docs/reference.en.md from the declarations: columns, indicators, settings, alerts and points; it declares nothing of its own.

Run by `make docs`; tests/test_reference.py says when the files are no longer what the code declares.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from fiche.analysis.alerting import kinds
from fiche.analysis.measure import Measure, measures
from fiche.analysis.metric import Metric, metrics
from fiche.analysis.setting_list import SETTINGS, texts
from fiche.analysis.setting_words import shown
from fiche.analysis.settings import Settings
from fiche.columns import Column
from fiche.findings import FINDINGS
from fiche.i18n import language, speaking
from fiche.model import TABLES, explained
from fiche.sources.source import sources

DOCS = Path(__file__).resolve().parents[1] / "docs"
WORDS = {
    "fr": {
        "title": "Ce que l’application lit, calcule et dit", "made": "Écrit par `make docs` depuis les déclarations du code : ne pas modifier à la main.",
        "columns": "Colonnes", "indicators": "Indicateurs", "measures": "Chiffres tirés de la comparaison des clients", "settings": "Réglages", "alerts": "Alertes", "points": "Points à vérifier", "systems": "Exports reconnus",
        "needs": "Il faut au moins", "or": "ou", "and": "et",
        "column": "Colonne", "code": "Code", "type": "Nature", "also": "Aussi reconnue sous", "help": "Précision",
        "indicator": "Indicateur", "measure": "Chiffre", "unit": "Unité", "meaning": "Comment il se calcule", "undefined": "« — » quand",
        "setting": "Réglage", "usual": "Par défaut", "effect": "Effet", "point": "Point", "severity": "Gravité", "advice": "Ce que cela veut dire, que faire",
        "alert": "Alerte", "system": "Système", "lists": "Listes", "none": "—",
    },
    "en": {
        "title": "What the application reads, computes and says", "made": "Written by `make docs` from the declarations of the code: do not edit by hand.",
        "columns": "Columns", "indicators": "Indicators", "measures": "Figures drawn from comparing clients", "settings": "Settings", "alerts": "Alerts", "points": "Points to check", "systems": "Exports recognised",
        "needs": "At least needed", "or": "or", "and": "and",
        "column": "Column", "code": "Code", "type": "Type", "also": "Also recognised as", "help": "Detail",
        "indicator": "Indicator", "measure": "Figure", "unit": "Unit", "meaning": "How it is computed", "undefined": "“—” when",
        "setting": "Setting", "usual": "Default", "effect": "Effect", "point": "Point", "severity": "Severity", "advice": "What it means, what to do",
        "alert": "Alert", "system": "System", "lists": "Lists", "none": "—",
    },
}  # fmt: skip
KINDS = {
    "code": ("code", "code"), "text": ("texte", "text"), "money": ("montant", "amount"), "rate": ("taux", "rate"), "number": ("nombre", "number"),
    "integer": ("nombre entier", "whole number"), "date": ("date", "date"), "flag": ("oui ou non", "yes or no"),
    "points": ("points", "points"), "percent": ("%", "%"), "days": ("jours", "days"), "count": ("nombre", "count"),
    "error": ("erreur", "error"), "warning": ("à vérifier", "to check"), "info": ("information", "information"),
}  # fmt: skip


def written(tongue: str) -> str:
    """The whole reference in «fr» or «en», as Markdown."""
    from fiche.i18n import _

    with speaking(tongue):
        return "\n".join(_lines(_)) + "\n"


def _lines(_: Callable[[str], str]) -> Iterator[str]:
    yield from (f"# {_word('title')}", "", _word("made"), "")
    yield from _columns()
    yield from _section(
        "indicators",
        _head("indicator", "code", "unit", "meaning", "undefined"),
        (_indicator(m, _) for m in metrics().values()),
    )
    yield from _section(
        "measures",
        _head("measure", "code", "unit", "meaning", "undefined"),
        (_measure(m, _) for m in measures().values()),
    )
    usual = texts(Settings())
    yield from _section(
        "settings",
        _head("setting", "code", "usual", "effect"),
        ((_(s.title), s.name, _usual(s.name, usual[s.name]), _(s.effect)) for s in SETTINGS.values()),
    )
    yield from _section("alerts", _head("alert", "code"), ((_(name), code) for code, name in kinds().items()))
    yield from _section(
        "points",
        _head("point", "code", "severity", "advice"),
        ((_(k.title), k.code, _kind(k.severity), _(k.advice)) for k in FINDINGS.values()),
    )
    yield from _section(
        "systems",
        _head("system", "lists"),
        (
            (name, ", ".join(dict.fromkeys(_(e.title) for e in source.exports)))
            for name, source in sources().items()
        ),
    )


def _columns() -> Iterator[str]:
    yield from (f"## {_word('columns')}", "")
    for table in TABLES.values():
        yield from (f"### {table.en if language() == 'en' else table.fr}", "")
        named = table.by_name
        needs = f" {_word('and')} ".join(
            "(" + f" {_word('or')} ".join(_label(named[name]) for name in group) + ")"
            for group in table.requires
        )
        yield from (f"{_word('needs')}{' :' if language() == 'fr' else ':'} {needs}.", "")
        yield from _table(
            _head("column", "code", "type", "also", "help"),
            (
                (_label(c), c.name, _kind(c.type), ", ".join(c.synonyms[:6]), explained(c, language()))
                for c in table
            ),
        )


def _indicator(metric: Metric, _: Callable[[str], str]) -> tuple[str, ...]:
    return (
        metric.label,
        metric.code,
        _kind(metric.unit),
        _(metric.formula),
        _(metric.undefined) if metric.undefined else "",
    )


def _measure(measure: Measure, _: Callable[[str], str]) -> tuple[str, ...]:
    meaning = " ".join(measure.said(Settings()))
    return _(measure.title), measure.code, _kind(measure.unit), meaning, _(measure.undefined)


def _usual(name: str, text: str) -> str:
    return "" if SETTINGS[name].unit == "table" else shown(name, text)


def _section(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield from (f"## {_word(title)}", "")
    yield from _table(head, rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(head)
    yield _row(["---"] * len(head))
    for first, *rest in rows:
        yield _row([first, *rest])
    yield ""


def _row(cells: Sequence[str]) -> str:
    return (
        "| "
        + " | ".join(" ".join(cell.replace("|", "\\|").split("\n")) or _word("none") for cell in cells)
        + " |"
    )


def _head(*words: str) -> list[str]:
    return [_word(word) for word in words]


def _label(column: Column) -> str:
    return column.en if language() == "en" else column.fr


def _kind(code: str) -> str:
    return KINDS[code][language() == "en"]


def _word(key: str) -> str:
    return WORDS[language()][key]


def main() -> None:
    """Writes both files."""
    DOCS.mkdir(exist_ok=True)
    for tongue in WORDS:
        (DOCS / f"reference.{tongue}.md").write_text(written(tongue), encoding="utf-8")


if __name__ == "__main__":
    main()
