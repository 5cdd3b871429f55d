"""What the workbook's settings sheet lists: every setting of the application, those that its formulas follow and those that they do not; it draws nothing."""

from collections.abc import Mapping
from functools import cache, lru_cache

from fiche.analysis.setting_list import SETTINGS, Setting, texts
from fiche.analysis.setting_words import shown
from fiche.analysis.settings import Settings
from fiche.excel.blocks import Block, Slot
from fiche.excel.values import Value
from fiche.excel.words import NO, YES, Words

# What formulas look at: each has a cell of that name.
FOLLOWED = (
    "serious_days", "residue", "at_risk_share", "at_risk_amount", "dso_days", "late_payer_days", "inactive_days", "inactive_intervals",
    "silence_days", "discount_tolerance", "discount_volume", "discount_drift", "limit_share", "insurance_days", "vip_share", "contractual_rate", "recovery_indemnity", "financing_rate",
)  # fmt: skip
SAID_ONLY = ("vip_share",)  # in a sentence: which clients it makes VIP depends on the others
_LOOKS = {"days": "integer", "count": "integer", "money": "money", "percent": "precise"}
_APART = ("bucket_limits", "rates", "currency_rates")  # in tables of their own

_HALF_YEAR = "AND(ISNUMBER([since]),DAY([since])=1,OR(MONTH([since])=1,MONTH([since])=7))"
RATES = Block(
    "rates",
    "rate",
    (
        Slot(
            "since", "date", Words("Semestre à partir du", "Half-year from"), 44, rule=_HALF_YEAR,
            refusal=Words("Un 1er janvier ou un 1er juillet est attendu.", "A 1 January or a 1 July is expected."),
        ),
        Slot("ecb", "precise", Words("Taux BCE", "ECB rate"), 16),
        Slot("legal", "precise", Words("Intérêt légal", "Legal interest"), 16),
        Slot("applied", "precise", Words("Taux appliqué", "Rate applied"), 14, 'IF([since]="","",MAX(IF(contractual_rate="",[ecb]+0.1,contractual_rate),3*[legal]))'),
        Slot("source", "long", Words("Source", "Source"), 66),
    ),
    spare=4,
)  # fmt: skip
EXCHANGE = Block(
    "exchange",
    "exchange",
    (
        Slot("since", "date", Words("Cours depuis le", "Exchange rate from"), 44),
        Slot("currency", "code", Words("Devise", "Currency"), 16),
        Slot("rate", "number", Words("Vaut", "Is worth"), 16),
        Slot("unused", "text", Words("", ""), 14),
        Slot("source", "long", Words("Source", "Source"), 66),
    ),
)


@cache
def by_group() -> dict[str, list[Setting]]:
    """The settings of each group that have a row, in the order of the application, the group of risk last: no formula follows it."""
    found: dict[str, list[Setting]] = {}
    for setting in SETTINGS.values():
        if setting.name not in _APART:
            found.setdefault(setting.group, []).append(setting)
    return dict(sorted(found.items(), key=lambda pair: not any(s.name in FOLLOWED for s in pair[1])))


def cell_name(setting: Setting) -> str:
    """The name of a setting's cell."""
    return setting.name if setting.name in FOLLOWED else "setting_" + setting.name.replace(".", "_")


def look(setting: Setting) -> str:
    """How a setting's cell looks."""
    return _LOOKS.get(setting.unit, "text") if setting.name in FOLLOWED else "text"


@lru_cache(maxsize=64)
def values(settings: Settings, language: str) -> Mapping[str, Value]:
    """What the settings' cells hold, by setting: a number where formulas follow it, words elsewhere; None for none."""
    kept = texts(settings)
    return {
        setting.name: getattr(settings, setting.name)
        if setting.name in FOLLOWED
        else _words(setting, kept[setting.name], language)
        for listed in by_group().values()
        for setting in listed
    }


def _words(setting: Setting, text: str, language: str) -> str | None:
    if setting.unit == "flag":
        return (YES if text == "1" else NO)[language]
    return shown(setting.name, text) or None


def usual(language: str) -> Mapping[str, Value]:
    """The same of the default settings."""
    return values(Settings(), language)
