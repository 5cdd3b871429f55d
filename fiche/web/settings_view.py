"""Every threshold, weight and rate, with its default and its effect; what a change would change is shown before it is kept; it computes no figure."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from fiche.analysis import Portfolio, Settings
from fiche.analysis.metric import metrics
from fiche.analysis.setting_list import SETTINGS, Setting, from_texts, texts, value_of
from fiche.analysis.setting_words import shown
from fiche.analysis.words import shown as figure_shown
from fiche.analysis.words import status_name
from fiche.errors import Refused
from fiche.i18n import MISSING, _, day
from fiche.store import Store
from fiche.web import state
from fiche.web.page import Context
from fiche.web.settings_entry import typed
from fiche.web.show import md
from fiche.web.tables import Shown, table

TABLES = {
    "rates": ("since", "ecb", "legal", "source"),
    "currency_rates": ("currency", "since", "rate", "source"),
}


def settings_page(ctx: Context) -> None:
    """The form by group, what it would change, the two buttons, and the trail."""
    current = texts(state.settings(ctx.store))
    st.markdown(
        _(
            "Chaque seuil, poids et taux des chiffres. Un changement vaut pour tous, partout, et reste dans l’historique."
        )
    )
    entered = _form(current)
    changes, faults = _read(current, entered)
    for fault in faults:
        st.error(fault, icon=":material/error:")
    if changes and not faults:
        _offer(ctx, current, changes)
    _history(ctx.store)


def _form(current: Mapping[str, str]) -> dict[str, str]:
    """What is typed in each field, as read on screen; tables as JSON."""
    usual, entered = texts(Settings()), {}
    for group in dict.fromkeys(s.group for s in SETTINGS.values()):
        mine = [s for s in SETTINGS.values() if s.group == group]
        moved = sum(current[s.name] != usual[s.name] for s in mine)
        title = _(group) if not moved else _("{group} · {n} modifié(s)").format(group=_(group), n=moved)
        with st.expander(title, expanded=False, icon=":material/tune:"):
            simple = [s for s in mine if s.unit != "table"]
            columns = st.columns(2)
            for place, setting in enumerate(simple):
                with columns[place % 2]:
                    entered[setting.name] = _field(setting, current[setting.name], usual[setting.name])
            for setting in (s for s in mine if s.unit == "table"):
                entered[setting.name] = _table(setting, current[setting.name])
    return entered


def _field(setting: Setting, text: str, usual: str) -> str:
    if setting.unit == "flag":
        chosen = st.toggle(
            _(setting.title), text == "1", key=f"setting_{setting.name}", help=_(setting.effect)
        )
        return shown(setting.name, "1" if chosen else "0")
    words = st.text_input(
        _unit(setting), shown(setting.name, text), key=f"setting_{setting.name}", help=_(setting.effect)
    )
    st.caption(_("À défaut : {value}").format(value=shown(setting.name, usual) or MISSING))
    return str(words)


def _unit(setting: Setting) -> str:
    """The title with what the number counts."""
    title = _(setting.title)
    if setting.unit == "scale":
        return _("{title} : poids ; de ; à").format(title=title)
    return _("{title} (jours)").format(title=title) if setting.unit == "days" else title


def _table(setting: Setting, text: str) -> str:
    """Dated rows that can be added, changed and removed; rates in per cent for reading."""
    st.markdown(f"**{_(setting.title)}**  \n:small[{_(setting.effect)}]")
    names = TABLES[setting.name]
    rows = json.loads(text) if text and text != "[]" else []
    per_cent = [n for n in names if n in ("ecb", "legal")]
    for row in rows:
        row["since"] = dt.date.fromisoformat(row["since"])
        row.update({n: float(Decimal(row[n]) * 100) for n in per_cent})
        row.update({"rate": float(row["rate"])} if "rate" in row else {})
    labels = {
        "since": st.column_config.DateColumn(_("Depuis le"), format="DD/MM/YYYY", required=True),
        "ecb": st.column_config.NumberColumn(_("BCE (%)"), format="%.2f", required=True),
        "legal": st.column_config.NumberColumn(_("Intérêt légal (%)"), format="%.2f", required=True),
        "rate": st.column_config.NumberColumn(_("Cours"), format="%.6f", required=True),
        "currency": st.column_config.TextColumn(_("Devise"), required=True),
        "source": st.column_config.TextColumn(_("Source"), width="large"),
    }
    edited = st.data_editor(
        pd.DataFrame(rows, columns=list(names)),
        num_rows="dynamic",
        hide_index=True,
        column_config={n: labels[n] for n in names},
        key=f"setting_{setting.name}",
    )
    kept = [
        _row(row, per_cent)
        for row in edited.to_dict("records")
        if row["since"] is not None and not pd.isna(row["since"])
    ]
    return json.dumps(kept, ensure_ascii=False) if kept else "[]"


def _row(row: Mapping[Any, Any], per_cent: list[str]) -> dict[str, str]:
    words = {str(n): "" if v is None or pd.isna(v) else str(v) for n, v in row.items()}
    said = words | {"since": words["since"][:10]}
    return said | {n: str(Decimal(said[n]) / 100) for n in per_cent if said[n]}


def _read(current: Mapping[str, str], entered: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The settings that differ from those in force, as texts; and what is wrong, in sentences of Markdown: field by field, then together."""
    changes, faults = {}, []
    for name, words in entered.items():
        try:
            text = typed(name, words)
            if value_of(name, text) != value_of(name, current[name]):
                changes[name] = text
        except (ValueError, Refused):
            faults.append(_impossible(name, words))
    return changes, faults or _together({**current, **changes}, entered)


def _together(wanted: Mapping[str, str], entered: Mapping[str, str]) -> list[str]:
    try:
        from_texts(wanted)
    except Refused as refusal:
        name = refusal.details.get("name")
        return [_impossible(name, entered[name]) if isinstance(name, str) else md(refusal.message)]
    return []


def _impossible(name: str, words: str) -> str:
    return _("« {title} » ne peut pas valoir « {value} ».").format(
        title=_(SETTINGS[name].title), value=md(words)
    )


def _offer(ctx: Context, current: Mapping[str, str], changes: Mapping[str, str]) -> None:
    """What would change, then keep or go back."""
    st.subheader(_("Ce qui change"), anchor=False)
    if not ctx.portfolio.empty:
        _preview(ctx, from_texts({**current, **changes}))
    if st.button(_("Enregistrer les réglages"), type="primary", icon=":material/save:", key="save_settings"):
        usual = texts(Settings())
        ctx.store.set_settings(
            {n: None if t == usual[n] else t for n, t in changes.items()}, by=state.author()
        )
        st.toast(_("Réglages enregistrés."), icon=":material/done:")
        st.rerun()


def _preview(ctx: Context, wanted: Settings) -> None:
    """The figures and the statuses that would not be the same."""
    with st.spinner(_("Calcul de ce qui change…")):
        other = Portfolio(state.dataset(ctx.store), wanted)
        before, after = ctx.portfolio.figures(ctx.as_of), other.figures(ctx.as_of)
        counts = [Counter(p.clients(ctx.as_of)["status_computed"]) for p in (ctx.portfolio, other)]
        other.close()
    rows = [
        {
            "what": metrics()[code].label,
            "before": figure_shown(before[code]),
            "after": figure_shown(after[code]),
        }
        for code in before
        if before[code].value != after[code].value
    ]
    rows += [
        {"what": status_name(code), "before": str(counts[0][code]), "after": str(counts[1][code])}
        for code in counts[0] | counts[1]
        if counts[0][code] != counts[1][code]
    ]
    columns = [
        Shown("what", _("Chiffre")),
        Shown("before", _("Aujourd’hui")),
        Shown("after", _("Avec ces réglages")),
    ]
    table(
        pd.DataFrame(rows),
        columns,
        key="settings_preview",
        empty=_("Aucun chiffre du portefeuille ne change à cette date."),
    )


def _history(store: Store) -> None:
    """Every change, latest first."""
    changes = store.setting_changes()
    if not changes:
        return
    with st.expander(_("Historique des réglages · {n}").format(n=len(changes)), icon=":material/history:"):
        rows = [
            {
                "on": day(c.made_at.date()),
                "what": _(SETTINGS[c.name].title) if c.name in SETTINGS else c.name,
                "value": _("retour au réglage par défaut")
                if c.value is None
                else shown(c.name, c.value)
                if c.name in SETTINGS
                else c.value,
            }
            for c in reversed(changes)
        ]
        columns = [Shown("on", _("Date")), Shown("what", _("Réglage")), Shown("value", _("Valeur"))]
        table(pd.DataFrame(rows), columns, key="settings_history", empty="")
