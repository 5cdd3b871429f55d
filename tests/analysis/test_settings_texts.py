"""Settings as texts: every field is declared, what is kept reads back equal, what cannot be is refused; and what a hand types in two languages."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest

from fiche.analysis import RiskScales, Settings
from fiche.analysis.setting_list import SETTINGS, changed, from_texts, texts
from fiche.analysis.setting_words import as_values, listed, shown
from fiche.analysis.settings import CurrencyRate
from fiche.errors import Refused
from fiche.i18n import speaking
from fiche.web.settings_entry import typed


def test_every_field_of_the_settings_is_declared() -> None:
    declared = {name.partition(".")[0] for name in SETTINGS}
    assert declared == {f.name for f in fields(Settings)}
    parts = {name.partition(".")[2] for name in SETTINGS if name.startswith("risk.")}
    assert parts == {f.name for f in fields(RiskScales)}


def test_the_defaults_read_back_equal() -> None:
    assert from_texts(texts(Settings())) == Settings()
    assert changed(Settings()) == {}


def test_what_is_kept_reads_back_equal() -> None:
    import datetime as dt

    mine = replace(
        Settings(),
        bucket_limits=(15, 45),
        at_risk_share=0.4,
        contractual_rate=Decimal("0.12"),
        convert_to="EUR",
        currency_rates=(CurrencyRate("USD", dt.date(2025, 1, 1), Decimal("0.92"), "BCE"),),
        risk=replace(RiskScales(), late_count=replace(RiskScales().late_count, weight=30)),
    )
    assert from_texts(changed(mine)) == mine
    assert set(changed(mine)) == {
        "bucket_limits",
        "at_risk_share",
        "contractual_rate",
        "convert_to",
        "currency_rates",
        "risk.late_count",
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [("bucket_limits", "60 30"), ("serious_days", "-1"), ("serious_days", "douze"), ("at_risk_share", "1.5"), ("residue", "NaN"), ("risk.disputes", "5 3 3"), ("convert_to", "USD"), ("serious_days", ""), ("rates", '[{"since": "2025-02-01", "ecb": "0.03", "legal": "0.03"}]')],
)  # fmt: skip
def test_what_cannot_be_is_refused(name: str, text: str) -> None:
    with pytest.raises(Refused) as refusal:
        from_texts({name: text})
    assert refusal.value.code == "invalid_setting_value"


@pytest.mark.parametrize("kept", [{"vip_share": "0.96"}, {"class_b_share": "0.5"}])
def test_classes_a_and_b_together_are_never_less_than_class_a(kept: dict[str, str]) -> None:
    with pytest.raises(Refused) as refusal:
        from_texts(kept)
    assert refusal.value.code == "class_shares" and "classe A seule" in refusal.value.message
    with pytest.raises(ValueError, match="class_b_share"):
        replace(Settings(), **{name: Decimal(text) for name, text in kept.items()})  # type: ignore[arg-type]


@pytest.mark.parametrize("b", ["0.96", "0.99"])
def test_both_shares_may_move_above_the_other_s_default(b: str) -> None:
    moved = from_texts({"vip_share": "0.96", "class_b_share": b})
    assert (moved.vip_share, moved.class_b_share) == (Decimal("0.96"), Decimal(b))
    assert from_texts(texts(moved)) == moved == from_texts(dict(reversed(texts(moved).items())))


@pytest.mark.parametrize("name", [n for n, s in SETTINGS.items() if s.unit != "table"])
@pytest.mark.parametrize("tongue", ["fr", "en"])
def test_what_is_shown_is_what_would_be_typed(name: str, tongue: str) -> None:
    text = texts(Settings())[name]
    with speaking(tongue):
        again = typed(name, shown(name, text))
    assert from_texts({name: again}) == from_texts({name: text}) if again else text == ""


@pytest.mark.parametrize(
    ("name", "words", "text"),
    [("at_risk_share", "12,5 %", "0.125"), ("at_risk_amount", "1 234,50 €", "1234.5"), ("bucket_limits", "15 / 30 ; 60", "15 30 60"), ("risk.late_count", "10 ; 0 ; 5,5", "10 0 5.5"), ("convert_to", "eur", "EUR")],
)  # fmt: skip
def test_what_a_french_hand_types(name: str, words: str, text: str) -> None:
    assert typed(name, words) == text


def test_an_english_hand_groups_thousands_with_commas() -> None:
    with speaking("en"):
        assert typed("at_risk_amount", "1,234.50") == "1234.5"
    with pytest.raises(ValueError, match="beaucoup"):
        typed("at_risk_amount", "beaucoup")


def test_every_setting_goes_with_the_figures_and_what_differs_is_marked() -> None:
    import datetime as dt

    usd = CurrencyRate("USD", dt.date(2025, 1, 1), Decimal("0.92"), "BCE")
    mine = replace(Settings(), serious_days=45, currency_rates=(usd,))
    values = as_values(mine)
    assert set(values["values"]) == set(SETTINGS) and values["changed"] == ["currency_rates", "serious_days"]
    assert values["values"]["serious_days"] == "45"
    assert values["values"]["currency_rates"] == [
        {"currency": "USD", "since": "2025-01-01", "rate": "0.92", "source": "BCE"}
    ]
    assert as_values(Settings())["values"]["rates"][-1]["since"] == "2026-01-01"
    rows = listed(mine)
    simple = [s for s in SETTINGS.values() if s.unit != "table"]
    assert {s.title for s in simple} <= {row["title"] for row in rows}
    late = next(row for row in rows if row["title"] == "Retard grave à partir de")
    assert (late["value"], late["usual"], late["modified"]) == ("45", "60", "oui")
    assert {row["modified"] for row in rows if row["title"].startswith("Cours des devises")} == {"oui"}
    assert next(row["value"] for row in rows if row["title"].endswith("01/01/2026")).startswith(
        "BCE 2,15\u00a0%"
    )
    assert next(row["value"] for row in listed(Settings()) if row["title"] == "Cours des devises") == "aucun"
