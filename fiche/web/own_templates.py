"""The team's own templates as the pages use them: ready to be filled, and a client's Excel choices; it draws no list of templates and changes none."""

import datetime as dt
from functools import lru_cache

import streamlit as st

from fiche.analysis import ClientRecord, Filters, Portfolio
from fiche.decisions import TemplateVersion
from fiche.excel.mapped.examine import Examined
from fiche.excel.mapped.mapping import Mapping, from_json
from fiche.excel.mapped.outputs import OwnTemplate
from fiche.i18n import _, language
from fiche.store import Store
from fiche.web.downloads import sheet_button
from fiche.web.page import Context
from fiche.web.show import md


def ready(store: Store, template_id: int, number: int | None = None) -> OwnTemplate | None:
    """A template ready to be filled, the version in force unless another one is asked for; None when it is no longer there."""
    found = store.template_version(template_id, number)
    return None if found is None else made_of(_name(store, template_id), *found)


def _name(store: Store, template_id: int) -> str:
    known = [*store.templates(), *store.templates(removed=True)]
    return next((each.name for each in known if each.id == template_id), str(template_id))


@lru_cache(maxsize=16)
def made_of(name: str, version: TemplateVersion, content: bytes) -> OwnTemplate:
    """A version as a template to fill."""
    return OwnTemplate(name, version.format, content, from_json(version.mapping))


def excel_choices(ctx: Context, client_id: str, record: ClientRecord) -> None:
    """The client's workbook; with the team's own templates beside it, where there are some."""
    own = [each for each in ctx.store.templates() if each.latest.kind != "file"]
    if not own:
        sheet_button(ctx.portfolio, client_id, record, ctx.as_of)
        return
    with st.popover(_("Excel"), icon=":material/download:", key="sheet_excel"):
        sheet_button(ctx.portfolio, client_id, record, ctx.as_of, _("La fiche de l’application"))
        for each in own:
            template = made_of(each.name, each.latest, b"")
            _button(ctx.store, ctx.portfolio, each.id, template, client_id, ctx.as_of)


def excel_try(ctx: Context, examined: Examined, mapping: Mapping) -> None:
    """A button that fills a template not saved yet, for the client who buys the most, or for the whole file."""
    if ctx.portfolio.empty or mapping.empty:
        return
    portfolio, as_of, tongue = ctx.portfolio, ctx.as_of, language()
    own = OwnTemplate(examined.name.rsplit(".", 1)[0], examined.format, examined.content, mapping)
    where = Filters(currency=ctx.currency or next(iter(portfolio.currencies()), None))
    client = str(portfolio.clients(as_of, where, reasons=False)["client_id"].iloc[0])

    def make() -> bytes:
        if own.kind == "file":
            return own.whole(portfolio, as_of, where, tongue)
        return own.one(portfolio, client, as_of, tongue)

    name = portfolio.names()[client] or client
    words = (
        _("Essayer sur tout le fichier")
        if own.kind == "file"
        else _("Essayer avec {name}").format(name=md(name))
    )
    file = own.whole_name(as_of) if own.kind == "file" else own.file_name(portfolio, client, as_of)
    st.download_button(
        words, make, file, own.media_type, key="own_try", on_click="ignore", icon=":material/visibility:"
    )


def _button(
    store: Store,
    portfolio: Portfolio,
    template_id: int,
    template: OwnTemplate,
    client_id: str,
    as_of: dt.date,
) -> None:
    """A button that gives a client in a template, filled in when it is pressed."""
    tongue = language()

    def make() -> bytes:
        found = ready(store, template_id)
        return b"" if found is None else found.one(portfolio, client_id, as_of, tongue)

    st.download_button(
        template.name,
        make,
        template.file_name(portfolio, client_id, as_of),
        template.media_type,
        key=f"own_sheet_{template_id}",
        on_click="ignore",
        icon=":material/draft:",
        width="stretch",
    )
