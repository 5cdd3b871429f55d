"""Whose books and invoices a load holds: the files of several companies are never put together; it sets the others' aside, and asks when nothing says whose to load.

A FEC says whose it is in its name (SIREN and closing day), an electronic invoice by its seller.
"""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from fiche.checking.entries.derived import apart
from fiche.checking.entries.lines import file_name
from fiche.checking.rows import TypedSheet, finding
from fiche.dataset import Dataset
from fiche.errors import MatchingRefused
from fiche.i18n import _


def of_one_company(
    sheets: Sequence[TypedSheet],
    sellers: frozenset[str],
    buyers: frozenset[str],
    known: Dataset | None,
    own_siren: str,
) -> tuple[list[TypedSheet], str]:
    """`sheets` with the ledgers of other companies set aside, and the SIREN to tell our invoices by: `own_siren`, else that of the ledgers. `sellers` and
    `buyers`: the SIRENs of the electronic invoices of the load. Raises MatchingRefused («several_companies», with `companies`: (SIREN, files) each)."""
    own = "".join(c for c in own_siren if c.isdigit())
    files = _ledgers(sheets)
    if own not in files and (
        len(files) > 1 or (files and not own and sellers and not (sellers | buyers) & files.keys())
    ):
        found = [
            *((siren, ", ".join(names)) for siren, names in files.items()),
            *((s, _("factures électroniques")) for s in sorted(sellers - files.keys())),
        ]
        said = " ; ".join(f"{siren} ({what})" for siren, what in found)
        raise MatchingRefused("several_companies", names=said, companies=tuple(found))
    kept = own if own in files or own in sellers else next(iter(files), "")
    return [_noted(_alone(s, kept), known, own) for s in sheets], own or kept


def _siren(sheet: TypedSheet) -> str:
    said = file_name(sheet.match.file) if sheet.match.table == "entries" else None
    return said.siren if said else ""


def _ledgers(sheets: Sequence[TypedSheet]) -> dict[str, list[str]]:
    """{SIREN: its files}, of the ledgers whose name says one."""
    found: dict[str, list[str]] = {}
    for sheet in sheets:
        if siren := _siren(sheet):
            found.setdefault(siren, []).append(sheet.match.file)
    return found


def _alone(sheet: TypedSheet, kept: str) -> TypedSheet:
    if _siren(sheet) in ("", kept):
        return sheet
    return replace(
        sheet,
        match=replace(sheet.match, table=None, reason="other_company"),
        frame=sheet.frame.clear(),
        set_aside=pl.concat([sheet.set_aside, apart(sheet.frame, "other_company")]),
    )


def _noted(sheet: TypedSheet, known: Dataset | None, own: str) -> TypedSheet:
    """A ledger that is not of the company known until now is loaded, and said: it may be the one to replace it."""
    siren = _siren(sheet)
    names = [] if known is None else known.documents["source_file"].drop_nulls().unique().to_list()
    before = {said.siren for name in names if (said := file_name(name))}
    if not siren or siren == own or not (own or (before and siren not in before)):
        return sheet
    note = finding(
        "ledger_of_another",
        sheet.match.file,
        sheet.match.sheet,
        value=siren,
        detail=own or ", ".join(sorted(before)),
    )
    return replace(sheet, findings=pl.concat([sheet.findings, note]))
