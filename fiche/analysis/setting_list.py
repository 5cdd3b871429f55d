"""Every setting said once: its name, what it changes, its unit, and its value as a text that is kept and typed; it decides no default.

The texts are exact: amounts and rates with a point, shares as ratios, days as whole numbers, an empty text for «none».
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from fiche.analysis.rates import Rate
from fiche.analysis.risk_scales import RiskScales, Scale
from fiche.analysis.settings import CurrencyRate, Settings
from fiche.checking.identifiers import valid_siren
from fiche.errors import Refused
from fiche.i18n import N_, percent

Unit = Literal["flag", "days", "count", "money", "percent", "currency", "limits", "scale", "table", "siren"]


@dataclass(frozen=True)
class Setting:
    """One setting: `name` of the field (a component of the risk score is «risk.late_count»), `group` and `title` on screen, `effect` in a sentence."""

    name: str
    group: str
    title: str
    unit: Unit
    effect: str


LATE, DUNNING, RISK, SALES, VALUE, PENALTY, MONEY = (
    N_("Retards et balance âgée"), N_("Relances"), N_("Score de risque"), N_("Activité et remises"), N_("Valeur et classes"), N_("Pénalités de retard"), N_("Devises et financement"),
)  # fmt: skip
SETTINGS: dict[str, Setting] = {
    s.name: s
    for s in (
        Setting("bucket_limits", LATE, N_("Tranches de la balance âgée"), "limits", N_("Dernier jour de chaque tranche de retard ; la dernière tranche est ouverte.")),
        Setting("serious_days", LATE, N_("Retard grave à partir de"), "days", N_("Au-delà, une facture pèse dans le statut « à risque » et dans les alertes.")),
        Setting("second_level_days", LATE, N_("Deuxième niveau de retard au-delà de"), "days", N_("L’alerte de retard a trois niveaux : jusqu’à ce délai, au-delà, et à partir du retard grave.")),
        Setting("limit_share", LATE, N_("Plafond bientôt atteint à partir de"), "percent", N_("Part du plafond d’encours à partir de laquelle une alerte le signale.")),
        Setting("insurance_days", LATE, N_("Fin d’assurance signalée avant"), "days", N_("Délai avant l’échéance de l’assurance-crédit d’un client qui doit quelque chose.")),
        Setting("residue", LATE, N_("Reste négligeable"), "money", N_("Un retard grave plus petit ne met pas un client à risque.")),
        Setting("at_risk_share", LATE, N_("Part en retard qui met à risque"), "percent", N_("Un client est à risque quand cette part de ce qu’il doit est en retard, au-delà du montant ci-dessous.")),
        Setting("at_risk_amount", LATE, N_("Montant en retard qui met à risque"), "money", N_("En dessous, la part en retard ne met pas à risque.")),
        Setting("end_of_month_first", LATE, N_("« 45 jours fin de mois » : d’abord la fin du mois, puis 45 jours"), "flag", N_("Les deux lectures sont légales ; sans réglage, 45 jours puis la fin du mois. Vaut pour les fichiers chargés ensuite.")),
        Setting("usual_terms", LATE, N_("Délai de paiement habituel"), "days", N_("Pour les écritures comptables, qui ne disent pas l’échéance, quand les conditions du client ne sont pas connues. Vaut pour les fichiers chargés ensuite.")),
        Setting("dso_days", LATE, N_("Période du DSO comptable"), "days", N_("Nombre de jours de ventes comparés à l’encours.")),
        Setting("late_payer_days", LATE, N_("Mauvais payeur à partir de"), "days", N_("Retard moyen à partir duquel une remise est dite donnée à un mauvais payeur.")),
        Setting("dunning_days", DUNNING, N_("Jours de retard de chaque niveau"), "limits", N_("Premier jour de retard de chaque niveau de relance, de un à cinq niveaux ; le dernier est la mise en demeure.")),
        Setting("dunning_interval", DUNNING, N_("Délai entre deux relances"), "days", N_("Un client n’est pas relancé de nouveau avant ce délai.")),
        Setting("dunning_minimum", DUNNING, N_("Montant minimal à relancer"), "money", N_("En dessous, aucune relance n’est proposée.")),
        Setting("dunning_deadline", DUNNING, N_("Délai laissé pour payer"), "days", N_("La lettre demande le règlement sous ce délai après sa date.")),
        Setting("dunning_claims_from", DUNNING, N_("Pénalités et indemnités réclamées à partir du niveau"), "count", N_("Avant, la lettre les annonce sans les ajouter au total. 0 : jamais ajoutées. Entre professionnels seulement.")),
        Setting("inactive_days", SALES, N_("Inactif après"), "days", N_("Sans achat depuis ce délai, ou depuis plusieurs fois son propre rythme, un client est inactif.")),
        Setting("inactive_intervals", SALES, N_("Nombre de fois son rythme"), "count", N_("Un client est inactif quand il a sauté ce nombre de ses propres intervalles d’achat.")),
        Setting("silence_days", SALES, N_("Silence signalé après"), "days", N_("Délai minimal avant l’alerte d’un client qui n’achète plus à son rythme.")),
        Setting("discount_tolerance", SALES, N_("Arrondi toléré d’une remise"), "percent", N_("Un dépassement plus petit de la remise accordée est un arrondi.")),
        Setting("discount_drift", SALES, N_("Dérive des remises à partir de"), "percent", N_("Hausse de la remise moyenne en un an, en points, à partir de laquelle une alerte la signale.")),
        Setting("discount_volume", SALES, N_("Achats qui justifient une remise"), "money", N_("Sur 12 mois ; en dessous, une remise est dite sans volume.")),
        Setting("vip_share", VALUE, N_("Classe A (VIP)"), "percent", N_("Part du chiffre d’affaires faite par les premiers clients, qui sont VIP.")),
        Setting("class_b_share", VALUE, N_("Classes A et B ensemble"), "percent", N_("Part du chiffre d’affaires jusqu’à laquelle un client est en classe B.")),
        Setting("value_min_clients", VALUE, N_("Clients qu’il faut pour estimer"), "count", N_("Avec moins d’acheteurs, aucune valeur client n’est estimée.")),
        Setting("value_min_repeat", VALUE, N_("Clients revenus qu’il faut"), "count", N_("Avec moins de clients revenus acheter, aucune valeur client n’est estimée.")),
        Setting("risk.overdue_share", RISK, N_("Part en retard"), "scale", N_("Poids, puis valeurs à partir de laquelle et jusqu’à laquelle le point compte.")),
        Setting("risk.oldest_delay", RISK, N_("Plus ancien retard (jours)"), "scale", N_("Poids, puis valeurs à partir de laquelle et jusqu’à laquelle le point compte.")),
        Setting("risk.paid_delay", RISK, N_("Retard moyen de paiement (jours)"), "scale", N_("Poids, puis valeurs à partir de laquelle et jusqu’à laquelle le point compte.")),
        Setting("risk.delay_trend", RISK, N_("Aggravation du retard (jours)"), "scale", N_("Poids, puis valeurs à partir de laquelle et jusqu’à laquelle le point compte.")),
        Setting("risk.late_count", RISK, N_("Nombre de factures en retard"), "scale", N_("Poids, puis valeurs à partir de laquelle et jusqu’à laquelle le point compte.")),
        Setting("risk.credit_use", RISK, N_("Part du plafond utilisée"), "scale", N_("Poids, puis valeurs à partir de laquelle et jusqu’à laquelle le point compte.")),
        Setting("risk.disputes", RISK, N_("Litiges ouverts"), "scale", N_("Poids, puis valeurs à partir de laquelle et jusqu’à laquelle le point compte.")),
        Setting("risk.broken_promises", RISK, N_("Promesses non tenues"), "scale", N_("Poids, puis valeurs à partir de laquelle et jusqu’à laquelle le point compte.")),
        Setting("contractual_rate", PENALTY, N_("Taux contractuel de pénalité"), "percent", N_("Remplace le taux de la BCE plus 10 points, sans descendre sous trois fois le taux légal. Vide : aucun.")),
        Setting("recovery_indemnity", PENALTY, N_("Indemnité par facture"), "money", N_("Indemnité forfaitaire de recouvrement, par facture payée en retard ou encore en retard.")),
        Setting("rates", PENALTY, N_("Taux publiés, par semestre"), "table", N_("Taux de refinancement de la BCE et taux d’intérêt légal, avec leur source. Un semestre absent ne se devine pas.")),
        Setting("own_siren", MONEY, N_("SIREN de l’entreprise"), "siren", N_("Dit, parmi les factures électroniques, lesquelles sont des ventes ; les autres sont des achats, mis de côté. Vide : le seul vendeur est pris pour vous, et c’est dit. Vaut pour les fichiers chargés ensuite.")),
        Setting("default_currency", MONEY, N_("Devise de l’entreprise"), "currency", N_("Celle des montants sans devise, et celle vers laquelle on convertit.")),
        Setting("convert_to", MONEY, N_("Tout convertir en"), "currency", N_("Vide : les chiffres restent par devise. Sinon la devise de l’entreprise.")),
        Setting("currency_rates", MONEY, N_("Cours des devises"), "table", N_("Depuis une date, ce que vaut une unité de la devise, avec sa source.")),
        Setting("financing_rate", MONEY, N_("Coût de l’argent, par an"), "percent", N_("Retiré de la contribution d’un client pour le temps qu’il fait attendre. Vide : non compté.")),
    )
}  # fmt: skip
SHARES = ("vip_share", "class_b_share")


def texts(settings: Settings) -> dict[str, str]:
    """Every setting as a text."""
    return {name: _text(_value(settings, name)) for name in SETTINGS}


def changed(settings: Settings) -> dict[str, str]:
    """The settings that are not the default, as texts: what goes with figures that leave the application."""
    usual = texts(Settings())
    return {name: text for name, text in texts(settings).items() if text != usual[name]}


def from_texts(kept: Mapping[str, str]) -> Settings:
    """The default settings with those texts instead.

    Raises Refused: «invalid_setting_value» when one cannot be, «class_shares» when the shares of the classes contradict each other.
    """
    settings, shares = Settings(), {}
    for name, text in kept.items():
        if name not in SETTINGS:
            continue
        if name in SHARES:
            shares[name] = value_of(name, text)
            continue
        try:
            settings = _with(settings, name, value_of(name, text))
        except ValueError as fault:
            raise Refused("invalid_setting_value", name=name, value=text) from fault
    return _with_shares(settings, shares)


def value_of(name: str, text: str) -> Any:
    """What a text stands for, alone. Raises Refused («invalid_setting_value») when it cannot be read."""
    try:
        return _parsed(name, text, _value(Settings(), name))
    except (ValueError, InvalidOperation, KeyError, TypeError) as fault:
        raise Refused("invalid_setting_value", name=name, value=text) from fault


def _with_shares(settings: Settings, shares: Mapping[str, Decimal]) -> Settings:
    """Both shares at once: either may be above the other's default."""
    a, b = (shares.get(name, getattr(settings, name)) for name in SHARES)
    if b < a:
        raise Refused("class_shares", a=percent(float(a)), b=percent(float(b)))
    return replace(settings, vip_share=a, class_b_share=b)


def _value(settings: Settings, name: str) -> Any:
    field, _dot, part = name.partition(".")
    found = getattr(settings, field)
    return getattr(found, part) if part else found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Scale):
        return f"{value.weight:g} {value.start:g} {value.full:g}"
    if isinstance(value, tuple) and all(isinstance(v, int) for v in value):
        return " ".join(map(str, value)) if value else "[]"
    if isinstance(value, tuple):
        return json.dumps(
            [{f.name: str(getattr(row, f.name)) for f in fields(row)} for row in value], ensure_ascii=False
        )
    return str(value)


def _with(settings: Settings, name: str, value: Any) -> Settings:
    field, _dot, part = name.partition(".")
    if part:
        risk: RiskScales = replace(settings.risk, **{part: value})
        return replace(settings, risk=risk)
    return replace(settings, **{field: value})


def _parsed(name: str, text: str, usual: Any) -> Any:
    unit = SETTINGS[name].unit
    if unit == "scale":
        weight, start, full = (float(word) for word in text.split())
        return Scale(weight, full, start)
    if unit == "limits":
        return tuple(int(word) for word in text.split())
    if unit == "table":
        rows = json.loads(text)
        return tuple(_rate(row) if name == "rates" else _currency_rate(row) for row in rows)
    if unit == "flag":
        return {"1": True, "0": False}[text]
    if text == "" and unit != "siren":
        if usual is not None and name != "convert_to":
            raise ValueError(name)
        return None
    if unit in ("days", "count"):
        number = int(text)
        if number < 0:
            raise ValueError(name)
        return number
    if unit in ("currency", "siren"):
        return text if unit == "currency" else _siren(text)
    amount = Decimal(text)
    if (
        not amount.is_finite()
        or amount < 0
        or (unit == "percent" and amount > 1 and name != "contractual_rate")
    ):
        raise ValueError(name)
    return float(amount) if isinstance(usual, float) else amount


def _siren(text: str) -> str:
    number = "".join(text.split())
    if number and not valid_siren(number):
        raise ValueError(text)
    return number


def _rate(row: Mapping[str, str]) -> Rate:
    return Rate(
        dt.date.fromisoformat(row["since"]), Decimal(row["ecb"]), Decimal(row["legal"]), row.get("source", "")
    )


def _currency_rate(row: Mapping[str, str]) -> CurrencyRate:
    rate = Decimal(row["rate"])
    if rate <= 0:
        raise ValueError("rate")
    return CurrencyRate(
        row["currency"].upper(), dt.date.fromisoformat(row["since"]), rate, row.get("source", "")
    )
