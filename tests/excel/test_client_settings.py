"""The settings sheet of a client's workbook, the reasons beside what has no value, instalments, the status that someone gave; cached values only."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fiche.analysis import CurrencyRate, Override, Portfolio, Settings
from fiche.analysis.metric import metrics
from fiche.analysis.setting_list import SETTINGS
from fiche.excel import choices
from fiche.excel.indicators import FORMULAS
from fiche.excel.patcher import Patcher
from fiche.excel.references import column_letters
from fiche.excel.sheet import client_workbook
from tests.analysis.build import dataset, invoice, payment
from tests.excel.companies import AS_OF, company
from tests.excel.office import part, values
from tests.excel.varied import USUAL, known_rates

SCHEDULE = "2026-09-30=300.00 2026-10-31=300.00 2026-12-31=400.00"


def named(data: bytes) -> Mapping[str, Any]:
    """What the named cells show."""
    book, cells = Patcher(data), values(data)
    areas = {name: book.area(name) for name in book.names if ":" not in book.names[name]}
    return {name: cells.get((a.sheet, a.cell)) for name, a in areas.items()}


def column(data: bytes, name: str) -> list[Any]:
    """What the cells of a named column show, down to the last that is not empty."""
    area, cells = Patcher(data).area(name), values(data)
    found = [
        cells.get((area.sheet, f"{column_letters(area.left)}{row}"))
        for row in range(area.first, area.last + 1)
    ]
    while found and found[-1] is None:
        found.pop()
    return found


def late_client(settings: Settings, **more: Any) -> bytes:
    """A client with one invoice late since the end of 2024."""
    row = invoice(1, 1000, "2024-11-30", "2024-12-30", **more)
    return client_workbook(Portfolio(dataset([row]), settings), "C1", AS_OF)


def test_a_half_year_without_a_rate_leaves_the_penalties_undefined_and_named() -> None:
    data = late_client(replace(USUAL, rates=known_rates(missing=(dt.date(2025, 7, 1),))))
    found = named(data)
    assert found["fig_penalties"] == "—" and found["fig_recovery_indemnity"] == 40
    assert (
        found["why_penalties"]
        == "Le taux des pénalités n’est pas connu pour le 2e semestre 2025 : il manque à la table des taux."
    )
    assert column(data, "tx_penalty") == ["—"]
    assert found["proofs_sentence"] == "Contrôles : tous justes"


def test_penalties_are_the_analysis_s() -> None:
    data = late_client(replace(USUAL, contractual_rate=Decimal("0.12")))
    # 1 000 € × 12 % × 694 days ÷ 365, from 31 December 2024 to 24 November 2026.
    assert named(data)["fig_penalties"] == 228.16 and column(data, "tx_penalty") == [228.16]


def test_every_figure_without_a_value_says_why() -> None:
    portfolio = Portfolio(company())
    found = named(client_workbook(portfolio, "VIDE", AS_OF))
    undefined = [code for code in FORMULAS if found[f"fig_{code}"] == "—"]
    assert len(undefined) > 15
    for code in undefined:
        assert found[f"why_{code}"] == portfolio.figures(AS_OF, "VIDE")[code].reason, code
    for code in set(FORMULAS) - set(undefined):
        assert found[f"why_{code}"].startswith(metrics()[code].formula), code


def test_every_setting_is_there_with_its_default_and_what_differs_is_marked() -> None:
    mine = replace(USUAL, serious_days=45, financing_rate=Decimal("0.05"), bucket_limits=(10, 20))
    data = late_client(mine)
    found = named(data)
    listed = [s for group in choices.by_group().values() for s in group]
    assert {s.name for s in listed} | {"bucket_limits", "rates", "currency_rates"} == set(SETTINGS)
    for setting in listed:
        assert choices.cell_name(setting) in found
    assert (found["serious_days"], found["moved_serious_days"]) == (45, "Modifié")
    assert (found["financing_rate"], found["moved_financing_rate"]) == (0.05, "Modifié")
    assert [name for name, value in found.items() if name.startswith("moved_") and value] == [
        "moved_financing_rate",
        "moved_serious_days",
    ]
    assert column(data, "bucket_last") == [10, 20]


def test_the_rate_table_is_there_with_its_sources() -> None:
    data = late_client(Settings())
    published = Settings().rates
    assert column(data, "rate_since")[-1] == dt.datetime(2026, 1, 1)  # noqa: DTZ001 - as openpyxl gives it
    assert column(data, "rate_ecb") == [float(r.ecb) for r in published]
    assert column(data, "rate_source") == [r.source for r in published]
    assert column(data, "rate_applied")[-1] == pytest.approx(0.1215)


def test_exchange_rates_are_listed() -> None:
    mine = replace(USUAL, currency_rates=(CurrencyRate("USD", dt.date(2025, 1, 1), Decimal("0.92"), "BCE"),))
    data = late_client(mine)
    assert [column(data, f"exchange_{name}") for name in ("currency", "rate", "source")] == [
        ["USD"],
        [0.92],
        ["BCE"],
    ]


def test_amounts_without_an_exchange_rate_stay_in_their_own_currency() -> None:
    mine = replace(USUAL, convert_to="EUR")
    data = client_workbook(Portfolio(company(), mine), "DEVISES", AS_OF)
    found = named(data)
    assert (found["main_currency"], found["fig_outstanding"], found["proofs_sentence"]) == (
        "USD",
        250,
        "Contrôles : tous justes",
    )


def test_converted_amounts_are_said_so() -> None:
    rates = (CurrencyRate("USD", dt.date(2020, 1, 1), Decimal("0.5"), "essai"),)
    data = client_workbook(
        Portfolio(company(), replace(USUAL, convert_to="EUR", currency_rates=rates)), "DEVISES", AS_OF
    )
    found = named(data)
    assert (found["main_currency"], found["fig_outstanding"]) == ("EUR", 355)
    assert found["why_outstanding"].endswith(
        "Montants convertis en EUR, au taux de la date de chaque document."
    )


def scheduled() -> bytes:
    """An invoice of 1 000 € in three instalments, of which 450 € are paid."""
    rows = [
        invoice(1, 1000, "2026-08-31", "2026-12-31", schedule=SCHEDULE),
        invoice(2, 50, "2026-11-01", "2026-11-30"),
    ]
    return client_workbook(Portfolio(dataset(rows, [payment(450, "2026-10-10", 1)]), USUAL), "C1", AS_OF)


def test_each_instalment_stands_in_its_own_bucket() -> None:
    data = scheduled()
    assert [column(data, f"due_{name}") for name in ("number", "amount", "applied", "open")] == [
        ["F0001"] * 3, [300, 300, 400], [300, 150, 0], [0, 150, 400],
    ]  # fmt: skip
    assert column(data, "due_bucket") == [None, "1–30 j", "Non échu"] and column(data, "due_days") == [
        None,
        24,
    ]
    found = named(data)
    assert (
        found["aged_late_1"],
        found["aged_not_due"],
        found["fig_overdue"],
        found["fig_overdue_count"],
    ) == (150, 450, 150, 1)


def test_an_invoice_in_instalments_shows_its_earliest_due_date_still_open() -> None:
    data = scheduled()
    book = Patcher(data)
    area = book.area("tx_due")
    first, second = (f"{column_letters(area.left)}{area.first + n}" for n in range(2))
    assert column(data, "tx_due") == [dt.datetime(2026, 11, 30), dt.datetime(2026, 10, 31)]  # noqa: DTZ001
    assert book.sheet(area.sheet).formula(first) is None and "lot_shown" in (
        book.sheet(area.sheet).formula(second) or ""
    )


def test_the_sheet_of_instalments_is_hidden_where_there_is_none() -> None:
    hidden = '<sheet name="Échéances" sheetId="3" r:id="rId3" state="hidden"/>'
    assert hidden in part(late_client(USUAL), "xl/workbook.xml")
    assert hidden not in part(scheduled(), "xl/workbook.xml")


def test_the_status_someone_gave_stands_beside_the_computed_one() -> None:
    given = [Override("C-00123", "active", "A. Martin", dt.date(2026, 11, 2), "Plan de paiement signé")]
    found = named(client_workbook(Portfolio(company(), USUAL, given), "C-00123", AS_OF))
    assert (found["fig_status"], found["given_status"]) == ("À risque", "Actif")
    assert found["given_words"] == "Le 02/11/2026, par A. Martin. Plan de paiement signé"
    assert found["status_line"].startswith("À risque · 2 factures en retard")


def test_a_private_person_owes_no_penalty() -> None:
    row = invoice(1, 1000, "2024-11-30", "2024-12-30")
    clients = [{"client_id": "C1", "name": "Mme Martin", "category": "Particulier"}]
    found = named(client_workbook(Portfolio(dataset([row], (), clients)), "C1", AS_OF))
    assert (found["private_client"], found["fig_penalties"], found["fig_recovery_indemnity"]) == ("Oui", 0, 0)


def test_alerts_come_gravest_first() -> None:
    rows = [
        invoice(1, 9000, "2026-09-01", "2026-09-30"),
        invoice(2, 80, "2026-10-01", "2026-11-01", before_discount=100, discount=20),
    ]
    clients = [{"client_id": "C1", "name": "C", "credit_limit": Decimal("500.00"), "granted_discount": 0.05}]
    portfolio = Portfolio(dataset(rows, (), clients), USUAL)
    shown = column(client_workbook(portfolio, "C1", AS_OF), "block_remarks")
    assert shown == [a.message for a in portfolio.alerts(AS_OF, "C1")] and len(shown) == 3
    assert shown[0].startswith("Le solde (9\u202f080,00\u00a0€) dépasse")
    quiet = client_workbook(Portfolio(dataset([], (), clients)), "C1", AS_OF)
    assert column(quiet, "block_remarks") == ["Rien à signaler à cette date."]
