"""The team's own templates on the page of workbooks: what each is for, who made it and when, its versions, what can be done with it; it maps no cell."""

from collections.abc import Callable

import streamlit as st

from fiche.analysis import Filters
from fiche.decisions import SavedTemplate, TemplateVersion
from fiche.errors import Refused
from fiche.excel.mapped.examine import LARGEST
from fiche.excel.mapped.vocabulary import KINDS
from fiche.i18n import _, megabytes, moment, number
from fiche.reading.limits import MB
from fiche.store import Store
from fiche.web import own_draft, state
from fiche.web.exports_view import begin_button
from fiche.web.own_templates_edit import editor
from fiche.web.page import Context
from fiche.web.show import md, size

_DROPPED = "own_file"
_TYPES = ["xlsx", "xlsm", "xltx", "xltm"]


def own_templates(ctx: Context, clients: list[str], where: Filters) -> None:
    """The templates, then what adds one; while one is being mapped, that alone. `clients` and `where`: those for whom a file is prepared."""
    draft = own_draft.current()
    if draft is not None:
        editor(ctx, draft)
        return
    st.subheader(_("Vos propres modèles"), anchor=False)
    found = ctx.store.templates()
    if not found:
        st.caption(
            _(
                "Déposez votre fiche client ou votre fichier client : l’application en remplit les cases et garde tout le reste, graphiques, tableaux croisés, segments, boutons, macros et images compris."
            )
        )
    for each in found:
        _line(ctx, each, clients, where)
    _add()
    _removed(ctx.store)


def own_buttons(ctx: Context, key: str, clients: list[str], chosen: tuple[str, ...]) -> None:
    """`chosen`: which clients those are, in words. The templates that make a workbook a client, to be prepared for some clients; nothing where there is none."""
    found = [each for each in ctx.store.templates() if each.latest.kind != "file"]
    if not found:
        return
    with st.popover(_("Avec votre modèle"), icon=":material/draft:", key=f"{key}_choice"):
        for each in found:
            what = {"clients": clients, "chosen": chosen, "more": {"template": [each.id, each.latest.number]}}
            begin_button(ctx, each.name, f"{key}_{each.id}", "own", each.name, **what)


def _line(ctx: Context, saved: SavedTemplate, clients: list[str], where: Filters) -> None:
    latest = saved.latest
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"own_{saved.id}"):
        about = [
            _(KINDS[latest.kind]),
            _("version {n}").format(n=number(latest.number)),
            moment(latest.made_at),
            latest.by,
            size(latest.size),
        ]
        st.markdown(f"**{md(saved.name)}**  \n:small[{' · '.join(map(md, about))}]", width="stretch")
        with st.container(horizontal=True, width="content"):
            if clients:
                label = (
                    _("Préparer le classeur")
                    if latest.kind == "file"
                    else _("Préparer pour {n} clients").format(n=number(len(clients)))
                )
                begin_button(
                    ctx,
                    label,
                    f"own_make_{saved.id}",
                    "own",
                    saved.name,
                    where=where,
                    clients=clients,
                    more={"template": [saved.id, latest.number]},
                )
            if st.button(_("Modifier"), key=f"own_edit_{saved.id}", icon=":material/edit:", type="tertiary"):
                _told(lambda: own_draft.reopen(ctx.store, saved))
            _more(ctx.store, saved)


def _told(do: Callable[[], None]) -> None:
    """Do it, then draw the page anew; or say why not."""
    try:
        do()
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    st.rerun()


def _more(store: Store, saved: SavedTemplate) -> None:
    """The file, a newer one, the versions, and what takes the template away."""
    with st.popover(_("Plus"), type="tertiary", key=f"own_more_{saved.id}"):
        for version in store.template_versions(saved.id):
            _version(store, saved, version)
        file = st.file_uploader(
            _("Nouvelle version du fichier"),
            type=_TYPES,
            max_upload_size=LARGEST // MB,
            key=f"own_newer_{saved.id}",
        )
        if file is not None and st.button(_("Ouvrir cette version"), key=f"own_open_{saved.id}"):
            _told(lambda: own_draft.begin(file.name, file.getvalue(), saved))
        st.caption(
            _("Retirer le modèle l’enlève des listes ; ses versions sont gardées, et il peut être rétabli.")
        )
        if st.button(
            _("Retirer ce modèle"), key=f"own_remove_{saved.id}", icon=":material/delete:", type="tertiary"
        ):
            _told(lambda: store.remove_template(saved.id, by=state.author()))


def _version(store: Store, saved: SavedTemplate, version: TemplateVersion) -> None:
    """One version: who, when, its file, and the way back to it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        words = _("Version {n}").format(n=number(version.number))
        if version.restores:
            words += " " + _("(reprise de la version {n})").format(n=number(version.restores))
        said = f"{md(words)}  \n:small[{md(moment(version.made_at))} · {md(version.by)}]"
        st.markdown(said, width="stretch")
        st.download_button(
            _("Fichier d’origine"),
            _content(store, version),
            version.file_name,
            "application/octet-stream",
            key=f"own_get_{saved.id}_{version.number}",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
        )
        key = f"own_back_{saved.id}_{version.number}"
        if version.number != saved.latest.number and st.button(
            _("Reprendre"), key=key, type="tertiary", icon=":material/undo:"
        ):
            _told(lambda: _discard(store.template_back(saved.id, version.number, by=state.author())))


def _discard(_made: object) -> None:
    """What was made is read again from the record."""


def _content(store: Store, version: TemplateVersion) -> Callable[[], bytes]:
    """Read when the button is pressed, not before."""

    def read() -> bytes:
        found = store.template_version(version.template_id, version.number)
        return found[1] if found is not None else b""

    return read


def _add() -> None:
    """A file dropped, opened at once."""
    limit = megabytes(LARGEST)
    file = st.file_uploader(
        _("Ajouter un modèle (.xlsx ou .xlsm, {limit} au plus)").format(limit=limit),
        type=_TYPES,
        max_upload_size=LARGEST // MB,
        key=_DROPPED,
        help=_(
            "Ses cases se remplissent par leurs noms, par des mots entre accolades comme {{raison sociale}} ou {{facture.numero}}, et par les étiquettes reconnues ; les mots entre accolades le sont aussi dans une zone de texte, un titre de graphique, une note, un en-tête ou un pied de page. Vous confirmez ou changez case par case."
        ),
    )
    if file is not None and st.session_state.get("own_seen") != file.file_id:
        st.session_state["own_seen"] = file.file_id
        with st.spinner(_("Ouverture du modèle…")):
            _told(lambda: own_draft.begin(file.name, file.getvalue()))


def _removed(store: Store) -> None:
    gone = store.templates(removed=True)
    if not gone:
        return
    with st.expander(_("Modèles retirés · {n}").format(n=number(len(gone)))):
        for each in gone:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(md(each.name), width="stretch")
                if st.button(
                    _("Rétablir"), key=f"own_restore_{each.id}", type="tertiary", icon=":material/undo:"
                ):
                    _told(lambda each=each: store.restore_template(each.id, by=state.author()))  # type: ignore[misc]
