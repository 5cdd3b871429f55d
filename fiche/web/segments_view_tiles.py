"""The first sentence and the six figures of the page of segments, with what each is made of; they compute no indicator."""

from collections.abc import Mapping, Sequence

from fiche.analysis import Segments, Worth
from fiche.analysis.concentration import alike, fewest
from fiche.analysis.rule_words import class_name
from fiche.analysis.segment_totals import CLASSES, Total
from fiche.analysis.words import Figures, shown
from fiche.charts import client_count
from fiche.i18n import MISSING, N_, NBSP, _, colon, language, money, number, percent, short_money
from fiche.web.show import md
from fiche.web.tiles import Tile
from fiche.web.tiles_figures import tile

VALUE = "valeur"
DIVIDED = N_(
    "Clients rangés par CA 12 mois, du plus grand au plus petit : classe A tant que la part cumulée avant le client est sous {a}, B sous {b}, C au-delà ; sans chiffre d’affaires positif, pas de classe."
)
AMONG = N_("Chacun est classé parmi tous les clients : un filtre ne change la classe de personne.")
ESTIMATED = N_(
    "Achats que chaque client devrait faire dans les 12 prochains mois (modèle BG/NBD) × montant attendu d’un achat (modèle Gamma-Gamma), d’après ses achats passés et ceux de tous. Sans les clients à venir, et ce n’est pas une marge."
)


def sentence(figures: Figures, found: Segments) -> str:
    """How many clients make most of the revenue, what the first ten make, and how concentrated that is, in one sentence."""
    revenues, share = found.table["revenue_12m"].fillna(0), found.limits[0]
    buyers, top, index = int((revenues > 0).sum()), figures["top10_share"].value, figures["herfindahl"].value
    if not isinstance(top, float) or not isinstance(index, float):
        return figures["top10_share"].reason or ""
    if buyers == 1:
        return _("Un seul client fait tout le chiffre d’affaires des 12 derniers mois.")
    parts = [_first(fewest(revenues, share), buyers, percent(float(share), 0))]
    if buyers > 10:
        parts.append(_("les 10 premiers en font {rate}").format(rate=percent(top, 0)))
    parts.append(_as_if(index))
    return (f"{NBSP}; " if language() == "fr" else "; ").join(parts) + "."


def _as_if(index: float) -> str:
    if alike(index) == 1:
        return _("autant dire qu’il tient à un seul client")
    return _("il est réparti comme entre {n} clients de même taille").format(n=number(alike(index)))


def _first(count: int, buyers: int, rate: str) -> str:
    if count == 1:
        return _("Un client sur {buyers} fait {rate} du chiffre d’affaires des 12 derniers mois").format(
            buyers=number(buyers), rate=rate
        )
    return _("{n} clients sur {buyers} font {rate} du chiffre d’affaires des 12 derniers mois").format(
        n=number(count), buyers=number(buyers), rate=rate
    )


def six_tiles(
    figures: Figures,
    found: Segments,
    classes: Mapping[str | None, Total],
    worth: Worth,
    converted: str | None,
) -> list[Tile]:
    """The three classes, the ten first, concentration, expected value. `converted`: what must be said of amounts that were converted."""
    return [
        *(_class_tile(letter, classes, found, converted) for letter in CLASSES),
        *_concentration(figures, found),
        _value_tile(figures, worth, converted),
    ]


def _class_tile(
    letter: str, classes: Mapping[str | None, Total], found: Segments, converted: str | None
) -> Tile:
    total, whole = classes[letter], sum(each.clients for each in classes.values())
    label, share = class_name(letter), percent(total.share_of_revenue)
    amount = short_money(total.revenue, found.currency)
    limits = dict(zip("ab", (percent(float(limit), 0) for limit in found.limits), strict=True))
    inputs = [
        (_("CA 12 mois de la classe"), money(total.revenue, found.currency)),
        (_("Part du CA des clients classés"), share),
        (_("Part des clients"), _("{rate} de {n}").format(rate=percent(total.share_of_clients), n=number(whole))),
    ]  # fmt: skip
    why = _explained(
        label, client_count(total.clients), (_(DIVIDED).format(**limits), _(AMONG), converted), inputs
    )
    comparison = _("{rate} du CA : {amount}").format(rate=share, amount=amount)
    return Tile(
        label, number(total.clients), comparison if total.clients else _("aucun client"), why, code=letter
    )


def _explained(
    label: str, value: str, sentences: Sequence[str | None], inputs: Sequence[tuple[str, str]]
) -> tuple[str, ...]:
    """Escaped Markdown, as the other tiles': the figure, what it means, what it was made of."""
    listed = "\n".join(f"- {md(name)}{colon()}{md(each)}" for name, each in inputs)
    return (
        f"**{md(label)}{colon()}{md(value)}**",
        *(md(s) for s in sentences if s),
        *([listed] if listed else []),
    )


def _concentration(figures: Figures, found: Segments) -> list[Tile]:
    buyers, index = int((found.table["revenue_12m"] > 0).sum()), figures["herfindahl"].value
    like = ""
    if isinstance(index, float):
        like = _("comme un seul client")
        if alike(index) > 1:
            like = _("comme {n} clients égaux").format(n=number(alike(index)))
    return [
        tile(
            figures,
            "top10_share",
            _("du CA de {n} clients").format(n=number(buyers)),
            label=_("Les 10 premiers"),
        ),
        tile(
            figures,
            "herfindahl",
            like,
            label=_("Concentration"),
            more=_(
                "1 divisé par l’indice donne le nombre de clients de même taille qui serait aussi concentré."
            ),
        ),
    ]


def _value_tile(figures: Figures, worth: Worth, converted: str | None) -> Tile:
    label = _("Valeur attendue, 12 mois")
    if worth.total is None:
        why = _explained(label, MISSING, (_(ESTIMATED), worth.reason), ())
        return Tile(label, MISSING, worth.reason or "", why, code=VALUE)
    inputs = [
        (_("Clients qui ont déjà acheté"), number(len(worth.table))),
        (_("Achats attendus en 12 mois"), number(float(worth.table["expected_purchases"].sum()))),
        (_("CA des 12 mois passés"), shown(figures["revenue_12m"])),
    ]
    value = money(worth.total, worth.currency)
    why = _explained(label, value, (_(ESTIMATED), converted), inputs)
    past = _("12 mois passés : {amount}").format(amount=shown(figures["revenue_12m"], short=True))
    return Tile(label, short_money(worth.total, worth.currency), past, why, code=VALUE)
