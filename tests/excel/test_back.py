"""The way back: exported, changed in the workbook, dropped again: exactly the fields that were changed, whoever saved the file."""

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fiche.analysis.figures import Filters
from fiche.dataset import Dataset
from fiche.edits import Edit, as_text
from fiche.errors import Refused, Stale
from fiche.excel.back.bring import Back, Done, back, bring, everything, is_ours
from fiche.excel.back.settle import Kept
from fiche.excel.back.shown import State
from fiche.excel.blank import blank_sheet
from fiche.excel.patcher import Patcher
from fiche.excel.portfolio.workbook import portfolio_workbook
from fiche.excel.references import column_letters
from fiche.excel.sheet import client_workbook
from fiche.excel.stamp import COMPUTED
from fiche.mirror import Mirror
from fiche.model import TABLES, UNSAVED
from fiche.reading.read import read_file
from fiche.store import Store
from tests.analysis.build import dataset, invoice, payment
from tests.excel.companies import AS_OF, company
from tests.excel.office import calculated, kept, number, recalculated, same, saved_again

CLIENT = "C-00123"


class Company:
    """A record and what it exports."""

    def __init__(self, data: Dataset | None = None) -> None:
        self.store = Store.open()
        self.store.save(data or company(), [("a.xlsx", "0" * 64)])
        self.mirror = Mirror(self.store, lambda work: work())

    def sheet(self, client: str = CLIENT) -> bytes:
        return client_workbook(self.mirror.now().portfolio, client, AS_OF)

    def file(self) -> bytes:
        out = io.BytesIO()
        portfolio_workbook(self.mirror.now().portfolio, AS_OF, out)
        return out.getvalue()

    def back(self, content: bytes) -> Back:
        return back(read_file("retour.xlsx", content), self.store, self.mirror.now())

    def bring(self, content: bytes, **more: Any) -> Done:
        found = self.back(content)
        return bring(found, everything(found.proposal, **more), self.store, by="Léa")

    def shown(self) -> dict[tuple[str, str, str], str | None]:
        """Every field as workbooks show it, by table, record and column."""
        now = self.mirror.now()
        state, found = State(now.dataset, now.settings), {}
        for table in (
            "clients",
            "documents",
            "payments",
            "contacts",
            "addresses",
            "interactions",
            "disputes",
        ):
            for row in state.rows(table).iter_rows(named=True):
                found |= {(table, row["key"], column): row[column] for column in TABLES[table].by_name}
        return found

    def texts(self) -> dict[tuple[str, int, str], str | None]:
        """Every declared value of the record, by table, place and column."""
        shown = self.mirror.now().dataset
        found = {}
        for name, table in shown.tables.items():
            for column in [*TABLES[name].by_name, *({"gross", "net"} & set(table.columns))]:
                found |= {(name, at, column): as_text(v) for at, v in enumerate(table[column])}
        return found


@pytest.fixture(scope="module")
def exported() -> tuple[Company, bytes, bytes]:
    """A record, a client's sheet and the client file."""
    made = Company()
    return made, made.sheet(), made.file()


def typed(content: bytes, cells: dict[tuple[str, int], Any]) -> bytes:
    """The workbook with values typed in cells: (name of a column or cell, row from 0 below its first)."""
    book = Patcher(content)
    for (name, row), value in cells.items():
        area = book.area(name)
        book.sheet(area.sheet).write(f"{column_letters(area.left)}{area.first + row}", value)
    return book.content()


def by_openpyxl(content: bytes) -> bytes:
    """Opened and saved by openpyxl."""
    book, out = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    book.save(out)
    return out.getvalue()


def nothing(found: Back) -> bool:
    made = found.proposal
    return made.nothing and not made.since and not made.ignored


def test_nothing_changed_is_nothing() -> None:
    made = Company()
    for client in ("C-00123", "PIEGE", "DEVISES", "VIDE"):
        assert nothing(made.back(made.sheet(client))), client
    assert nothing(made.back(by_openpyxl(made.sheet("PIEGE"))))
    assert nothing(made.back(made.file()))
    assert nothing(made.back(by_openpyxl(made.file())))
    assert not made.bring(made.sheet()).changes


@pytest.mark.soffice
def test_a_workbook_saved_by_libreoffice_is_still_known(tmp_path: Any) -> None:
    made = Company()
    books = {"plain": made.sheet(), "hostile": made.sheet("PIEGE"), "file": made.file()}
    books["edited"] = typed(
        books["plain"], {("client_city", 0): "Nîmes", ("pay_amount", 2): Decimal("12.34")}
    )
    again = saved_again(books, tmp_path)
    for name in ("plain", "hostile", "file"):
        found = made.back(again[name]).proposal
        assert found.nothing and not found.ignored, (name, found)
    changes = made.back(again["edited"]).proposal.changes
    assert {(c.column, c.excel) for c in changes} == {("city", "Nîmes"), ("amount", "12.34")}


# What may be typed in a cell of the sheet, by (name, row), and the field that it is.
CELLS: dict[tuple[str, int], tuple[str, st.SearchStrategy[Any]]] = {
    ("client_name", 0): ("name", st.text("abcé &<=+-@'\"", min_size=1, max_size=12).filter(lambda t: t.strip() != "")),
    ("client_city", 0): ("city", st.sampled_from(["Lyon", "=1+1", "", "00123"])),
    ("client_credit_limit", 0): ("credit_limit", st.decimals("0", "99999", places=2)),
    ("client_granted_discount", 0): ("granted_discount", st.sampled_from([0.0, 0.035, 0.5])),
    ("client_insurance_until", 0): ("insurance_until", st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))),
    ("con_email", 1): ("email", st.sampled_from(["x@y.fr", ""])),
    ("int_summary", 0): ("summary", st.sampled_from(["Rappelé", "ligne 1\nligne 2"])),
    ("tx_gross", 4): ("gross_amount", st.decimals("1", "9999", places=2)),
    ("tx_net", 6): ("net_amount", st.decimals("1", "9999", places=2)),
    ("tx_description", 1): ("description", st.sampled_from(["Objet", "@SUM(A1)"])),
    ("tx_due", 7): ("due_date", st.dates(dt.date(2025, 1, 1), dt.date(2027, 1, 1))),
    ("pay_amount", 2): ("amount", st.decimals("-500", "500", places=2).filter(bool)),
    ("pay_reference", 0): ("reference", st.sampled_from(["+33 6 12 34 56 78", "1E5"])),
}  # fmt: skip


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
@given(chosen=st.sets(st.sampled_from(sorted(CELLS)), min_size=1, max_size=5), data=st.data())
def test_exactly_the_fields_that_were_changed(chosen: set[tuple[str, int]], data: st.DataObject) -> None:
    made = Company()
    before, texts, content = made.shown(), made.texts(), made.sheet()
    cells = {cell: data.draw(CELLS[cell][1]) for cell in sorted(chosen)}
    edited = typed(content, cells)
    found = made.back(edited)
    proposal = found.proposal
    assert not (proposal.conflicts or proposal.added or proposal.removed or proposal.ignored), proposal
    done = bring(found, everything(proposal), made.store, by="Léa")
    assert not done.lost
    after = made.shown()
    moved = {at: text for at, text in after.items() if text != before[at] and at[2] != "discount_amount"}
    assert moved == {(c.table, c.record, c.column): c.excel for c in proposal.changes}
    assert {c.column for c in proposal.changes} <= {CELLS[cell][0] for cell in chosen}
    assert made.back(edited).proposal.nothing, "brought back twice, it changes nothing more"
    made.store.bring_back(done.undo, by="Léa")
    assert made.texts() == texts, "and it can be taken back"


def test_what_each_side_changed_and_what_conflicts() -> None:
    made = Company()
    edited = typed(
        made.sheet(), {("client_city", 0): "Nîmes", ("client_sector", 0): "Bois", ("client_zone", 0): "Sud"}
    )
    made.store.edit([Edit("clients", CLIENT, c, "Texte", v) for c, v in (("city", "Arles"), ("sector", "Bois"), ("category", "Grands comptes"))], by="Paul")  # fmt: skip
    found = made.back(edited).proposal
    assert [(c.column, c.excel) for c in found.changes] == [("zone", "Sud")]
    assert [(c.column, c.before, c.excel, c.now) for c in found.conflicts] == [
        ("city", "Texte", "Nîmes", "Arles")
    ]
    assert [(c.column, c.now) for c in found.since] == [("category", "Grands comptes")]
    made.bring(edited)
    assert made.mirror.now().portfolio.client(CLIENT).fields["city"] == "Arles", (
        "a conflict is not settled by itself"
    )
    made.bring(edited, excel_wins=True)
    assert made.mirror.now().portfolio.client(CLIENT).fields["city"] == "Nîmes"


def test_someone_else_meanwhile_and_nothing_is_written() -> None:
    made = Company()
    found = made.back(typed(made.sheet(), {("client_city", 0): "Nîmes", ("client_zone", 0): "Sud"}))
    made.store.edit([Edit("clients", CLIENT, "city", "Texte", "Arles")], by="Paul")
    with pytest.raises(Stale):
        bring(found, everything(found.proposal), made.store, by="Léa")
    assert made.mirror.now().portfolio.client(CLIENT).fields["zone"] == "Texte"


def test_rows_added_and_removed() -> None:
    made = Company()
    documents, payments = (
        made.mirror.now().dataset[n].filter(pl.col("client_id") == CLIENT).height
        for n in ("documents", "payments")
    )  # type: ignore[index]
    edited = typed(
        made.sheet(),
        {
            ("tx_number", documents): "N-1", ("tx_kind", documents): "Facture", ("tx_date", documents): dt.date(2026, 11, 1), ("tx_gross", documents): Decimal(120),
            ("pay_date", payments): dt.date(2026, 11, 2), ("pay_amount", payments): Decimal(20), ("pay_document", payments): "N-1",
            ("pay_date", payments + 1): dt.date(2026, 11, 3),
            **{(f"con_{name}", 1): None for name in ("contact_name", "role", "notes", "record")},
        },
    )  # fmt: skip
    found = made.back(edited).proposal
    assert [(a.row.table, bool(a.refusal)) for a in found.added] == [
        ("documents", False),
        ("payments", False),
        ("payments", True),
    ]
    assert [(r.table, r.words, r.possible) for r in found.removed] == [
        ("contacts", "Paul  Durand · Directeur · À appeler avant midi", True)
    ]
    assert not found.changes and not found.ignored
    done = bring(
        made.back(edited),
        Kept((), [a for a in found.added if not a.refusal], found.removed),
        made.store,
        by="Léa",
    )
    now = made.mirror.now()
    assert now.portfolio.transactions(CLIENT, AS_OF).set_index("document_id").loc[
        "N-1", "open_amount"
    ] == Decimal("100.00")
    assert now.portfolio.client(CLIENT).contacts["contact_name"].tolist() == ["Martin", "Zoé"]
    again = made.back(edited).proposal
    assert [i.why for i in again.ignored] == ["known", "known"] and len(again.added) == 1, (
        "the same rows are not made twice"
    )
    made.store.bring_back(done.undo, by="Léa")
    assert made.mirror.now().portfolio.client(CLIENT).contacts["contact_name"].tolist() == [
        "Martin",
        "Paul  Durand",
        "Zoé",
    ]


def test_rows_sorted_or_copied_keep_their_records() -> None:
    made = Company()
    book = Patcher(made.sheet())
    area = book.area("block_payments")
    sheet = book.sheet(area.sheet)
    width = range(area.left, area.right + 1)
    rows = [[sheet.text(f"{column_letters(c)}{r}") for c in width] for r in (area.first, area.first + 1)]
    kinds = [[sheet.cell(f"{column_letters(c)}{r}") for c in width] for r in (area.first, area.first + 1)]
    for row, cells in zip((area.first + 1, area.first), kinds, strict=True):
        for c, cell in zip(width, cells, strict=True):
            if cell.formula is None:
                sheet._put(f"{column_letters(c)}{row}", cell)
    assert rows
    assert made.back(book.content()).proposal.nothing


def test_computed_cells_are_left_alone_and_said() -> None:
    made = Company()
    found = made.back(
        typed(made.sheet(), {("tx_open", 2): Decimal(1), ("fig_balance", 0): Decimal(2)})
    ).proposal
    assert found.nothing
    assert {i.why for i in found.ignored} == {"computed"} and len(found.ignored) == 2


def test_the_client_file(exported: tuple[Company, bytes, bytes]) -> None:
    made, _sheet, file = exported
    book = Patcher(file)
    area = book.area("pay_record")
    column, sheet = column_letters(area.left), book.sheet(area.sheet)
    row = next(n for n in range(99) if sheet.text(f"{column}{area.first + n}") != COMPUTED)
    edited = typed(
        file, {("cli_city", 0): "Nîmes", ("doc_due", 1): dt.date(2026, 12, 31), ("pay_reference", row): "REF"}
    )
    found = made.back(edited).proposal
    assert {(c.table, c.column, c.excel) for c in found.changes} == {
        ("clients", "city", "Nîmes"), ("documents", "due_date", "2026-12-31"), ("payments", "reference", "REF"),
    }  # fmt: skip
    assert not (found.conflicts or found.added or found.removed or found.ignored)


def without_clients(content: bytes, *gone: str) -> bytes:
    """The client file without the rows of some clients, each struck out of the list as Excel's «delete the line» leaves it empty."""
    book = Patcher(content)
    area, cells = book.area("cli_client_id"), {}
    sheet = book.sheet(area.sheet)
    for row in range(area.first, area.last + 1):
        if sheet.text(f"{column_letters(area.left)}{row}") in gone:
            for name in [n for n in book.names if n.startswith("cli_")]:
                column = book.area(name).left
                if sheet.formula(f"{column_letters(column)}{row}") is None:
                    cells[name, row - area.first] = None
    assert cells
    return typed(content, cells)


def test_a_client_taken_out_of_the_client_file_may_be_archived() -> None:
    made = Company()
    edited = without_clients(made.file(), "DEVISES")
    found = made.back(edited)
    assert [(r.table, r.record, r.possible) for r in found.proposal.removed] == [("clients", "DEVISES", True)]
    assert not (found.proposal.changes or found.proposal.added or found.proposal.ignored)
    assert not bring(found, everything(found.proposal), made.store, by="Léa").changes, "never by itself"
    done = bring(found, Kept((), (), found.proposal.removed, AS_OF), made.store, by="Léa")
    assert made.mirror.now().portfolio.client("DEVISES").fields["archived_on"] == AS_OF
    assert not made.back(edited).proposal.removed, "who is away already is not asked about again"
    made.store.bring_back(done.undo, by="Léa")
    assert made.mirror.now().portfolio.client("DEVISES").fields["archived_on"] is None
    found = made.back(edited)
    made.store.edit([Edit("clients", "DEVISES", "archived_on", None, "2026-01-01")], by="Paul")
    with pytest.raises(Stale):
        bring(found, Kept((), (), found.proposal.removed, AS_OF), made.store, by="Léa")


def test_a_file_of_some_clients_takes_nobody_away() -> None:
    made, out = Company(), io.BytesIO()
    portfolio_workbook(made.mirror.now().portfolio, AS_OF, out, Filters(search="VIDE"))
    assert nothing(made.back(out.getvalue()))


def test_the_file_s_own_columns_are_left_and_said() -> None:
    data = company()
    tables = {
        name: table.with_columns(pl.lit('{"Rayon": "B2", "Tournée": "=1+1"}').alias("extra"))
        for name, table in data.tables.items()
        if "extra" in table.columns
    }
    made = Company(replace(data, tables={**data.tables, **tables}))
    content = made.sheet()
    assert nothing(made.back(content)) and nothing(made.back(by_openpyxl(content)))
    book = Patcher(content)
    area = book.area("block_extras")
    book.sheet(area.sheet).write(f"{column_letters(area.left + 1)}{area.first}", "C3")
    found = made.back(typed(book.content(), {("con_extra", 1): "Rayon : Z", ("tx_extra", 2): None})).proposal
    assert found.nothing and {i.why for i in found.ignored} == {"extra"} and len(found.ignored) == 3


def test_another_record_and_damaged_stamps(exported: tuple[Company, bytes, bytes]) -> None:
    made, sheet, _file = exported
    other = Company(dataset([invoice(1, 100)], [payment(50, "2026-01-01", 1)]))
    with pytest.raises(Refused, match="autre enregistrement"):
        other.back(sheet)
    broken = Patcher(sheet)
    broken.mark("x")
    with pytest.raises(Refused, match="abîmé"):
        made.back(_swapped(sheet, b"fiche-1 sheet", b"fiche-1 sheep"))
    assert is_ours(read_file("a.xlsx", sheet)) and not is_ours(read_file("a.csv", b"a;b\n1;2\n"))


def _swapped(content: bytes, old: bytes, new: bytes) -> bytes:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old, new))
    return out.getvalue()


def test_a_state_that_a_backup_took_away(tmp_path: Any) -> None:
    made = Company()
    mark = made.mirror.now().portfolio.mark
    assert mark is not None
    other = Company()
    assert other.store.at(mark) is None and not other.store.is_own(mark)
    later = type(mark)(mark.record, mark.seq + 5, "0" * 16)
    assert made.store.is_own(later) and made.store.at(later) is None


def test_the_state_of_the_past() -> None:
    """Whatever was done since, the record knows what it said."""
    made = Company()
    states = []
    steps = (
        lambda: made.store.edit([Edit("clients", CLIENT, "city", "Texte", "Lyon")], by="L"),
        lambda: made.store.edit([Edit("clients", CLIENT, "city", "Texte", "Nice")], by="L"),
        lambda: made.store.add("contacts", {"contact_name": "Ana"}, client_id=CLIENT, by="L"),
        lambda: made.store.take_back([e.id for e in made.store.edits()], by="L"),
        lambda: made.store.merge_clients(CLIENT, "VIDE", by="L"),
        lambda: made.store.archive(
            "contacts", made.mirror.now().portfolio.client(CLIENT).contacts["record"][0], by="L"
        ),
        lambda: made.store.unmerge(made.store.merges()[0].id, by="L"),
        lambda: made.store.save(dataset([invoice(1, 100)]), [("b.xlsx", "1" * 64)]),
        lambda: made.store.undo(made.store.imports()[0].id),
    )
    for step in (lambda: None, *steps):
        step()
        shown = made.mirror.now()
        states.append((shown.portfolio.mark, shown.dataset))
    for mark, data in states:
        assert mark is not None
        then = made.store.at(mark)
        assert then is not None
        for name, table in data.tables.items():
            kept = [column for column in table.columns if column not in UNSAVED]
            same = [t.select(kept).sort(kept, nulls_last=True) for t in (then[name], table)]
            assert same[0].equals(same[1], null_equal=True), (mark, name)


def test_a_converted_workbook_gives_back_no_amount() -> None:
    made = Company()
    made.store.set_settings({"convert_to": "EUR"}, by="L")
    found = made.back(
        typed(made.sheet(), {("tx_gross", 0): Decimal(5), ("client_city", 0): "Nîmes"})
    ).proposal
    assert [c.column for c in found.changes] == ["city"]
    assert {i.why for i in found.ignored} == {"converted"}


def filled_in(content: bytes) -> bytes:
    """A blank sheet in which a client was typed, with an invoice, a payment and a contact."""
    return typed(
        content,
        {
            ("client_name", 0): "Nouveau SARL", ("client_city", 0): "Lyon", ("client_credit_limit", 0): Decimal(5000),
            ("tx_number", 0): "N-1", ("tx_kind", 0): "Facture", ("tx_date", 0): dt.date(2026, 9, 1), ("tx_due", 0): dt.date(2026, 10, 1), ("tx_net", 0): Decimal(100),
            ("tx_gross", 0): Decimal(120), ("pay_date", 0): dt.date(2026, 9, 20), ("pay_amount", 0): Decimal(20), ("pay_document", 0): "N-1",
            ("con_contact_name", 0): "Ana", ("con_email", 0): "ana@exemple.fr", ("int_date", 0): dt.date(2026, 9, 2), ("int_summary", 0): "Appel",
        },
    )  # fmt: skip


def test_a_blank_sheet_comes_back_as_a_new_client() -> None:
    made = Company()
    content = filled_in(blank_sheet(made.mirror.now().settings, AS_OF))
    found = made.back(content).proposal
    assert [(a.row.table, a.refusal) for a in found.added] == [
        (n, "") for n in ("clients", "documents", "payments", "contacts", "interactions")
    ]
    done = made.bring(content)
    number = done.made[0].client_id
    portfolio = made.mirror.now().portfolio
    assert portfolio.client(number).fields["name"] == "Nouveau SARL"
    assert portfolio.transactions(number, AS_OF)["open_amount"].tolist() == [Decimal("100.00")]
    assert portfolio.client(number).contacts["contact_name"].tolist() == ["Ana"]
    assert nothing(made.back(made.sheet(number)))
    empty = made.back(blank_sheet(made.mirror.now().settings, AS_OF)).proposal
    assert empty.added and all(a.refusal for a in empty.added), "nobody is made of nothing"


@pytest.mark.soffice
def test_a_blank_sheet_computes_as_one_types(tmp_path: Any) -> None:
    made = Company()
    content = filled_in(blank_sheet(made.mirror.now().settings, AS_OF))
    done = made.bring(content)
    figures = made.mirror.now().portfolio.figures(AS_OF, done.made[0].client_id)
    book, cells = Patcher(content), recalculated({"blank": content}, tmp_path)["blank"]
    for code in (
        "balance",
        "overdue",
        "outstanding",
        "revenue_12m",
        "oldest_delay",
        "penalties",
        "days_late_weighted",
        "credit_use",
    ):
        area = book.area(f"fig_{code}")
        assert same(kept(figures[code].value), number(calculated(cells, area.sheet, area.cell))), code
    area = book.area("proofs_sentence")
    assert calculated(cells, area.sheet, area.cell) == "Contrôles : tous justes"
