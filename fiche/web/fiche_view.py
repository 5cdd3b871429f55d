"""One client's sheet: who it is, six figures, what to say and do, two years in a chart, then everything the file knows; it changes nothing."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import streamlit as st

from fiche.analysis import Alert, ClientRecord, Filters
from fiche.charts import basis_word
from fiche.checking.identifiers import valid_siret, valid_vat
from fiche.errors import UnknownClient
from fiche.i18n import MISSING, _, day, money, number, percent
from fiche.web import portfolio_view_data as data
from fiche.web.clients_view import status_name
from fiche.web.downloads import rows_button, sheet_button
from fiche.web.fiche_view_sections import sections
from fiche.web.fiche_view_words import address_line, grouped_digits
from fiche.web.page import Context, open_client
from fiche.web.show import md
from fiche.web.tables_chart import draw
from fiche.web.tiles import Tile, tiles
from fiche.web.tiles_figures import Figures, lateness, shown, tile

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

LAST = "fiche_last_client"
COLOURS = {
    "at_risk": "red",
    "inactive": "gray",
    "vip": "blue",
    "awaiting_payment": "orange",
    "active": "blue",
    "prospect": "gray",
}
SEVERITIES = {"serious": ":red[**▲ {word}**]", "late": ":orange[**▲ {word}**]", "info": "**{word}**"}


def fiche_page(ctx: Context) -> None:
    """The sheet of the client that the address names, else of the last one seen, else a way to choose one."""
    wanted = st.query_params.get("client") or st.session_state.get(LAST)
    if not wanted:
        choose(ctx, _("Quel client voulez-vous voir ?"))
        return
    try:
        record = data.record(ctx.portfolio, wanted)
    except UnknownClient as refusal:
        st.session_state.pop(LAST, None)
        st.warning(md(refusal.message), icon=":material/search_off:")
        choose(ctx, _("Cherchez un autre client :"))
        return
    st.session_state[LAST] = st.query_params["client"] = wanted
    _sheet(ctx, wanted, record)


def choose(ctx: Context, question: str) -> None:
    """A search, and the clients it finds as buttons; before anything is typed, those that owe the most."""
    text = st.text_input(
        question,
        key="fiche_search",
        type="search",
        placeholder=_("Nom, numéro, ville, SIRET, facture…"),
        live=True,
    )
    if text:
        found = ctx.portfolio.search(text, 12)
        st.caption(_("Aucun client trouvé.") if found.empty else _("Clients trouvés :"))
    else:
        everyone = data.clients(ctx.portfolio, ctx.as_of, Filters())
        found = everyone.sort_values("overdue", ascending=False, kind="stable").head(8)
        st.caption(_("Ou l’un de ceux-ci :"))
    for client_id, name, city in found[["client_id", "name", "city"]].itertuples(index=False):
        said = " — ".join(md(str(each)) for each in (name, client_id, city) if isinstance(each, str))
        if st.button(said, key=f"choose_{client_id}", type="tertiary", icon=":material/arrow_forward:"):
            open_client(client_id)


def _sheet(ctx: Context, client_id: str, record: ClientRecord) -> None:
    everything = data.ledger(ctx.portfolio, ctx.as_of, client_id, Filters())
    currency = _currency(ctx, everything)
    where = Filters(currency=currency)
    figures = data.figures(ctx.portfolio, ctx.as_of, where, client_id)
    documents, payments = data.ledger(ctx.portfolio, ctx.as_of, client_id, where)
    known = currency or ctx.portfolio.currency
    header(ctx, client_id, record, _row(ctx, client_id, where))
    rows = rows_button(ctx.portfolio, ctx.as_of, client_id, where, known)
    tiles(sheet_tiles(figures, record.fields, known, ctx.portfolio.revenue_basis), "sheet_tiles", behind=rows)
    left, right = st.columns(2, gap="medium")
    with left:
        to_do(ctx, client_id, record, documents)
    with right:
        draw(
            data.evolution(ctx.portfolio, ctx.as_of, client_id, where, known),
            "chart_evolution",
            currency=known,
            clickable=False,
        )
    sections(ctx, client_id, record, documents, payments, known)


def _currency(ctx: Context, ledger: "tuple[pd.DataFrame, pd.DataFrame]") -> str | None:
    """The currency to read the sheet in, when the client has several; None when the whole file has one."""
    if ctx.portfolio.currency is not None:
        return None
    own = list(dict.fromkeys(code for frame in ledger for code in frame["currency"].value_counts().index))
    if len(own) > 1:
        chosen: str = st.segmented_control(
            _("Devise"), own, default=own[0], required=True, key="sheet_currency"
        )
        return chosen
    return own[0] if own else next(iter(ctx.portfolio.currencies()))


def _row(ctx: Context, client_id: str, where: Filters) -> Mapping[str, Any]:
    people = data.clients(ctx.portfolio, ctx.as_of, where)
    found = people[people["client_id"] == client_id]
    return {str(k): v for k, v in found.iloc[0].to_dict().items()} if len(found) else {}


def header(ctx: Context, client_id: str, record: ClientRecord, row: Mapping[str, Any]) -> None:
    """Name, number, status and its reason; how to reach them; who they are to the administration."""
    with st.container(border=True, key="sheet_header", gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.header(md(str(record.fields["name"] or client_id)), anchor=False, width="content")
            sheet_button(ctx.portfolio, client_id, record, ctx.as_of)
        st.markdown("  ·  ".join(_status(client_id, record, row)))
        st.markdown("  ·  ".join(contact_line(record.fields)))
        st.caption("  ·  ".join(identity_line(record.fields)))


def _status(client_id: str, record: ClientRecord, row: Mapping[str, Any]) -> list[str]:
    said = [_("n° {number}").format(number=f"**{md(client_id)}**")]
    code = row.get("status_computed")
    if code:
        reason = md(str(row["status_reason"]).rstrip("."))
        said.append(f":{COLOURS[code]}-badge[{md(status_name(code))}] {reason}")
    if record.fields["status"]:
        said.append(_("statut du fichier : {status}").format(status=md(record.fields["status"])))
    return said


def contact_line(fields: Mapping[str, Any]) -> list[str]:
    """Phones and e-mail as links where they are fit for one, the address, the manager; «—» when the file gives no way to reach them."""
    phones = [
        _link("tel:", phone, r"[+\d][\d .()/-]{5,}") for phone in (fields["phone"], fields["mobile"]) if phone
    ]
    mail = [_link("mailto:", fields["email"], r"[^@\s,;]+@[^@\s,;]+")] if fields["email"] else []
    where = address_line(fields, "")
    said = [*phones, *mail, *([md(where)] if where else [])]
    said = said or [_("Ni téléphone, ni e-mail, ni adresse dans le fichier : {none}").format(none=MISSING)]
    manager = fields["account_manager"] or MISSING
    return [*said, _("Responsable : {name}").format(name=md(manager))]


def _link(scheme: str, text: str, pattern: str) -> str:
    if not re.fullmatch(pattern, text):
        return md(text)
    target = re.sub(r"[^\d+]", "", text) if scheme == "tel:" else quote(text, safe="@+._-")
    return f"[{md(text)}]({scheme}{target})"


def identity_line(fields: Mapping[str, Any]) -> list[str]:
    """SIRET and VAT number with their validity in words, then what kind of client it is."""
    said = [
        _numbered(_("SIRET"), fields["siret"], valid_siret, grouped_digits),
        _numbered(_("TVA"), fields["vat_number"], valid_vat, str),
    ]
    kinds = (fields[name] for name in ("legal_form", "category", "sector", "zone"))
    said += [md(kind) for kind in dict.fromkeys(kinds) if kind]
    if fields["created_on"]:
        said.append(_("client depuis le {day}").format(day=day(fields["created_on"])))
    return said


def _numbered(label: str, value: str | None, valid: Any, write: Any) -> str:
    if not value:
        return f"{label} {MISSING}"
    verdict = _("✓ valide") if valid(value) else _("✗ invalide : à vérifier")
    return f"{label} {md(write(value))} {verdict}"


def sheet_tiles(figures: Figures, fields: Mapping[str, Any], currency: str | None, basis: str) -> list[Tile]:
    """The six tiles of a client, in the order of every page."""
    growth, interval = figures["growth"], figures["purchase_interval"]
    change = percent(growth.value, 1, sign=True) if isinstance(growth.value, float) else None
    return [
        tile(
            figures,
            "revenue_12m",
            _("{change} sur un an").format(change=change) if change else _("pas d’année précédente"),
            also=("growth",),
            label=_("CA 12 mois {basis}").format(basis=basis_word(basis)),
        ),
        tile(
            figures,
            "outstanding",
            _limit(figures),
            also=("balance", "credit_use"),
            more=_("Plafond d’encours : {limit}.").format(limit=money(fields["credit_limit"], currency)),
        ),
        tile(figures, "overdue", _serious(figures), also=("overdue_serious",), tone=lateness(figures)),
        tile(figures, "days_to_pay", _terms(figures, fields), also=("days_late_weighted",)),
        tile(
            figures,
            "next_expected",
            _("rythme : {days}").format(days=shown(interval)),
            also=("purchase_interval",),
            label=_("Prochain achat"),
        ),
        tile(
            figures,
            "discount_rate",
            _("accordée : {rate}").format(rate=percent(fields["granted_discount"])),
            also=("discount_rate_12m", "discount_trend"),
            label=_("Remise appliquée"),
        ),
    ]


def _limit(figures: Figures) -> str:
    used = figures["credit_use"].value
    if not isinstance(used, float):
        return _("pas de plafond")
    return _("{rate} du plafond").format(rate=percent(used, 0))


def _serious(figures: Figures) -> str:
    serious = figures["overdue_serious"]
    if not figures["overdue"].value:
        return _("rien en retard")
    if not serious.value:
        return _("rien au-delà de 60 j")
    return _("dont {amount} > 60 j").format(amount=shown(serious, short=True))


def _terms(figures: Figures, fields: Mapping[str, Any]) -> str:
    if fields["payment_terms"]:
        return _("terme : {terms}").format(terms=fields["payment_terms"])
    return _("retard moyen : {days}").format(days=shown(figures["days_late_weighted"]))


def to_do(ctx: Context, client_id: str, record: ClientRecord, documents: "pd.DataFrame") -> None:
    """What to say and to do, most pressing first, each with its reason."""
    st.markdown(f"**{_('À dire, à faire')}**")
    said = [alert_line(alert) for alert in data.alerts(ctx.portfolio, ctx.as_of, client_id)]
    said += [*disputed(documents), *next_actions(record, ctx.as_of)]
    if not said:
        st.caption(_("Rien à signaler au {day}.").format(day=day(ctx.as_of)))
        return
    st.markdown("\n".join(f"{i}. {line}" for i, line in enumerate(said, start=1)))


def alert_line(alert: Alert) -> str:
    """An alert with its severity in a word and a colour."""
    words = {"serious": _("Urgent"), "late": _("En retard"), "info": _("À noter")}
    return f"{SEVERITIES[alert.severity].format(word=words[alert.severity])} — {md(alert.message)}"


def disputed(documents: "pd.DataFrame") -> list[str]:
    """The invoices in dispute, counted and added up."""
    contested = documents[documents["payment_status"] == "disputed"]
    if contested.empty:
        return []
    amounts = contested.groupby("currency")["open_amount"].sum()
    total = " + ".join(money(amount, str(code)) for code, amount in amounts.items())
    one, many = _("1 facture contestée : {total}."), _("{n} factures contestées : {total}.")
    said = (one if len(contested) == 1 else many).format(n=number(len(contested)), total=total)
    return [f":orange[**▲ {_('Litige')}**] — {md(said)}"]


def next_actions(record: ClientRecord, as_of: "dt.date", limit: int = 2) -> list[str]:
    """The next actions that someone planned at a date still to come, soonest first."""
    planned = record.interactions.dropna(subset=["next_action"])
    planned = planned[planned["next_action_on"] >= as_of.isoformat()].sort_values("next_action_on")
    rows: list[dict[Any, Any]] = planned.head(limit).to_dict("records")
    return [
        f"**{_('Prévu le {day}').format(day=day(row['next_action_on']))}** — {md(row['next_action'])}"
        for row in rows
    ]
