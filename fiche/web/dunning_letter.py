"""One letter read on the screen before it is taken away, at a level and in a language that may be changed; it sends nothing."""

from functools import partial
from html import escape

import streamlit as st

from fiche.analysis.dunning import Case
from fiche.dunning import Letter
from fiche.dunning.letter import TABLE
from fiche.dunning.words import level_said, notes_said
from fiche.file_names import safe_name
from fiche.i18n import LANGUAGES, _
from fiche.letters import Manner, files, write
from fiche.web import dunning_data as data
from fiche.web.page import Context, open_client
from fiche.web.show import md

STYLE = """<style>
.fiche-letter { font-size: .9rem; line-height: 1.5; max-width: 46rem }
.fiche-letter p { margin: 0 0 .8rem; white-space: pre-line; overflow-wrap: anywhere }
.fiche-letter .to { margin: .5rem 0 1rem 50% }
.fiche-letter .soft { opacity: .75; font-size: .8125rem }
.fiche-letter table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 0 0 .5rem }
.fiche-letter th, .fiche-letter td { text-align: right; padding: .2rem .35rem; white-space: nowrap; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); font-weight: 400 }
.fiche-letter th { opacity: .75 } .fiche-letter th:first-child, .fiche-letter td:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere }
.fiche-letter .wide { overflow-x: auto } .fiche-letter tr.last td { font-weight: 600 } .fiche-letter .sums td { border: 0 }
</style>"""


def letter_window(ctx: Context, case: Case) -> None:
    """The letter of a case."""
    st.dialog(_("La lettre"), width="large")(_window)(ctx, case)


def _window(ctx: Context, case: Case) -> None:
    levels = len(ctx.portfolio.settings.dunning_days)
    manner = data.manner(ctx)
    own = write(ctx.portfolio, case, ctx.as_of, manner)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        level = st.selectbox(
            _("Niveau"),
            list(range(1, levels + 1)),
            index=own.level - 1,
            format_func=lambda n: level_said(n, levels),
            key="letter_level",
            width=260,
        )
        language = st.segmented_control(
            _("Langue de la lettre"), list(LANGUAGES), default=own.language, format_func=LANGUAGES.__getitem__, required=True, key="letter_language"
        )  # fmt: skip
    shown = write(ctx.portfolio, case, ctx.as_of, data.manner(ctx, language), level)
    for note in notes_said(case):
        st.caption(f":material/info: {md(note)}")
    if not shown.sender:
        st.caption(_("Sans en-tête : écrivez le nom de votre société dans l’onglet « Textes des lettres »."))
    preview(shown)
    with st.container(horizontal=True):
        _take(ctx, shown, data.manner(ctx, language, statement=True))
        if st.button(_("Ouvrir la fiche"), key="letter_client", type="tertiary", icon=":material/badge:"):
            open_client(case.client_id)


def _take(ctx: Context, shown: Letter, manner: Manner) -> None:
    """The letter as PDF and as a draft, made when the button is pressed."""
    portfolio = ctx.portfolio.stated
    name = safe_name(f"{_('Relance')} {shown.level} {shown.client_id} {shown.as_of:%Y-%m-%d}")

    def of(end: str) -> bytes:
        return next(content for file, content in files(portfolio, shown, manner) if file.endswith(end))

    kinds = (("pdf", "PDF", "application/pdf", "print", ""), ("eml", _("Brouillon d’e-mail"), "message/rfc822", "mail", _("À ouvrir dans votre messagerie, à relire et à envoyer vous-même ; la lettre et le relevé y sont joints.")))  # fmt: skip
    for end, label, kind, icon, words in kinds:
        st.download_button(
            label,
            partial(of, end),
            f"{name}.{end}",
            kind,
            key=f"letter_{end}",
            on_click="ignore",
            icon=f":material/{icon}:",
            help=words or None,
        )


def preview(letter: Letter) -> None:
    """The letter as it reads, every text escaped."""
    parts = [_paragraph("\n".join(letter.sender))] if letter.sender else []
    parts.append(_paragraph("\n".join(letter.recipient.lines), "to"))
    parts.append(_paragraph(f"{letter.reference} · {letter.place}", "soft"))
    parts.append(f"<p><b>{escape(letter.subject)}</b></p>")
    parts += [_table(letter) if each == TABLE else _paragraph(each) for each in letter.paragraphs]
    with st.container(border=True, key="letter_preview"):
        st.html(f'{STYLE}<div class="fiche-letter" lang="{letter.language}">{"".join(parts)}</div>')


def _paragraph(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{escape(text)}</p>'


def _table(letter: Letter) -> str:
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in letter.heads)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in letter.rows
    )
    last = len(letter.totals) - 1
    sums = "".join(
        f'<tr class="{"last" if place == last else ""}"><td>{escape(label)}</td><td>{escape(amount)}</td></tr>'
        for place, (label, amount) in enumerate(letter.totals)
    )
    notes = "".join(_paragraph(each, "soft") for each in letter.notes)
    table = f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    return f'{table}<table class="sums"><tbody>{sums}</tbody></table>{notes}'
