"""What the rules of quality question in what was just typed, before it is kept: a sentence for each field; it blocks nothing and keeps nothing."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from fiche.checking.quality import findings_of
from fiche.checking.rule import BETWEEN, PAIRS
from fiche.dataset import Dataset
from fiche.decisions import OwnRow
from fiche.edits import Edit
from fiche.findings import finding_advice, finding_title
from fiche.i18n import _, colon
from fiche.model import TABLES, TableName
from fiche.overlay import Overlay
from fiche.parts import part
from fiche.records import own_record
from fiche.store import Store
from fiche.web import entry, state
from fiche.web.drafts import Draft
from fiche.words import normalised

SAID = ("error", "warning")  # what is only for information is for the page of quality
NOT_YET = 0  # the number of a row that is not kept
WORDS, ALIKE = (
    2,
    20,
)  # a client that may be the same one is looked for by the longest words of its name and by its SIRET, so many of each
NEW_CLIENT = "\u2060"  # the number of a client that has none yet: nobody can type it


def doubts(store: Store, as_of: dt.date, draft: Draft, made: Sequence[Edit]) -> dict[str, str]:
    """What the corrections of a form make questionable that was not, by column."""
    touched = {e.column: e.value for e in made}
    before = part(state.dataset(store), [draft.client_id, *_alike(store, draft.table, touched)])
    after = Overlay(edits=tuple(made)).laid(before)
    return _new(store, as_of, draft.key, list(touched), before, after)


def doubts_of_new(
    store: Store, as_of: dt.date, table: TableName, client_id: str, entered: Mapping[str, str | None]
) -> dict[str, str]:
    """What is questionable in a row about to be made, by column. `client_id` «»: a client that has no number yet."""
    said = {column: text for column, text in entered.items() if text is not None}
    number = client_id or NEW_CLIENT
    row = OwnRow(NOT_YET, table, number, said, "", dt.datetime.combine(as_of, dt.time.max))
    before = part(state.dataset(store), [number, *_alike(store, table, said)])
    after = Overlay(own=(row,)).laid(before)
    return _new(store, as_of, (table, own_record(table, number, NOT_YET)), list(said), before, after)


def _alike(store: Store, table: TableName, values: Mapping[str, str | None]) -> list[str]:
    """The clients that what was typed finds: one of them may be the same client."""
    if table != "clients":
        return []
    portfolio = state.portfolio(store)
    if portfolio.empty:
        return []
    words = sorted(set(normalised(values.get("name") or "").split()), key=lambda word: (-len(word), word))
    sought = [*words[:WORDS], *filter(None, [values.get("siret")])]
    return [str(number) for text in sought for number in portfolio.search(text, ALIKE)["client_id"]]


def _new(
    store: Store,
    as_of: dt.date,
    key: tuple[TableName, str],
    columns: Sequence[str],
    before: Dataset,
    after: Dataset,
) -> dict[str, str]:
    """What the rules find of a row in `after` and not in `before`; what names none of `columns` stands beside the first."""
    known = {_point(row) for row in _of(store, as_of, key, before)}
    said: dict[str, list[str]] = {}
    for row in _of(store, as_of, key, after):
        if _point(row) not in known and columns:
            place = row["column"] if row["column"] in columns else columns[0]
            said.setdefault(place, []).append(sentence(row, key[1]))
    return {column: " ".join(sentences) for column, sentences in said.items()}


def _of(
    store: Store, as_of: dt.date, key: tuple[TableName, str], dataset: Dataset
) -> Iterator[Mapping[str, str]]:
    """The questionable values of one row, but those that someone said are no problem; a pair is found from either of its two."""
    found = findings_of(dataset, as_of, store.dismissals()).filter(pl.col("severity").is_in(SAID))
    table, record = key
    for row in found.iter_rows(named=True):
        if row["table"] == table and (row["record"] == record or _names(row, record)):
            yield row


def _names(row: Mapping[str, str | None], record: str) -> bool:
    return row["code"] in PAIRS and str(row["detail"]).partition(BETWEEN)[0] == record


def _point(row: Mapping[str, str | None]) -> tuple[str | None, ...]:
    return row["code"], row["column"], row["value"], row["detail"]


def sentence(row: Mapping[str, str], record: str) -> str:
    """«E-mail invalide : ce que cela veut dire et ce qu’il faut faire. Proposé : x@y.fr.», plain text. `record`: the row that was typed."""
    if row["code"] in PAIRS:
        other = row["detail"] if row["record"] == record else row["record"]
        return _("Un autre client lui ressemble : {client}. Si c’est le même, ouvrez sa fiche plutôt que d’en tenir deux.").format(client=other)  # fmt: skip
    said = f"{finding_title(row['code'])}{colon()}{finding_advice(row['code'])}"
    if row["detail"]:
        said += f" ({row['detail']})"
    column = TABLES[row["table"]].by_name.get(row["column"] or "")  # type: ignore[index]
    if row["proposal"] and column is not None:
        said += " " + _("Proposé : {value}.").format(value=entry.shown(column, row["proposal"]))
    return said
