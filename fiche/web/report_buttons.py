"""The monthly report in one click: pages to print, and a workbook; made when the button is pressed."""

import streamlit as st

from fiche.analysis import Filters
from fiche.documents.report import report_pdf
from fiche.excel.report import report_workbook
from fiche.file_names import safe_name
from fiche.i18n import _, language, speaking
from fiche.report import gather
from fiche.report.words import title
from fiche.web import filters_state
from fiche.web.downloads import XLSX
from fiche.web.page import Context
from fiche.web.report_choice import choice_control, chosen_report


def report_buttons(ctx: Context, where: Filters, currency: str | None) -> None:
    """Both buttons, for the clients that the page looks at."""
    if currency is None:
        return
    portfolio, as_of, tongue, words = ctx.portfolio, ctx.as_of, language(), filters_state.said()
    choice = chosen_report(ctx)

    def pages() -> bytes:
        with speaking(tongue):
            return report_pdf(gather(portfolio, as_of, where, words, choice))

    def workbook() -> bytes:
        with speaking(tongue):
            return report_workbook(gather(portfolio, as_of, where, words, choice), portfolio.settings)

    name = f"{title()} {as_of:%Y-%m-%d}"
    with st.container(horizontal=True, key="report_buttons"):
        st.download_button(
            _("Rapport en PDF"),
            pages,
            safe_name(f"{name}.pdf"),
            "application/pdf",
            key="report_pdf",
            on_click="ignore",
            icon=":material/summarize:",
            type="tertiary",
            help=_(
                "Le portefeuille à cette date sur deux à quatre pages ; « Contenu » dit ce qu’il montre et à quoi il se compare."
            ),
        )
        st.download_button(
            _("Rapport en Excel"), workbook, safe_name(f"{name}.xlsx"), XLSX, key="report_xlsx", on_click="ignore", icon=":material/table_view:", type="tertiary"
        )  # fmt: skip
        choice_control(ctx, choice)
