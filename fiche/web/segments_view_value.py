"""A view of the page of segments, what each client should buy in the 12 months to come: the list, how it is estimated, or why it is not; it estimates nothing."""

import pandas as pd
import streamlit as st

from fiche.analysis import Filters, Worth
from fiche.i18n import N_, _, number
from fiche.web import portfolio_view_data as data
from fiche.web import segments_view_data as cuts
from fiche.web.page import PAGES, Context, open_client
from fiche.web.show import md
from fiche.web.tables import Shown, download, listing, table

PURCHASES = N_(
    "**Combien d’achats (modèle BG/NBD).** Chaque client achète à son propre rythme, jusqu’au jour où il cesse. Des {n} clients qui ont déjà acheté, dont {again} revenus un autre jour, on apprend comment ces rythmes et ces départs se répartissent ; puis, pour chacun, de ses propres achats, ce qu’il fera dans les 12 mois. Un achat est un jour où le client est facturé."
)
AMOUNTS = N_(
    "**Pour combien (modèle Gamma-Gamma).** Le montant attendu d’un achat part de ce que le client dépense d’habitude, ramené vers la moyenne de tous d’autant plus qu’il a peu acheté. Montants hors taxes, moins les avoirs qui citent une facture. La valeur attendue est le produit des deux."
)
LIMITS = N_(
    "**Ce que cela ne dit pas.** Ni les clients à venir, ni la marge, ni un contrat que vous seriez seul à connaître. Un client qui n’a acheté qu’un jour est tenu pour encore client : rien ne dit le contraire. Les modèles sont appris sur tous les clients : un filtre ne change la valeur de personne. Sources : Fader, Hardie et Lee (2005) ; Fader et Hardie (2013)."
)

COUNTED = ("clients", "repeat")  # what is compared with a setting


def value_view(ctx: Context, where: Filters, currency: str | None) -> None:
    """The clients by expected value, or the reason why there is none."""
    worth = cuts.worth(ctx.portfolio, ctx.as_of, where)
    if worth.reason:
        _refusal(worth.reason, worth.lacking in COUNTED)
        return
    if worth.table.empty:
        st.info(_("Aucun des clients choisis n’a déjà acheté."), icon=":material/info:")
        return
    _list(ctx, where, worth, currency)
    everyone = cuts.worth(ctx.portfolio, ctx.as_of, Filters(currency=where.currency))
    _how(everyone)


def _refusal(reason: str, counted: bool) -> None:
    """Why there is no estimate, and what to do; `counted`: a threshold of the settings was not reached."""
    st.info(md(reason), icon=":material/info:")
    said = _("Une estimation faite malgré cela tiendrait du hasard : aucune n’est donnée.")
    if not counted:
        st.caption(f"{said} {_('Un historique plus long peut suffire.')}")
        return
    st.caption(f"{said} {_('Chargez un historique plus long, ou changez ce seuil dans les réglages.')}")
    st.page_link(PAGES["settings"], label=_("Régler les seuils"), icon=":material/tune:")


def _list(ctx: Context, where: Filters, worth: Worth, currency: str | None) -> None:
    people = data.clients(ctx.portfolio, ctx.as_of, where)
    known = people[["client_id", "name", "revenue_12m", "last_purchase"]]
    frame = worth.table.merge(known, on="client_id", how="left")
    columns = [
        Shown("client_id", _("N°"), pinned=True),
        Shown("name", _("Client"), width=210),
        Shown("clv_12m", _("Valeur attendue"), "money", help=_("Achats attendus × montant attendu d’un achat.")),
        Shown("expected_purchases", _("Achats attendus"), "number", help=_("Jours d’achat dans les 12 prochains mois.")),
        Shown("expected_value", _("Montant d’un achat"), "money"),
        Shown("p_alive", _("Encore client"), "percent", help=_("Probabilité que le client n’ait pas cessé d’acheter.")),
        Shown("revenue_12m", _("CA 12 mois"), "money"),
        Shown("last_purchase", _("Dernier achat"), "date"),
    ]  # fmt: skip
    place = listing(frame, columns, key="value_list", currency=currency, sort="clv_12m")
    download(frame, columns, _("Valeur attendue"), "value_download", currency)
    if place is not None:
        open_client(str(frame["client_id"].iloc[place]))


def _how(everyone: Worth) -> None:
    """The two models in words, what they learnt from, and their parameters."""
    purchases, amounts = everyone.purchases, everyone.amounts
    if purchases is None or amounts is None:
        return
    again = int((everyone.table["frequency"] > 0).sum())
    with st.expander(_("Comment c’est estimé"), icon=":material/functions:"):
        for paragraph in (PURCHASES, AMOUNTS, LIMITS):
            st.markdown(_(paragraph).format(n=number(len(everyone.table)), again=number(again)))
        rows = [
            ("r", purchases.r, _("achats : régularité des rythmes d’un client à l’autre")),
            ("α", purchases.alpha, _("achats : échelle des rythmes, en jours")),
            ("a", purchases.a, _("départs : poids de ceux qui cessent")),
            ("b", purchases.b, _("départs : poids de ceux qui continuent")),
            ("p", amounts.p, _("montants : régularité des achats d’un même client")),
            ("q", amounts.q, _("montants : régularité d’un client à l’autre")),
            ("γ", amounts.gamma, _("montants : échelle, dans la devise des factures")),
            (_("Log-vraisemblance des achats"), purchases.log_likelihood, ""),
            (_("Log-vraisemblance des montants"), amounts.log_likelihood, ""),
        ]
        frame = pd.DataFrame(
            [{"name": name, "value": number(value, 3), "meaning": meaning} for name, value, meaning in rows]
        )
        columns = [
            Shown("name", _("Paramètre")),
            Shown("value", _("Valeur")),
            Shown("meaning", _("Ce qu’il règle")),
        ]
        table(frame, columns, key="value_parameters", empty="")
        download(frame, columns, _("Paramètres"), "value_parameters_download", None)
