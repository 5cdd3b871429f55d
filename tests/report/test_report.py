"""The monthly report: its figures are the indicators', its movements add up, the pages and the workbook say the same, formulas give what is kept."""

import datetime as dt
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from fiche import cli_report
from fiche.analysis import Filters, Portfolio
from fiche.cli import main
from fiche.documents.report import report_pdf
from fiche.errors import Refused
from fiche.excel.report import report_workbook
from fiche.i18n import money, speaking
from fiche.report import Choice, Report, gather
from fiche.report.choice import SECTIONS, as_text, choice_said, chosen, from_text
from fiche.report.values import MOVES, TILES
from fiche.report.words import change, revenue_said
from fiche.store import Store
from tests.analysis.build import dataset, invoice, payment
from tests.documents.read import flat, read
from tests.excel.office import differences, recalculated
from tests.pages.small import EVIL, hostile

AS_OF = dt.date(2026, 10, 31)


def portfolio() -> Portfolio:
    """C1 grew and is late, C2 shrank, C3 is new, C4 is lost, C5 never bought."""
    documents = [
        invoice(1, 1000, "2026-03-01", "2026-04-01"), invoice(2, 600, "2025-03-01", "2025-04-01"), invoice(3, 200, "2026-10-05", "2026-11-05", client="C2"),
        invoice(4, 500, "2025-05-05", "2025-06-05", client="C2"), invoice(5, 90, "2026-09-01", "2026-10-20", client="C3"), invoice(6, 70, "2025-02-01", "2025-03-01", client="C4"),
    ]  # fmt: skip
    payments = [payment(600, "2025-04-02", 2), payment(500, "2025-06-01", 4, client="C2"), payment(70, "2025-03-01", 6, client="C4")]  # fmt: skip
    kinds = ("Négoce", "Négoce", None, "Public", "Public")
    clients = [{"client_id": f"C{n}", "name": f"Client {n}", "category": kinds[n - 1], "account_manager": "A. Martin"} for n in range(1, 6)]  # fmt: skip
    return Portfolio(dataset(documents, payments, clients))


@pytest.fixture
def report() -> Report:
    return gather(portfolio(), AS_OF)


def test_its_figures_are_the_indicators_at_three_dates(report: Report) -> None:
    own = portfolio()
    assert (report.month_ago, report.year_ago) == (dt.date(2026, 9, 30), dt.date(2025, 10, 31)), (
        "ends of months"
    )
    assert report.figures == own.figures(AS_OF) and report.last_year == own.figures(report.year_ago)
    assert report.figures["revenue_12m"].value == 1290 and set(TILES) <= set(report.figures)
    assert gather(own, dt.date(2026, 10, 15)).month_ago == dt.date(2026, 9, 15)


def test_the_movements_add_up_to_the_difference(report: Report) -> None:
    assert {kind: [m.client_id for m in report.moves[kind]] for kind in MOVES} == {"new": ["C3"], "returned": [], "grown": ["C1"], "shrunk": ["C2"], "lost": ["C4"]}  # fmt: skip
    figures = report.figures
    gap = figures["revenue_12m"].value - figures["revenue_prev_12m"].value  # type: ignore[operator]
    assert sum((report.moved(kind) for kind in MOVES), Decimal(0)) == gap == 120
    assert sum(g.now for g in report.groups) == figures["revenue_12m"].value
    assert sum(each.overdue for each in report.late) == figures["overdue"].value == 1090
    assert [each.client_id for each in report.late] == ["C1", "C3"]


def test_the_pages_say_it_in_french_and_in_english(report: Report) -> None:
    page = read(report_pdf(report))
    assert 2 <= page.pages <= 4
    for part in ("Rapport du portefeuille", report.said, money(report.figures["revenue_12m"].value, "EUR"), "Balance âgée", "écart 0,00", "Client 3", "il y a un an"):  # type: ignore[arg-type] # fmt: skip
        assert flat(part) in page.text, part
    assert report_pdf(report) == report_pdf(report)
    with speaking("en"):
        said = read(report_pdf(gather(portfolio(), AS_OF))).text
    assert "Portfolio report" in said and "a year ago" in said
    assert not [word for word in ("chiffre", "échu", "retard", "Catégorie") if word in said]


def test_it_follows_the_filters_and_says_so() -> None:
    narrowed = gather(portfolio(), AS_OF, Filters(category=("Négoce",)), ("Catégorie : Négoce",))
    assert narrowed.figures["revenue_12m"].value == 1200 and not narrowed.moves["lost"]
    assert "Catégorie : Négoce" in read(report_pdf(narrowed)).text


def test_an_empty_or_hostile_portfolio_has_a_report() -> None:
    for own in (Portfolio(dataset()), Portfolio(hostile())):
        made = gather(own, AS_OF)
        assert read(report_pdf(made)).pages <= 4 and report_workbook(made, own.settings)[:2] == b"PK"
    names = [c.value for c in load_workbook(io.BytesIO(report_workbook(gather(Portfolio(hostile()), AS_OF), own.settings)))["Retards"]["A"]]  # fmt: skip
    assert EVIL in names, "text stays text"


def test_several_currencies_are_never_added() -> None:
    own = Portfolio(dataset([invoice(1, 10, currency="EUR"), invoice(2, 10, currency="USD")]))
    with pytest.raises(Refused) as refused:
        gather(own, AS_OF)
    assert refused.value.code == "report_currency"
    assert gather(own, AS_OF, Filters(currency="USD")).currency == "USD"


def test_how_a_figure_moved(report: Report) -> None:
    assert change(report.figures["revenue_12m"], report.last_year["revenue_12m"]) == "+10,3\u00a0%"
    assert change(report.figures["overdue"], report.last_year["overdue"]) == "", "from nothing, no rate"


def cells(content: bytes, sheet: str) -> list[list[Any]]:
    return [
        [c.value for c in row]
        for row in load_workbook(io.BytesIO(content), data_only=True)[sheet].iter_rows()
    ]


def test_only_what_was_chosen_is_shown_and_compared() -> None:
    own = portfolio()
    made = gather(own, AS_OF, choice=Choice(("aged", "late"), "month"))
    said = read(report_pdf(made)).text
    assert "Balance âgée" in said and "Les plus gros retards" in said and "il y a un mois" in said
    assert not [
        w
        for w in ("il y a un an", "Classes de clients", "mois par mois", "À traiter", "DSO sur")
        if w in said
    ]
    content = report_workbook(made, own.settings)
    assert load_workbook(io.BytesIO(content)).sheetnames == [
        "Synthèse",
        "Balance âgée",
        "Retards",
        "Paramètres",
    ]
    assert cells(content, "Synthèse")[2][:5] == ["Indicateur", "31/10/2026", "30/09/2026", "Écart sur un mois", "Pourquoi il n’y a pas de valeur"]  # fmt: skip
    year = report_workbook(gather(own, AS_OF, choice=Choice(against="year")), own.settings)
    row = next(row for row in load_workbook(io.BytesIO(year))["Synthèse"].iter_rows(values_only=True) if row[0] == "CA 12 mois HT")  # fmt: skip
    assert row[1:4] == (
        1290,
        1170,
        f'=IF(OR(B{_row(year)}="",C{_row(year)}=""),"—",B{_row(year)}-C{_row(year)})',
    )


def test_a_month_begun_is_compared_with_the_same_days_of_the_one_before() -> None:
    own = Portfolio(dataset([invoice(1, 100, "2026-09-05"), invoice(2, 900, "2026-09-28"), invoice(3, 110, "2026-10-04")]))  # fmt: skip
    said = revenue_said(gather(own, dt.date(2026, 10, 10), choice=Choice(against="month")))
    assert "+10,0\u00a0% sur le mois d’avant au 10/09/2026" in said
    assert "−89,0" in revenue_said(gather(own, AS_OF, choice=Choice(against="month"))), (
        "a month that ended, whole"
    )


def _row(content: bytes) -> int:
    return [row[0] for row in cells(content, "Synthèse")].index("CA 12 mois HT") + 1


def test_a_choice_is_read_back_or_is_everything() -> None:
    assert cli_report.SECTIONS.split(",") == list(SECTIONS)
    for choice in (Choice(), Choice(("late",), "year"), Choice((), "month")):
        assert from_text(as_text(choice)) == choice
    assert from_text("{") == from_text('{"sections": ["x"], "against": "both"}') == Choice()
    assert chosen(["groups", "aged"], "both").sections == ("aged", "groups"), "in the order of the pages"
    assert choice_said(Choice()) == "" and "Sans : " in choice_said(Choice(("late",), "year"))


def test_the_workbook_has_values_formulas_and_the_settings(report: Report) -> None:
    content = report_workbook(report, portfolio().settings)
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Synthèse", "Chiffre d’affaires", "Mouvements", "Balance âgée", "Retards", "Clients", "Alertes", "Classes", "Catégories", "Paramètres"]  # fmt: skip
    assert book["Mouvements"]["C9"].value == "=SUM(C4:C8)" and book["Balance âgée"]["C4"].value.startswith(
        "=IF("
    )
    total = cells(content, "Mouvements")[8]
    assert (total[2], total[3], total[4]) == (1290, 1170, 120)
    revenue = next(row for row in cells(content, "Synthèse") if row[0] == "CA 12 mois HT")
    assert (revenue[1], revenue[4], revenue[5]) == (1290, 1170, 120)


@pytest.mark.soffice
def test_the_formulas_give_what_is_kept(report: Report, tmp_path: Path) -> None:
    content = report_workbook(report, portfolio().settings)
    assert differences(content, recalculated({"rapport": content}, tmp_path)["rapport"]) == []


def test_from_the_command_line_on_the_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> None:  # fmt: skip
    monkeypatch.setenv("FICHE_STORE", f"sqlite:///{tmp_path / 'fiche.db'}")
    day = ["--as-of", AS_OF.isoformat()]
    assert main(["report", *day]) == 2, "nothing is loaded"
    store = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")
    store.save(dataset([invoice(1, 100, "2026-03-01", "2026-04-01")]), [("a.csv", "0" * 64)])
    store.close()
    capsysbinary.readouterr()
    assert main(["report", *day]) == 0
    answer = json.loads(capsysbinary.readouterr().out)
    assert answer["figures"]["overdue"] == {"now": "100.00", "month_ago": "100.00", "year_ago": "0.00"}
    assert main(["report", *day, "-o", str(tmp_path / "r.pdf")]) == 0
    assert (tmp_path / "r.pdf").read_bytes()[:5] == b"%PDF-"
    assert main(["report", *day, "--format", "xlsx", "-o", str(tmp_path / "r.xlsx")]) == 0
    store = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")
    store.save_as("report", "Rapport mensuel", as_text(Choice(("aged",), "year")), shared=True, by="Léa")
    store.close()
    for more, missing, there in (((), "DSO sur", "il y a un an"), (("--sections", "dso", "--against", "both"), "Solde", "il y a un mois")):  # fmt: skip
        assert main(["report", *day, *more, "-o", str(tmp_path / "r.pdf")]) == 0
        said = read((tmp_path / "r.pdf").read_bytes()).text
        assert missing not in said and there in said
    assert main(["report", *day, "--sections", "meteo", "-o", str(tmp_path / "r.pdf")]) == 2
    assert main(["report", *day, "-o", str(tmp_path / "r.doc")]) == 2
    assert main(["report", *day, "--format", "pdf"]) == 2 and main(["report", *day, "--currency", "XXX"]) == 2
