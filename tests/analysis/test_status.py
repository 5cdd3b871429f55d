"""The status of each client and its reason, and the alerts: first that holds, in words with figures; thresholds are settings."""

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiche.analysis import Alert, Filters, Portfolio, Settings
from fiche.analysis.status import PAYMENT_STATUSES, STATUSES, best_clients, statuses
from tests.analysis import scoring
from tests.analysis.build import Row, dataset, invoice, payment

AS_OF = dt.date(2025, 11, 20)
BIG = invoice(900, 1_000_000, "2025-11-01", "2025-12-31", "Z")  # makes everyone else class C


def status(
    rows: list[Row], paid: list[Row] | None = None, settings: Settings | None = None, **client: Any
) -> tuple[str, str]:
    """(status, reason) of C1 beside a very large client."""
    clients = [{"client_id": "C1", "name": "A", **client}, {"client_id": "Z", "name": "Z"}]
    table = (
        Portfolio(dataset([*rows, BIG], paid or [], clients), settings).clients(AS_OF).set_index("client_id")
    )
    code, reason = table.loc["C1", ["status_computed", "status_reason"]]
    assert code in STATUSES
    return code, reason.replace("\u00a0", " ").replace("\u202f", " ")


def test_prospect() -> None:
    assert status([]) == ("prospect", "Jamais facturé.")
    assert status([invoice(1, 100, "2025-12-01")])[0] == "prospect"
    assert status([invoice(1, -100, "2025-01-01")])[0] == "prospect"


def test_at_risk_by_age() -> None:
    rows = [invoice(n, 6200, "2025-06-01", "2025-09-20") for n in (1, 2)]
    code, reason = status([*rows, invoice(3, 1, due="2025-09-21")])
    assert code == "at_risk"
    assert reason == "2 factures en retard de plus de 60 j (12 400,00 €). Retard moyen : 61 j."
    assert status([invoice(1, 100, due="2025-09-20")])[1].startswith(
        "1 facture en retard de plus de 60 j (100,00 €)."
    )
    assert status([invoice(1, 100, "2025-09-01", "2025-09-21")])[0] == "awaiting_payment"


def test_a_residue_is_no_risk() -> None:
    assert status([invoice(1, 1, "2025-06-01", "2025-07-01")])[0] == "awaiting_payment"
    assert (
        status([invoice(1, 1, "2025-06-01", "2025-07-01")], settings=Settings(residue=Decimal(0)))[0]
        == "at_risk"
    )


def test_at_risk_by_share() -> None:
    rows = [invoice(1, 1500, "2025-10-01", "2025-11-01"), invoice(2, 1000, "2025-10-01", "2025-12-01")]
    assert status(rows) == ("at_risk", "1 500,00 € en retard, soit 60 % de l’encours.")
    assert status([rows[0], invoice(2, 1500, "2025-10-01", "2025-12-01")])[0] == "awaiting_payment"
    assert status([invoice(1, "999.99", "2025-10-01", "2025-11-01")])[0] == "awaiting_payment"


def test_inactive() -> None:
    paid = [payment(100, "2024-11-20", n) for n in (1, 2, 3)]
    assert status([invoice(1, 100, "2024-11-20")], paid)[0] == "active"
    assert status([invoice(1, 100, "2024-11-19")], paid) == (
        "inactive",
        "Aucun achat depuis 366 j (dernier le 19/11/2024).",
    )
    slow = [invoice(1, 100, "2023-07-01"), invoice(2, 100, "2024-01-17"), invoice(3, 100, "2024-08-04")]
    assert status(slow, paid)[0] == "inactive"  # every 200 days: 400 are too many
    assert (
        status(slow, paid)[1]
        == "Aucun achat depuis 473 j (dernier le 04/08/2024), pour un rythme habituel de 200 j."
    )
    quicker = [
        *slow[1:],
        invoice(4, 100, "2023-05-01"),
        invoice(5, 100, "2024-10-20"),
    ]  # 396 days of silence, 400 allowed
    assert status(quicker, paid)[0] == "awaiting_payment"
    assert status(slow, paid, Settings(inactive_days=500))[0] == "active"


def test_vip() -> None:
    table = Portfolio(dataset([BIG, invoice(1, 10)])).clients(AS_OF)
    assert table["status_computed"].tolist() == ["vip", "awaiting_payment"]
    assert table["status_reason"][0].replace("\u202f", " ").replace("\u00a0", " ") == (
        "Parmi les clients qui font 80 % du chiffre d’affaires : 1 000 000,00 € sur 12 mois."
    )


def test_class_a_as_published() -> None:
    """Unpaid by client: C 42,24 %, I 79,82 %, D 83,80 %: the rule «share before < 80 %» takes three; articles ALPHA: B, K and A at 78,06 %, and N."""
    unpaid = dict(
        zip("CIDABEHFGJ", (42.24, 37.58, 3.98, 3.91, 3.23, 2.63, 2.45, 2.1, 1.13, 0.75), strict=True)
    )
    rows = [{"client_id": name, "revenue_12m": Decimal(str(amount))} for name, amount in unpaid.items()]
    assert best_clients(pl.DataFrame(rows), Decimal("0.80")) == frozenset("CID")
    sold = dict(
        zip(
            "BKANEJGMLODCFHI",
            (46.75, 21.4, 9.91, 7.14, 4.14, 2.85, 2, 1.9, 1.91, 0.63, 0.55, 0.44, 0.24, 0.08, 0.06),
            strict=True,
        )
    )
    rows = [{"client_id": name, "revenue_12m": Decimal(str(amount))} for name, amount in sold.items()]
    assert best_clients(pl.DataFrame(rows), Decimal("0.80")) == frozenset("BKAN")


def test_class_a_at_its_edges() -> None:
    assert (
        best_clients(
            pl.DataFrame(schema={"client_id": pl.String, "revenue_12m": pl.Decimal(38, 2)}), Decimal("0.80")
        )
        == frozenset()
    )
    rows = [
        {"client_id": c, "revenue_12m": a}
        for c, a in (("A", Decimal(80)), ("B", Decimal(20)), ("C", None), ("D", Decimal(-50)))
    ]
    assert best_clients(pl.DataFrame(rows), Decimal("0.80")) == {
        "A"
    }  # 80 % accumulated before B is not below 80 %


def test_awaiting_and_active() -> None:
    late = [invoice(1, 900, "2025-10-01", "2025-11-01"), invoice(2, 950, "2025-10-01", "2025-12-01")]
    assert status(late) == ("awaiting_payment", "1 850,00 € à encaisser, dont 900,00 € en retard.")
    assert status(late[1:]) == ("awaiting_payment", "950,00 € à encaisser, rien en retard.")
    assert status(late[1:], [payment(950, "2025-10-02", 2)]) == (
        "active",
        "Dernier achat le 01/10/2025, rien à encaisser.",
    )
    assert status([invoice(1, 5, None)], [payment(5, None, 1)]) == ("active", "Rien à encaisser.")


def test_labels() -> None:
    assert set(STATUSES) == {"prospect", "at_risk", "inactive", "vip", "awaiting_payment", "active"}
    assert set(PAYMENT_STATUSES) == {"paid", "partial", "pending", "late", "disputed"}


def alerts_of(portfolio: Portfolio, **arguments: Any) -> list[tuple[str, str, str]]:
    """(code, severity, message) with plain spaces."""
    return [
        (a.code, a.severity, a.message.replace("\u00a0", " ").replace("\u202f", " "))
        for a in portfolio.alerts(AS_OF, **arguments)
    ]


@pytest.fixture
def watched() -> Portfolio:
    """One client for each alert."""
    rows = [
        invoice(1, 100, "2025-10-01", "2025-11-10", "LATE"), invoice(2, 50, "2025-08-01", "2025-09-01", "LATE2"), invoice(3, 70, "2025-08-01", "2025-11-19", "LATE2"),
        invoice(4, 500, "2025-11-01", "2025-12-01", "LIMIT"),
        *(invoice(10 + n, 10, f"2025-{n + 4:02d}-01", client="SILENT") for n in range(4)),
        invoice(20, 80, "2025-11-01", client="DISC", before_discount=100, discount=20),
    ]  # fmt: skip
    paid = [payment(10, "2025-08-01", 10 + n, "SILENT") for n in range(4)] + [
        payment(80, "2025-11-02", 20, "DISC")
    ]
    clients = [
        {"client_id": "LATE", "name": "A"}, {"client_id": "LATE2", "name": "B"}, {"client_id": "LIMIT", "name": "C", "credit_limit": Decimal(400)},
        {"client_id": "SILENT", "name": "D"}, {"client_id": "DISC", "name": "E", "granted_discount": 0.05}, {"client_id": "NONE", "name": "F"},
    ]  # fmt: skip
    return Portfolio(dataset(rows, paid, clients))


def test_alerts_worst_first(watched: Portfolio) -> None:
    assert alerts_of(watched) == [
        (
            "late_payment",
            "serious",
            "2 factures en retard : 120,00 €, la plus ancienne échue depuis 80 j (le 01/09/2025).",
        ),
        ("credit_limit", "serious", "Le solde (500,00 €) dépasse le plafond de 400,00 € : 100,00 € de trop."),
        ("late_payment", "late", "1 facture en retard : 100,00 €, échue depuis 10 j (le 10/11/2025)."),
        ("discount", "info", "Remise moyenne de 20,0 % sur 12 mois, pour 5,0 % accordés : 15,00 € de plus."),
        (
            "silence",
            "info",
            "Aucun achat depuis 142 j, pour un rythme habituel de 30 j (dernier achat le 01/07/2025).",
        ),
    ]


def test_alerts_narrowed(watched: Portfolio) -> None:
    assert len(alerts_of(watched, limit=2)) == 2
    found = watched.alerts(AS_OF, "LATE")
    assert [(a.client_id, a.amount, a.since) for a in found] == [("LATE", 100, dt.date(2025, 11, 10))]
    assert alerts_of(watched, client_id="NONE") == []
    assert [a.client_id for a in watched.alerts(AS_OF, where=Filters(status_computed=("at_risk",)))] == [
        "LATE2"
    ]
    assert all(isinstance(a, Alert) for a in found)


def test_limits_of_alerts() -> None:
    """A balance equal to its limit is near it and not above, a discount within rounding and a rhythm of a few days are nothing."""
    rows = [
        invoice(1, 400, "2025-11-01", before_discount=421, discount=21),
        *(invoice(n, 1, f"2025-10-{n:02d}") for n in range(25, 29)),
    ]
    clients = [{"client_id": "C1", "name": "A", "credit_limit": Decimal(404), "granted_discount": 0.0499}]
    assert [code for code, _, _ in alerts_of(Portfolio(dataset(rows, [], clients)))] == ["near_limit"]


def test_long_silence_is_left_to_the_status() -> None:
    rows = [invoice(n, 1, f"2024-0{n}-01") for n in (1, 2, 3)]
    assert "silence" not in [code for code, _, _ in alerts_of(Portfolio(dataset(rows)))]


ROWS = st.fixed_dictionaries(
    {
        "invoiced": st.sampled_from([None, True]),
        "overdue_serious_count": st.sampled_from([0, 0, 2]),
        "overdue_serious": st.none() | st.sampled_from(["0.00", "1.00", "1.01", "500.00"]).map(Decimal),
        "overdue": st.none() | st.integers(0, 400_000).map(lambda n: Decimal(n) / 100),
        "outstanding": st.none() | st.integers(0, 400_000).map(lambda n: Decimal(n) / 100),
        "last_purchase": st.none() | st.integers(0, 900).map(lambda n: AS_OF - dt.timedelta(days=n)),
        "brought_on": st.none() | st.integers(0, 900).map(lambda n: AS_OF - dt.timedelta(days=n)),
        "purchase_interval": st.none() | st.integers(1, 900).map(float),
        "open_count": st.sampled_from([0, 1]),
        "revenue_12m": st.none() | st.integers(-500, 5000).map(lambda n: Decimal(n) / 100),
    }
)
KINDS = {name: pl.Decimal(38, 2) for name in ("overdue_serious", "overdue", "outstanding", "revenue_12m")}


def plainly(row: Row, settings: Settings, best: frozenset[str]) -> str:
    """The status of one client as the specification says it, condition after condition."""
    if not row["invoiced"]:
        return "prospect"
    serious, overdue, owed = (
        row["overdue_serious"],
        row["overdue"] or Decimal(0),
        row["outstanding"] or Decimal(0),
    )
    if row["overdue_serious_count"] and (serious is None or serious > settings.residue):
        return "at_risk"
    if overdue >= settings.at_risk_amount and overdue > Decimal(str(settings.at_risk_share)) * owed:
        return "at_risk"
    last = row["last_purchase"] or row["brought_on"]
    silent = (AS_OF - last).days if last else 0
    if silent > max(settings.inactive_days, settings.inactive_intervals * (row["purchase_interval"] or 0)):
        return "inactive"
    if row["client_id"] in best:
        return "vip"
    return "awaiting_payment" if row["open_count"] else "active"


@given(st.lists(ROWS, min_size=1, max_size=12), st.sampled_from([0.5, 0.33, 0.7, 1.0]))
def test_everyone_at_once_is_each_one_in_turn(drawn: list[dict[str, Any]], share: float) -> None:
    settings = Settings(at_risk_share=share)
    rows = [{"client_id": f"C{n:02d}"} | row for n, row in enumerate(drawn)]
    types = KINDS | {"last_purchase": pl.Date, "brought_on": pl.Date, "purchase_interval": pl.Float64}
    frame = pl.DataFrame(rows, schema_overrides=types)
    best = frozenset(
        name for name, (each, _before) in scoring.abc(rows, (settings.vip_share,)).items() if each == "A"
    )
    assert best_clients(frame, settings.vip_share) == best
    assert statuses(frame, AS_OF, settings).to_list() == [plainly(row, settings, best) for row in rows]
