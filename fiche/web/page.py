"""Every page's first call: language, data, title, search and date at one place; it computes no figure and draws no page's content."""

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from fiche.analysis import Portfolio
from fiche.i18n import LANGUAGES, _, day, language, set_language
from fiche.store import Store
from fiche.web import filters_state, state, views_state
from fiche.web.finding import finder
from fiche.web.show import md

DATE, LANGUAGE = "date", "langue"
PAGES: dict[str, st.Page] = {}
EARLIEST, LATEST = dt.date(1990, 1, 1), dt.date(2100, 12, 31)
STALE_DAYS = 60
UNDO = "undo"  # the session's last import, while it can be taken back with one press


@dataclass(frozen=True)
class Context:
    """Who reads what, at which date. `currency`: the only one there is, None when several."""

    store: Store
    portfolio: Portfolio
    as_of: dt.date
    trial: bool
    language: str
    currency: str | None


def choose_language() -> str:
    """The reader's language: the switch, else the URL, else the browser."""
    chosen = st.session_state.get(LANGUAGE) or st.query_params.get(LANGUAGE) or st.context.locale
    return set_language(str(chosen) if chosen else None)


def page(title: str, *, needs_data: bool = True, titled: bool = True) -> Context:
    """Draw the header shared by all pages and give what the page works on; stop here when there is no data and the page needs some.

    `titled` False: a page with data draws its title itself, lower down.
    """
    store, trial = state.current()
    portfolio = _portfolio(store)
    filters_state.begin()
    _open_view(store)
    _switch_language()
    if titled or not _has_data(portfolio):
        _title(title)
    if state.GONE in st.session_state:
        _trial_gone()
    as_of = _header(store, portfolio) if _has_data(portfolio) else state.today()
    if trial:
        _trial_banner()
    else:
        _undo_offer()
    if needs_data and not _has_data(portfolio):
        _nothing_yet()
        st.stop()
    return Context(store, portfolio, as_of, trial, language(), portfolio.currency)


def _portfolio(store: Store) -> Portfolio:
    """The portfolio; a large record that nobody read yet takes a while, and the page says so at once."""
    if state.is_read(store):
        return state.portfolio(store)
    with st.spinner(_("Lecture du dossier de l’entreprise…"), show_time=True):
        return state.portfolio(store)


def _open_view(store: Store) -> None:
    """Go to the saved view that the address names, where there is one."""
    view = views_state.asked(store)
    if view is not None and view.page in PAGES:
        query = {**kept_in_url(), **view.query, views_state.VIEW: str(view.saved.id)}
        st.switch_page(PAGES[view.page], query_params=query)


def _has_data(portfolio: Portfolio) -> bool:
    return not portfolio.empty


def _title(title: str) -> None:
    st.title(title, anchor=False)


def _switch_language() -> None:
    """The switch at the foot of the menu."""
    with st.sidebar:
        st.segmented_control(
            _("Langue"),
            list(LANGUAGES),
            default=language(),
            format_func=LANGUAGES.__getitem__,
            key=LANGUAGE,
            required=True,
            persist_state="session",
        )
    if st.session_state.get(LANGUAGE) and st.session_state[LANGUAGE] != st.query_params.get(
        LANGUAGE, language()
    ):
        st.query_params[LANGUAGE] = st.session_state[LANGUAGE]


def _header(store: Store, portfolio: Portfolio) -> dt.date:
    """Search and date, on every page."""
    search, date = st.columns([3, 1], vertical_alignment="top")
    with search:
        finder(store, portfolio, open_client)
    with date:
        as_of = _as_of()
    _stale_hint(portfolio, as_of)
    return as_of


def _as_of() -> dt.date:
    """The date of the figures: chosen here, kept in the URL, today by default."""
    if "as_of" not in st.session_state:
        st.session_state["as_of"] = _within(_date_of_url() or state.today())
    chosen = st.date_input(
        _("Date d’arrêté"),
        key="as_of",
        format="DD/MM/YYYY",
        min_value=EARLIEST,
        max_value=LATEST,
        label_visibility="collapsed",
        persist_state="session",
    )
    as_of = chosen if isinstance(chosen, dt.date) else state.today()
    if as_of != state.today():
        st.query_params[DATE] = as_of.isoformat()
    elif DATE in st.query_params:
        del st.query_params[DATE]
    return as_of


def _date_of_url() -> dt.date | None:
    written = st.query_params.get(DATE)
    if not written:
        return None
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        st.caption(_("La date de l’adresse, « {date} », ne se lit pas : voici les chiffres d’aujourd’hui.").format(date=md(written)))  # fmt: skip
        return None


def _within(wanted: dt.date) -> dt.date:
    """The nearest date that can be chosen."""
    return min(max(wanted, EARLIEST), LATEST)


def _stale_hint(portfolio: Portfolio, as_of: dt.date) -> None:
    """When the file ends long before the date, offer its own end."""
    last = portfolio.last_document_on
    if last is None or (as_of - last).days <= STALE_DAYS:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("La dernière facture du fichier date du {last}.").format(last=day(last)))
        st.button(
            _("Se placer au {last}").format(last=day(last)),
            key="go_to_end",
            on_click=_set_date,
            args=(last,),
            type="tertiary",
        )


def _set_date(day_chosen: dt.date) -> None:
    st.session_state["as_of"] = _within(day_chosen)


def _trial_banner() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f":orange-badge[{_('Essai')}] {_('Rien n’est enregistré : ces données disparaîtront à l’arrêt du serveur.')}"
        )
        if st.button(_("Quitter l’essai"), key="end_trial", type="tertiary"):
            state.end_trial()
            st.rerun()


def _trial_gone() -> None:
    """The address named a trial that the server holds no more."""
    with st.container(horizontal=True, vertical_alignment="center"):
        words = _("L’essai que nomme cette adresse n’existe plus : il a pris fin avec le serveur, ou faute d’usage. Rien n’en était enregistré ; rouvrez l’entreprise de démonstration, ou déposez de nouveau votre fichier.")  # fmt: skip
        st.warning(words, icon=":material/hourglass_disabled:")
        if st.button(_("Compris"), key="trial_gone_seen", type="tertiary", icon=":material/check:"):
            st.session_state.pop(state.GONE)
            st.rerun()


def _undo_offer() -> None:
    """Right after an import was kept: take it back."""
    made = st.session_state.get(UNDO)
    if made is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("L’import est enregistré."))
        if st.button(_("Annuler cet import"), key="undo_import", type="tertiary", icon=":material/undo:"):
            state.record().undo(made)
            st.session_state.pop(UNDO)
            st.rerun()
        if st.button(_("Garder"), key="keep_import", type="tertiary", icon=":material/check:"):
            st.session_state.pop(UNDO)
            st.rerun()


def _nothing_yet() -> None:
    st.info(
        _("Aucun fichier client n’est chargé : il n’y a encore rien à montrer ici."), icon=":material/inbox:"
    )
    st.page_link(PAGES["home"], label=_("Déposer un fichier client"), icon=":material/upload_file:")


def kept_in_url() -> dict[str, str]:
    """What goes along from page to page: the date, the language and the trial."""
    return {k: st.query_params[k] for k in (DATE, LANGUAGE, state.TRIAL) if k in st.query_params}


def open_client(client_id: str) -> None:
    """Go to a client's sheet."""
    st.switch_page(PAGES["sheet"], query_params={**kept_in_url(), "client": client_id})


def open_dunning(client_id: str) -> None:
    """Go to the reminders of a client."""
    st.switch_page(PAGES["dunning"], query_params={**kept_in_url(), "client": client_id})
